#pragma once

#include <handclasp/net/gathering.hpp>
#include <handclasp/net/supervision.hpp>

#include <asio/compose.hpp>
#include <asio/post.hpp>

namespace handclasp::net {

// Receives one message. What has come of it is kept in the session's inbox, so a cancellation loses nothing.
template <protocol_suite Suite>
class receive_operation {
public:
    using message = std::optional<std::vector<std::byte>>;

    explicit receive_operation(std::shared_ptr<session<Suite>> owner) noexcept : owner_(std::move(owner)) {}

    template <class Self>
    void operator()(Self& self, std::error_code error = {}) {
        switch (step_) {
            case step::start: return start(self);
            case step::waiting: return error ? stop(self, error) : proceed(self);
            case step::gathered: owner_->together->receive(*owner_); return look(self);
            case step::ready: return look(self);
            case step::over: return self.complete(outcome_, std::nullopt);
        }
    }

private:
    enum class step { start, waiting, gathered, ready, over };

    template <class Self>
    void start(Self& self) {
        if (const auto unusable = owner_->unusable()) return complete_soon(self, unusable);
        if (owner_->receiving.outstanding) return complete_soon(self, asio::error::in_progress);
        owner_->receiving.begin(any_cancellation);
        self.reset_cancellation_state(cancellation_filter<Suite>(owner_, &session<Suite>::receiving));
        if (owner_->incoming.next() == arrival::nothing) return wait(self);
        step_ = step::ready;
        post(self);
    }

    template <class Self>
    void wait(Self& self) {
        if (owner_->incoming.midway()) {
            arm(owner_, &session<Suite>::receiving, owner_->settings.message_deadline, self.get_executor());
        } else {
            owner_->receiving.disarm();
        }
        step_ = step::waiting;
        owner_->socket.async_wait(asio::ip::tcp::socket::wait_read, std::move(self));
    }

    template <class Self>
    void proceed(Self& self) {
        if (const auto failed = owner_->failure.load()) return finish(self, failed);
        if (owner_->receiving.cancelled) return finish(self, asio::error::operation_aborted);
        if (owner_->together) return gather(self);
        auto* const alone = owner_.get();
        round<Suite>::receive(std::span(&alone, 1));
        look(self);
    }

    template <class Self>
    void gather(Self& self) {
        if (const auto enlisted = owner_->together->enlist_receiver(owner_); !enlisted)
            return stop(self, enlisted.error());
        step_ = step::gathered;
        post(self);
    }

    template <class Self>
    void look(Self& self) {
        if (const auto failed = owner_->failure.load()) return finish(self, failed);
        switch (owner_->incoming.next()) {
            case arrival::message: return finish(self, {}, owner_->incoming.take());
            case arrival::closed: return finish(self, after_close());
            case arrival::failed: return finish(self, owner_->fail_and_close(owner_->incoming.failure()));
            case arrival::nothing: break;
        }
        if (owner_->receiving.cancelled) return finish(self, asio::error::operation_aborted);
        wait(self);
    }

    template <class Self>
    void stop(Self& self, std::error_code why) {
        if (const auto failed = owner_->failure.load()) return finish(self, failed);
        if (why == asio::error::operation_aborted) return finish(self, why);
        finish(self, owner_->fail_and_close(why));
    }

    [[nodiscard]] std::error_code after_close() noexcept {
        return owner_->more_follows_close() ? owner_->fail_and_close(errc::after_close) : std::error_code();
    }

    template <class Self>
    void finish(Self& self, std::error_code outcome, message received = std::nullopt) {
        owner_->receiving.end();
        self.complete(outcome, std::move(received));
    }

    // A completion never runs inside the call that started the operation.
    template <class Self>
    void complete_soon(Self& self, std::error_code outcome) {
        outcome_ = outcome;
        step_ = step::over;
        post(self);
    }

    template <class Self>
    void post(Self& self) {
        const auto executor = owner_->socket.get_executor();
        asio::post(executor, std::move(self));
    }

    std::shared_ptr<session<Suite>> owner_;
    std::error_code outcome_;
    step step_ = step::start;
};

template <protocol_suite Suite, class CompletionToken>
auto compose_receive(const std::shared_ptr<session<Suite>>& owner, CompletionToken&& token) {
    using message = typename receive_operation<Suite>::message;
    return asio::async_compose<CompletionToken, void(std::error_code, message)>(receive_operation<Suite>(owner), token,
                                                                                owner->socket);
}

}  // namespace handclasp::net
