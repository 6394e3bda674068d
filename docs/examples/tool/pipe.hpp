// Standard input and output over a channel, as netcat does it for TCP: each direction ends by itself.
#pragma once

#include "tool/say.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace tool {

namespace hc = handclasp;

// For one thread while another waits for octets: nothing would wake that one. Where both fail, the first one's reason
// counts.
[[noreturn]] inline void end_with(const std::string& text) {
    static std::mutex one_of_them;
    one_of_them.lock();
    say(text);
    std::_Exit(1);
}

inline void write_out(hc::octets rest) {
    while (!rest.empty()) {
        const ssize_t size = ::write(STDOUT_FILENO, rest.data(), rest.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) end_with("standard output: " + std::generic_category().message(errno));
        rest = rest.subspan(static_cast<std::size_t>(size));
    }
}

// Some octets of standard input; zero at its end.
inline std::size_t read_in(hc::mutable_octets target) {
    for (;;) {
        const ssize_t size = ::read(STDIN_FILENO, target.data(), target.size());
        if (size >= 0) return static_cast<std::size_t>(size);
        if (errno != EINTR) end_with("standard input: " + std::generic_category().message(errno));
    }
}

// Until both sides have closed their direction; what fails ends the program, with what text_of(failure) says of it, in the
// thread that receives.
// `first` has come with the handshake.
template <class Suite, class TextOf>
int pipe(hc::net::connection<Suite>& session, hc::octets first, const std::string& where, const TextOf& text_of) {
    const auto require = [&](const std::error_code& failure) {
        if (failure) end_with(where + ": " + text_of(failure));
    };
    std::signal(SIGPIPE, SIG_IGN);  // a reader of standard output that has gone is a failure to write like any other
    std::error_code not_sent;
    std::thread sending([&] {
        constexpr std::size_t octets_at_once = 65536;
        std::vector<std::byte> buffer(octets_at_once);
        while (const std::size_t size = read_in(buffer)) {
            session.send(hc::octets(buffer).first(size), not_sent);
            if (not_sent) return;  // which ends the session, and with it what the other thread waits for
        }
        session.close(not_sent);
    });
    write_out(first);
    std::error_code failure;
    while (const auto message = session.receive(failure)) write_out(*message);
    require(failure);
    sending.join();
    require(not_sent);
    return 0;
}

}  // namespace tool
