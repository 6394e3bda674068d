// The threads of a server.
#pragma once

#include "shared/listening.hpp"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>

#include <algorithm>
#include <deque>
#include <thread>

// Sessions are spread over several threads, because the making of a key pair keeps one busy for a while. All of a session
// runs on one of them.
class session_threads {
public:
    // One for each processor, and at least two. std::system_error.
    explicit session_threads(const listening::arrivals::reporter& report) {
        const auto count = std::max(2U, std::thread::hardware_concurrency());
        for (unsigned i = 0; i < count; ++i) all_.emplace_back(report);
    }

    // Where the next session belongs. For one thread.
    [[nodiscard]] asio::io_context& next() noexcept { return all_[turn_++ % all_.size()].io; }

private:
    // With work for it always, until it is destroyed; the sessions that it has end then.
    struct one {
        explicit one(const listening::arrivals::reporter& report)
            : thread([this, report] { listening::run(io, report); }) {}
        one(const one&) = delete;
        one& operator=(const one&) = delete;
        ~one() {
            io.stop();
            thread.join();
        }

        asio::io_context io{1};
        asio::executor_work_guard<asio::io_context::executor_type> kept{io.get_executor()};
        std::thread thread;
    };

    std::deque<one> all_;
    std::size_t turn_ = 0;
};
