#pragma once

#include <handclasp/net/session.hpp>

#include <asio/bind_executor.hpp>
#include <asio/cancellation_state.hpp>

namespace handclasp::net {

// Starts the deadline of an operation, unless it runs already or there is none. When it passes, the session ends and
// what is outstanding completes. It runs on the operation's own executor, so it never meets the operation at work.
template <protocol_suite Suite, class Executor>
void arm(const std::shared_ptr<session<Suite>>& owner, activity session<Suite>::*which, options::duration limit,
         const Executor& executor) {
    activity& operation = (*owner).*which;
    if (operation.armed || limit == options::duration::zero()) return;
    operation.armed = true;
    operation.timer.expires_after(limit);
    auto passed = [weak = std::weak_ptr(owner), which, deadline = operation.deadline](const std::error_code& stopped) {
        const auto alive = weak.lock();
        if (stopped || !alive || ((*alive).*which).deadline != deadline) return;
        static_cast<void>(alive->fail_and_close(errc::timed_out));
    };
    operation.timer.async_wait(asio::bind_executor(executor, std::move(passed)));
}

// Lets those kinds of cancellation act on an operation that it takes just now, and remembers one that comes while its
// completion is queued already, where there is nothing to cancel and it would be lost. It may be asked long after the
// operation is over.
template <protocol_suite Suite>
class cancellation_filter {
public:
    cancellation_filter(const std::shared_ptr<session<Suite>>& owner, activity session<Suite>::*which) noexcept
        : owner_(owner), which_(which), operation_(((*owner).*which).operation) {}

    asio::cancellation_type operator()(asio::cancellation_type asked) const noexcept {
        const auto alive = owner_.lock();
        if (!alive || ((*alive).*which_).operation != operation_) return asio::cancellation_type::none;
        activity& meant = (*alive).*which_;
        const auto acts = asked & meant.cancellable;
        if (acts != asio::cancellation_type::none) meant.cancelled = true;
        return acts;
    }

private:
    std::weak_ptr<session<Suite>> owner_;
    activity session<Suite>::*which_;
    std::uint64_t operation_;
};

}  // namespace handclasp::net
