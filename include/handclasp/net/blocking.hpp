#pragma once

#include <handclasp/net/handshake_progress.hpp>
#include <handclasp/net/round.hpp>

#include <asio/buffer.hpp>
#include <poll.h>

#include <cerrno>
#include <climits>

// What connection's blocking functions do. The socket never blocks: each call waits with poll(), where a deadline and
// the failure of the other direction reach it.
namespace handclasp::net::blocking {

// Waits until the socket is ready for events (POLLIN, POLLOUT) or at its end. errc::timed_out.
inline std::error_code wait(asio::ip::tcp::socket& socket, short events,
                            const std::optional<time_point>& deadline) noexcept {
    if (!socket.is_open()) return asio::error::bad_descriptor;
    pollfd entry{socket.native_handle(), events, 0};
    for (;;) {
        int milliseconds = -1;
        if (deadline) {
            const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
            milliseconds = static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, INT_MAX));
        }
        const int ready = ::poll(&entry, 1, milliseconds);
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return {errno, asio::error::get_system_category()};
        if (passed(deadline)) return errc::timed_out;
    }
}

// Some octets of the stream, at least one. errc::timed_out, asio::error::eof, and the system's errors.
inline std::error_code read_some(asio::ip::tcp::socket& socket, mutable_octets target,
                                 const std::optional<time_point>& deadline, std::size_t& count) noexcept {
    for (;;) {
        if (passed(deadline)) return errc::timed_out;
        std::error_code error;
        count = socket.read_some(asio::mutable_buffer(target.data(), target.size()), error);
        if (error != asio::error::would_block) return error;
        if (const auto waited = wait(socket, POLLIN, deadline)) return waited;
    }
}

// As read_some(); an end of the stream, where more was expected, is errc::truncated.
inline std::error_code read_more(asio::ip::tcp::socket& socket, mutable_octets target,
                                 const std::optional<time_point>& deadline, std::size_t& count) noexcept {
    const auto error = read_some(socket, target, deadline, count);
    return error == asio::error::eof ? make_error_code(errc::truncated) : error;
}

// Writes some octets, at least one. errc::timed_out and the system's errors.
inline std::error_code write_some(asio::ip::tcp::socket& socket, octets source,
                                  const std::optional<time_point>& deadline, std::size_t& count) noexcept {
    for (;;) {
        if (passed(deadline)) return errc::timed_out;
        std::error_code error;
        count = socket.write_some(asio::const_buffer(source.data(), source.size()), error);
        if (error != asio::error::would_block) return error;
        if (const auto waited = wait(socket, POLLOUT, deadline)) return waited;
    }
}

inline std::error_code write_all(asio::ip::tcp::socket& socket, octets source,
                                 const std::optional<time_point>& deadline) noexcept {
    while (!source.empty()) {
        std::size_t count = 0;
        if (const auto error = write_some(socket, source, deadline, count)) return error;
        source = source.subspan(count);
    }
    return {};
}

// Sends a refusal, so that the client has a chance to read it. What goes wrong here changes nothing.
inline void say_farewell(asio::ip::tcp::socket& socket, octets refusal, options::duration limit) noexcept {
    const auto until = deadline_after(limit);
    if (write_all(socket, refusal, until)) return;
    std::error_code ignored;
    socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    farewell leaving;
    std::size_t count = 0;
    while (leaving.taken < farewell::octet_limit && !read_some(socket, leaving.unread, until, count))
        leaving.taken += count;
}

// Ends the session, and returns what ended it first. Octets that nobody has read would keep the window of a peer shut
// that goes on sending, and it would never learn that nobody listens: they are taken, and what it sends then resets
// the connection.
template <protocol_suite Suite>
[[nodiscard]] std::error_code drop(session<Suite>& owner, std::error_code why) noexcept {
    const auto first = owner.fail(why);
    constexpr std::size_t most = std::size_t{1} << 24;  // what the system buffers for a socket is less
    std::array<std::byte, 4096> unread;
    std::error_code error;
    for (std::size_t taken = 0; taken < most;) {
        const std::size_t count = owner.socket.read_some(asio::buffer(unread), error);
        if (error || count == 0) break;
        taken += count;
    }
    return first;
}

template <protocol_suite Suite, class Script>
[[nodiscard]] std::error_code run(session<Suite>& owner, handshake_progress<Script>& progress) {
    const auto deadline = deadline_after(owner.settings.handshake_deadline);
    for (;;) {
        if (const auto error = write_all(owner.socket, progress.script.outgoing(), deadline)) return error;
        if (progress.script.complete()) return {};
        for (bool taken = false; !taken;) {
            std::size_t count = 0;
            if (const auto error = read_more(owner.socket, progress.unit.room(), deadline, count)) return error;
            const auto filled = progress.filled(owner, count);
            if (!filled) {
                const octets refusal = progress.script.refusal(filled.error());
                if (!refusal.empty()) say_farewell(owner.socket, refusal, farewell::time_limit(owner.settings));
                return filled.error();
            }
            taken = *filled;
        }
    }
}

template <protocol_suite Suite, class Script>
[[nodiscard]] std::error_code handshake(session<Suite>& owner, Script script,
                                        std::vector<std::byte>* first_message = nullptr) {
    if (const auto begun = owner.begin_handshake(script)) return begun;
    handshake_progress<Script> progress{std::move(script)};
    try {
        if (const auto error = run(owner, progress)) return drop(owner, error);
        progress.script.settle(owner, first_message);
        return {};
    } catch (...) {
        static_cast<void>(drop(owner, errc::backend));
        throw;
    }
}

template <protocol_suite Suite>
[[nodiscard]] std::error_code transmit(session<Suite>& owner) {
    const auto deadline = deadline_after(owner.settings.message_deadline);
    auto* const alone = &owner;
    while (!owner.outgoing.complete()) {
        if (passed(deadline)) return errc::timed_out;
        if (const auto error = wait(owner.socket, POLLOUT, deadline)) return error;
        if (const auto failed = owner.failure.load()) return failed;  // of the thread that receives
        if (owner.outgoing.pending().empty()) {
            round<Suite>::send(std::span(&alone, 1));
        } else {
            round<Suite>::write(owner);
        }
        if (const auto why = owner.outgoing.failure()) return why;
    }
    return {};
}

// What is messages, a single one, or nothing for a rekey or close.
template <protocol_suite Suite, class... Messages>
[[nodiscard]] std::error_code send(session<Suite>& owner, command what, const Messages&... messages) {
    if (const auto unusable = owner.unusable()) return unusable;
    if (const auto begun = owner.outgoing.begin(what, messages...); !begun) return begun.error();
    const auto error = transmit(owner);
    owner.outgoing.rest();
    if (error) return drop(owner, error);
    if (what == command::close) owner.end_stream();
    return {};
}

template <protocol_suite Suite>
[[nodiscard]] std::error_code receive_next(session<Suite>& owner, std::optional<std::vector<std::byte>>& message) {
    std::optional<time_point> deadline;
    auto* const alone = &owner;
    for (bool read = false;; read = !read) {
        switch (owner.incoming.next()) {
            case arrival::message: message = owner.incoming.take(); return {};
            case arrival::failed: return drop(owner, owner.incoming.failure());
            case arrival::closed:
                return owner.more_follows_close() ? drop(owner, errc::after_close) : std::error_code();
            case arrival::nothing: break;
        }
        if (!owner.incoming.midway())
            deadline.reset();
        else if (!deadline)
            deadline = deadline_after(owner.settings.message_deadline);
        if (passed(deadline)) return drop(owner, errc::timed_out);
        if (!read) {
            round<Suite>::receive(std::span(&alone, 1));
        } else if (const auto error = wait(owner.socket, POLLIN, deadline)) {
            return drop(owner, error);
        }
    }
}

// The next message, if the peer has not closed.
template <protocol_suite Suite>
[[nodiscard]] std::error_code receive(session<Suite>& owner, std::optional<std::vector<std::byte>>& message) {
    const auto unusable = owner.unusable();
    const auto error = unusable ? unusable : receive_next(owner, message);
    if (!error || !owner.failure.load()) return error;
    owner.incoming.discard();
    return error;
}

}  // namespace handclasp::net::blocking
