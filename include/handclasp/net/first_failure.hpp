#pragma once

#include <handclasp/core/errc.hpp>

#include <asio/error.hpp>

#include <atomic>
#include <cstdint>

namespace handclasp::net {

// What ended a session, the first time that anything did: the one thing that a sending and a receiving thread share.
// Without a lock, because an error is a number and one of two categories: handclasp's, or the system's.
class first_failure {
public:
    // Notes a failure, and returns the one that came first.
    std::error_code record(std::error_code failure) noexcept {
        std::uint64_t before = 0;
        if (value_.compare_exchange_strong(before, encode(failure))) return failure;
        return decode(before);
    }

    [[nodiscard]] std::error_code load() const noexcept { return decode(value_.load()); }

private:
    static constexpr std::uint64_t ours = std::uint64_t{1} << 32, systems = std::uint64_t{2} << 32;

    static std::uint64_t encode(const std::error_code& failure) noexcept {
        const auto number = static_cast<std::uint32_t>(failure.value());
        return (failure.category() == error_category() ? ours : systems) | number;
    }
    static std::error_code decode(std::uint64_t value) noexcept {
        if (value == 0) return {};
        const auto number = static_cast<int>(static_cast<std::uint32_t>(value));
        if ((value & ours) != 0) return {number, error_category()};
        return {number, asio::error::get_system_category()};
    }

    std::atomic<std::uint64_t> value_ = 0;
};

}  // namespace handclasp::net
