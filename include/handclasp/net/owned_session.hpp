#pragma once

#include <handclasp/net/session.hpp>

namespace handclasp::net {

// A session whose end is that of its owner. Operations share it, and complete then with asio::error::operation_aborted.
// One that was moved from has none.
template <protocol_suite Suite>
class owned_session {
public:
    explicit owned_session(std::shared_ptr<session<Suite>> owned) noexcept : session_(std::move(owned)) {}
    owned_session(owned_session&&) noexcept = default;
    owned_session& operator=(owned_session&& other) noexcept {
        if (this != &other) {
            abandon();
            session_ = std::move(other.session_);
        }
        return *this;
    }
    ~owned_session() { abandon(); }

    [[nodiscard]] session<Suite>& operator*() const noexcept { return *session_; }
    [[nodiscard]] session<Suite>* operator->() const noexcept { return session_.get(); }

    // For an operation to share.
    [[nodiscard]] const std::shared_ptr<session<Suite>>& shared() const noexcept { return session_; }

private:
    void abandon() noexcept {
        if (session_) session_->abandon();
    }

    std::shared_ptr<session<Suite>> session_;
};

}  // namespace handclasp::net
