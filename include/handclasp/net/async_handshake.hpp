#pragma once

#include <handclasp/net/attempt.hpp>
#include <handclasp/net/handshake_progress.hpp>
#include <handclasp/net/supervision.hpp>

#include <asio/compose.hpp>
#include <asio/post.hpp>
#include <asio/write.hpp>

namespace handclasp::net {

// Runs one side of a handshake. What it works on has an allocation of its own, because octets of it are being written
// and read while the operation itself is moved about.
template <protocol_suite Suite, class Script, class... Given>
class handshake_operation {
public:
    handshake_operation(std::shared_ptr<session<Suite>> owner, Script script)
        : owner_(std::move(owner)), work_(std::make_unique<work>(std::move(script))) {}

    template <class Self>
    void operator()(Self& self, std::error_code error = {}, std::size_t count = 0) {
        switch (work_->at) {
            case step::start: return start(self);
            case step::writing: return error ? fail(self, error) : written(self);
            case step::reading: return error ? fail(self, error) : take(self, count);
            case step::refusing: return error ? end(self) : leave(self);
            case step::leaving: return error ? end(self) : drain(self, count);
            case step::over: return complete(self, work_->outcome);
        }
    }

private:
    enum class step { start, writing, reading, refusing, leaving, over };

    struct work {
        explicit work(Script given) : progress{std::move(given)} {}

        handshake_progress<Script> progress;
        farewell leaving;
        std::vector<std::byte> first_message;
        std::error_code outcome;
        step at = step::start;
    };

    template <class Self>
    void start(Self& self) {
        if (const auto refused = owner_->begin_handshake(work_->progress.script)) {
            work_->outcome = refused;
            work_->at = step::over;
            const auto executor = owner_->socket.get_executor();
            return asio::post(executor, std::move(self));  // never completes inside the call that started it
        }
        owner_->receiving.begin(asio::cancellation_type::terminal);
        self.reset_cancellation_state(cancellation_filter<Suite>(owner_, &session<Suite>::receiving));
        arm(owner_, &session<Suite>::receiving, owner_->settings.handshake_deadline, self.get_executor());
        write(self);
    }

    template <class Self>
    void write(Self& self) {
        const octets outgoing = work_->progress.script.outgoing();
        if (outgoing.empty()) return written(self);
        work_->at = step::writing;
        asio::async_write(owner_->socket, asio::const_buffer(outgoing.data(), outgoing.size()), std::move(self));
    }

    template <class Self>
    void written(Self& self) {
        if (owner_->failure.load()) return end(self);
        if (work_->progress.script.complete()) {
            work_->progress.script.settle(*owner_, &work_->first_message);
            return end(self);
        }
        read(self);
    }

    template <class Self>
    void read(Self& self) {
        if (owner_->receiving.cancelled) return fail(self, asio::error::operation_aborted);
        work_->at = step::reading;
        const mutable_octets room = work_->progress.unit.room();
        owner_->socket.async_read_some(asio::mutable_buffer(room.data(), room.size()), std::move(self));
    }

    template <class Self>
    void take(Self& self, std::size_t count) {
        if (owner_->failure.load()) return end(self);
        const auto taken = attempt([&] { return work_->progress.filled(*owner_, count); });
        if (!taken) return refuse(self, taken.error());
        return *taken ? write(self) : read(self);
    }

    template <class Self>
    void fail(Self& self, std::error_code why) {
        if (why == asio::error::eof) why = errc::truncated;
        owner_->failure.record(why);
        end(self);
    }

    // The session has failed already while the refusal is on its way: nothing that happens here changes that.
    template <class Self>
    void refuse(Self& self, errc why) {
        owner_->failure.record(why);
        const octets refusal = work_->progress.script.refusal(why);
        if (refusal.empty()) return end(self);
        owner_->receiving.disarm();
        arm(owner_, &session<Suite>::receiving, farewell::time_limit(owner_->settings), self.get_executor());
        work_->at = step::refusing;
        asio::async_write(owner_->socket, asio::const_buffer(refusal.data(), refusal.size()), std::move(self));
    }

    template <class Self>
    void leave(Self& self) {
        owner_->end_stream();
        drain(self, 0);
    }

    template <class Self>
    void drain(Self& self, std::size_t count) {
        work_->leaving.taken += count;
        if (work_->leaving.taken >= farewell::octet_limit) return end(self);
        work_->at = step::leaving;
        owner_->socket.async_read_some(asio::buffer(work_->leaving.unread), std::move(self));
    }

    template <class Self>
    void end(Self& self) {
        owner_->receiving.end();
        const auto failed = owner_->failure.load();
        complete(self, failed ? owner_->fail_and_close(failed) : failed);
    }

    template <class Self>
    void complete(Self& self, std::error_code outcome) {
        if constexpr (sizeof...(Given) > 0) {
            auto message = std::move(work_->first_message);
            self.complete(outcome, std::move(message));
        } else {
            self.complete(outcome);
        }
    }

    std::shared_ptr<session<Suite>> owner_;
    std::unique_ptr<work> work_;
};

// Given is what the completion gets besides the error: the first message, on a server's side.
template <class... Given, protocol_suite Suite, class Script, class CompletionToken>
auto compose_handshake(const std::shared_ptr<session<Suite>>& owner, Script script, CompletionToken&& token) {
    return asio::async_compose<CompletionToken, void(std::error_code, Given...)>(
        handshake_operation<Suite, Script, Given...>(owner, std::move(script)), token, owner->socket);
}

}  // namespace handclasp::net
