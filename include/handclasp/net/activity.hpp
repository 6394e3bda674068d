#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/cancellation_type.hpp>
#include <asio/steady_timer.hpp>

#include <cstdint>

namespace handclasp::net {

// The asynchronous operation that is outstanding in one direction, if any: its deadline, and whether it was
// cancelled.
struct activity {
    explicit activity(const asio::any_io_executor& executor) : timer(executor) {}

    asio::steady_timer timer;
    std::uint64_t operation = 0;  // tells a cancellation that comes too late from one of the operation that runs
    std::uint64_t deadline = 0;   // tells a deadline that was lifted from the one that counts
    asio::cancellation_type cancellable = asio::cancellation_type::none;  // the kinds that act on it just now
    bool outstanding = false;
    bool cancelled = false;
    bool armed = false;
    bool enlisted = false;  // for the next round of a gathering

    void begin(asio::cancellation_type kinds) noexcept {
        ++operation;
        cancellable = kinds;
        outstanding = true;
        cancelled = false;
    }
    void end() {
        disarm();
        ++operation;
        outstanding = false;
    }
    void disarm() {
        if (!armed) return;
        armed = false;
        ++deadline;
        timer.cancel();
    }
};

inline constexpr auto any_cancellation =
    asio::cancellation_type::terminal | asio::cancellation_type::partial | asio::cancellation_type::total;

}  // namespace handclasp::net
