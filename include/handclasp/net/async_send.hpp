#pragma once

#include <handclasp/net/gathering.hpp>
#include <handclasp/net/supervision.hpp>

#include <asio/compose.hpp>
#include <asio/post.hpp>

namespace handclasp::net {

// Sends messages, a rekey or a close. It seals only when the socket takes octets, so that up to then a cancellation
// finds nothing done.
template <protocol_suite Suite>
class send_operation {
public:
    send_operation(std::shared_ptr<session<Suite>> owner, command what, octets message) noexcept
        : owner_(std::move(owner)), message_(message), what_(what) {}
    send_operation(std::shared_ptr<session<Suite>> owner, std::span<const octets> messages) noexcept
        : owner_(std::move(owner)), messages_(messages) {}

    template <class Self>
    void operator()(Self& self, std::error_code error = {}) {
        switch (step_) {
            case step::start: return start(self);
            case step::waiting: return error ? stop(self, error) : proceed(self);
            case step::gathered: owner_->together->send(*owner_); return sent(self);
            case step::over: return self.complete(outcome_);
        }
    }

private:
    enum class step { start, waiting, gathered, over };

    template <class Self>
    void start(Self& self) {
        if (const auto unusable = owner_->unusable()) return complete_soon(self, unusable);
        if (owner_->sending.outstanding) return complete_soon(self, asio::error::in_progress);
        auto& outgoing = owner_->outgoing;
        const auto begun = messages_ ? outgoing.begin(what_, *messages_) : outgoing.begin(what_, message_);
        if (!begun) return complete_soon(self, begun.error());
        if (outgoing.complete()) return complete_soon(self, {});  // no messages
        owner_->sending.begin(any_cancellation);
        self.reset_cancellation_state(cancellation_filter<Suite>(owner_, &session<Suite>::sending));
        arm(owner_, &session<Suite>::sending, owner_->settings.message_deadline, self.get_executor());
        wait(self);
    }

    // One piece at a time, so that a large message leaves the executor to others in between.
    template <class Self>
    void proceed(Self& self) {
        if (const auto failed = owner_->failure.load()) return finish(self, failed);
        if (owner_->sending.cancelled) return stop(self, asio::error::operation_aborted);
        auto* const alone = owner_.get();
        if (!owner_->outgoing.pending().empty()) {
            round<Suite>::write(*alone);
        } else if (!owner_->together) {
            round<Suite>::send(std::span(&alone, 1));
        } else {
            return gather(self);
        }
        sent(self);
    }

    template <class Self>
    void gather(Self& self) {
        if (const auto enlisted = owner_->together->enlist_sender(owner_); !enlisted)
            return stop(self, enlisted.error());
        step_ = step::gathered;
        post(self);
    }

    template <class Self>
    void sent(Self& self) {
        if (const auto failed = owner_->failure.load()) return finish(self, failed);
        if (const auto why = owner_->outgoing.failure()) return stop(self, why);
        if (owner_->outgoing.complete()) {
            if (what_ == command::close) owner_->end_stream();
            return finish(self, {});
        }
        if (owner_->sending.cancelled) return stop(self, asio::error::operation_aborted);
        wait(self);
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
    octets message_;
    std::optional<std::span<const octets>> messages_;  // instead of one
    std::error_code outcome_;
    command what_ = command::messages;
    step step_ = step::start;
};

template <protocol_suite Suite, class CompletionToken>
auto compose_send(const std::shared_ptr<session<Suite>>& owner, send_operation<Suite> operation,
                  CompletionToken&& token) {
    return asio::async_compose<CompletionToken, void(std::error_code)>(std::move(operation), token, owner->socket);
}

}  // namespace handclasp::net
