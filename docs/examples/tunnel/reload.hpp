// The files of a tunnel, read again while it runs.
#pragma once

#include "shared/descriptors.hpp"
#include "shared/server_files.hpp"

#include <pthread.h>

#include <csignal>
#include <exception>
#include <string_view>
#include <thread>

namespace tunnel {

// From now on SIGHUP makes a thread of its own read the files again, also where strangers have taken all descriptors. To
// be called before there are other threads, which would get the signal. What `report` gets is for the user; it throws
// nothing.
inline void read_again_on_hangup(server_files::current& files, void (*report)(std::string_view) noexcept) {
    sigset_t hangup;
    sigemptyset(&hangup);
    sigaddset(&hangup, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &hangup, nullptr);
    std::thread([&files, report, hangup] {
        descriptors::spare spare;
        for (int signal = 0; sigwait(&hangup, &signal) == 0;) {
            try {
                spare.lend([&] { files.read_again(report, report); });
            } catch (const std::exception& failure) {
                report(failure.what());  // for want of memory
            }
        }
    }).detach();
}

}  // namespace tunnel
