#pragma once

#include <handclasp/net/options.hpp>

#include <optional>

namespace handclasp::net {

using time_point = std::chrono::steady_clock::time_point;

// When a deadline that starts now passes; none for zero.
inline std::optional<time_point> deadline_after(options::duration limit) noexcept {
    if (limit == options::duration::zero()) return std::nullopt;
    const auto now = std::chrono::steady_clock::now();
    return limit < time_point::max() - now ? now + limit : time_point::max();
}

inline bool passed(const std::optional<time_point>& deadline) noexcept {
    return deadline && std::chrono::steady_clock::now() >= *deadline;
}

}  // namespace handclasp::net
