#pragma once

#include <handclasp/core/errc.hpp>

#include <utility>

namespace handclasp::net {

// Runs what returns a result and may throw: for want of memory, or because a supply or a trust of the user's does. In
// an asynchronous operation an exception would leave io_context::run() and take every other session along; here it ends
// its own, as errc::backend.
template <class Action>
[[nodiscard]] auto attempt(Action&& action) noexcept -> decltype(std::forward<Action>(action)()) {
    try {
        return std::forward<Action>(action)();
    } catch (...) {
        return errc::backend;
    }
}

}  // namespace handclasp::net
