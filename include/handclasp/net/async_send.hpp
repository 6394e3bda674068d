#pragma once

#include <handclasp/net/attempt.hpp>
#include <handclasp/net/supervision.hpp>

#include <asio/compose.hpp>
#include <asio/post.hpp>

namespace handclasp::net {

// Sends one message, rekey or close. It seals only when the socket takes octets, so that up to then a cancellation
// finds nothing done.
template <protocol_suite Suite>
class send_operation {
public:
    send_operation(std::shared_ptr<session<Suite>> owner, command what, octets message) noexcept
        : owner_(std::move(owner)), message_(message), what_(what) {}

    template <class Self>
    void operator()(Self& self, std::error_code error = {}) {
        switch (step_) {
            case step::start: return start(self);
            case step::waiting: return error ? stop(self, error) : proceed(self);
            case step::over: return self.complete(outcome_);
        }
    }

private:
    enum class step { start, waiting, over };

    template <class Self>
    void start(Self& self) {
        if (const auto unusable = owner_->unusable()) return complete_soon(self, unusable);
        if (owner_->sending.outstanding) return complete_soon(self, asio::error::in_progress);
        if (const auto begun = owner_->outgoing.begin(what_, message_); !begun)
            return complete_soon(self, begun.error());
        owner_->sending.begin();
        self.reset_cancellation_state(filter(any_cancellation));
        arm(owner_, &session<Suite>::sending, owner_->settings.message_deadline, self.get_executor());
        wait(self);
    }

    // One batch and one write at a time, so that a large message leaves the executor to others in between.
    template <class Self>
    void proceed(Self& self) {
        if (const auto failed = owner_->failure.load()) return finish(self, failed);
        if (owner_->sending.cancelled) return stop(self, asio::error::operation_aborted);
        if (owner_->outgoing.pending().empty()) {
            if (!owner_->outgoing.sealed()) self.reset_cancellation_state(filter(asio::cancellation_type::terminal));
            if (const auto sealed = attempt([&] { return owner_->outgoing.seal_more(); }); !sealed)
                return stop(self, sealed.error());
        }
        const octets pending = owner_->outgoing.pending();
        std::error_code error;
        owner_->outgoing.written(owner_->socket.write_some(asio::const_buffer(pending.data(), pending.size()), error));
        if (error && error != asio::error::would_block) return stop(self, error);
        if (!owner_->outgoing.complete()) return wait(self);
        if (what_ == command::close) owner_->end_stream();
        finish(self, {});
    }

    template <class Self>
    void wait(Self& self) {
        step_ = step::waiting;
        owner_->socket.async_wait(asio::ip::tcp::socket::wait_write, std::move(self));
    }

    // What was sealed cannot be taken back; before that a cancellation leaves the session as it was.
    template <class Self>
    void stop(Self& self, std::error_code why) {
        if (const auto failed = owner_->failure.load()) return finish(self, failed);
        if (why == asio::error::operation_aborted && !owner_->outgoing.sealed()) return finish(self, why);
        finish(self, owner_->fail_and_close(why));
    }

    template <class Self>
    void finish(Self& self, std::error_code outcome) {
        owner_->outgoing.rest();
        owner_->sending.end();
        self.complete(outcome);
    }

    [[nodiscard]] cancellation_filter<Suite> filter(asio::cancellation_type taken) const noexcept {
        return {owner_, &session<Suite>::sending, taken};
    }

    // A completion never runs inside the call that started the operation.
    template <class Self>
    void complete_soon(Self& self, std::error_code outcome) {
        outcome_ = outcome;
        step_ = step::over;
        const auto executor = owner_->socket.get_executor();
        asio::post(executor, std::move(self));
    }

    std::shared_ptr<session<Suite>> owner_;
    octets message_;
    std::error_code outcome_;
    command what_;
    step step_ = step::start;
};

template <protocol_suite Suite, class CompletionToken>
auto compose_send(const std::shared_ptr<session<Suite>>& owner, command what, octets message, CompletionToken&& token) {
    return asio::async_compose<CompletionToken, void(std::error_code)>(send_operation<Suite>(owner, what, message),
                                                                       token, owner->socket);
}

}  // namespace handclasp::net
