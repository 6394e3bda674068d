#pragma once

#include <handclasp/net/attempt.hpp>
#include <handclasp/net/blocking.hpp>
#include <handclasp/reference/reference.hpp>

namespace handclasp::net {

// A session with a peer of the original description over a TCP socket that is connected already; blocking calls
// alone. What docs/reference.md says of the suite holds here: nobody is authenticated, and no end of the stream is.
//
// The first failure ends the session: the transport is dropped, and every later call returns the same error.
// errc::invalid_argument, the caller's misuse, changes nothing. One thread at a time.
template <class Suite>
class reference_connection {
public:
    using socket_type = asio::ip::tcp::socket;

    // Of the settings both deadlines count; the message limit is the suite's, and there are no fragments and no
    // context.
    explicit reference_connection(socket_type socket, options settings = {})
        : socket_(std::move(socket)), settings_(std::move(settings)) {
        std::error_code ignored;
        socket_.non_blocking(true, ignored);
        socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    }

    // The client's handshake. errc::timed_out, truncated and those of reference::hello_awaited::receive.
    void connect(octets first_message, std::error_code& failure) {
        failure = guarded([&]() -> std::error_code {
            if (begun_ || first_message.size() > Suite::limits::first_message) return errc::invalid_argument;
            begun_ = true;
            const auto deadline = deadline_after(settings_.handshake_deadline);
            reference::hello_awaited<Suite> waiting;
            std::vector<std::byte> hello;
            if (const auto error = read_unit(waiting, hello, deadline)) return error;
            auto made = std::move(waiting).receive(hello, first_message);
            if (!made) return made.error();
            if (const auto error = blocking::write_all(socket_, made->initial, deadline)) return error;
            session_.emplace(std::move(made->session));
            return {};
        });
    }

    // The server's handshake, which generates a key pair and returns the first message. errc::timed_out, truncated
    // and those of reference::initial_awaited::accept.
    std::vector<std::byte> accept(std::error_code& failure) {
        std::vector<std::byte> first_message;
        failure = guarded([&]() -> std::error_code {
            if (begun_) return errc::invalid_argument;
            begun_ = true;
            const auto deadline = deadline_after(settings_.handshake_deadline);
            auto waiting = reference::initial_awaited<Suite>::start();
            if (!waiting) return waiting.error();
            if (const auto error = blocking::write_all(socket_, waiting->hello(), deadline)) return error;
            std::vector<std::byte> initial;
            if (const auto error = read_unit(*waiting, initial, deadline)) return error;
            auto made = (*std::move(waiting)).accept(initial);
            if (!made) return made.error();
            first_message.assign(made->message.begin(), made->message.end());
            session_.emplace(std::move(made->session));
            return {};
        });
        return first_message;
    }

    // errc::invalid_argument above the suite's limit and before the handshake, errc::timed_out.
    void send(octets message, std::error_code& failure) {
        failure = guarded([&]() -> std::error_code {
            if (!session_ || message.size() > Suite::limits::message) return errc::invalid_argument;
            std::vector<std::byte> buffer(Suite::unit_size(message.size()));
            const auto unit = session_->sender.seal(message, buffer);
            if (!unit) return unit.error();
            return blocking::write_all(socket_, *unit, deadline_after(settings_.message_deadline));
        });
    }

    // The next message. errc::end_unauthenticated where the stream ends between two units, by whomever;
    // errc::truncated within one; errc::unit_size, errc::authentication_failed, errc::timed_out.
    std::vector<std::byte> receive(std::error_code& failure) {
        std::vector<std::byte> message;
        failure = guarded([&]() -> std::error_code {
            if (!session_) return errc::invalid_argument;
            std::vector<std::byte> unit;
            if (const auto error = read_unit(session_->receiver, unit, std::nullopt)) return error;
            const auto opened = session_->receiver.open(unit);
            if (!opened) return opened.error();
            message.assign(opened->begin(), opened->end());
            return {};
        });
        return message;
    }

private:
    // Runs a call unless an earlier one has failed, and ends the session where it fails itself.
    template <class Action>
    [[nodiscard]] std::error_code guarded(Action&& action) {
        if (failure_) return failure_;
        const std::error_code error = attempt([&] { return std::forward<Action>(action)(); });
        if (!error || error == errc::invalid_argument) return error;
        failure_ = error;
        std::error_code ignored;
        socket_.close(ignored);
        return error;
    }

    // Reads one whole unit; a state says, on its length alone, how much that is. The deadline of a message counts
    // from its first octet.
    template <class State>
    [[nodiscard]] std::error_code read_unit(State& state, std::vector<std::byte>& unit,
                                            std::optional<time_point> deadline) {
        unit.resize(Suite::length.size);
        std::size_t have = 0;
        for (bool sized = false;;) {
            std::size_t count = 0;
            const auto error = blocking::read_some(socket_, mutable_octets(unit).subspan(have), deadline, count);
            if (error == asio::error::eof) {
                return have == 0 && session_ ? errc::end_unauthenticated : errc::truncated;
            }
            if (error) return error;
            if (!deadline) deadline = deadline_after(settings_.message_deadline);
            have += count;
            if (have < unit.size()) continue;
            if (sized) return {};
            const auto size = state.unit_size(unit);
            if (!size) return size.error();
            unit.resize(*size);
            sized = true;
        }
    }

    socket_type socket_;
    options settings_;
    std::error_code failure_;
    std::optional<reference::session<Suite>> session_;
    bool begun_ = false;  // a handshake, of which there is one
};

}  // namespace handclasp::net
