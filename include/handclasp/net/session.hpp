#pragma once

#include <handclasp/core/fingerprint.hpp>
#include <handclasp/handshake/proven_identity.hpp>
#include <handclasp/net/activity.hpp>
#include <handclasp/net/deadline.hpp>
#include <handclasp/net/first_failure.hpp>
#include <handclasp/net/inbox.hpp>
#include <handclasp/net/options.hpp>
#include <handclasp/net/outbox.hpp>
#include <handclasp/schedule/exporter.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>

#include <memory>
#include <string>

namespace handclasp::net {

template <protocol_suite Suite>
class rendezvous;

// All that belongs to one connection. Operations share it, so that it outlives the connection for as long as one of
// them is outstanding. A thread that sends touches socket, failure, outgoing and sending, one that receives socket,
// failure, incoming and receiving.
template <protocol_suite Suite>
struct session {
    session(asio::ip::tcp::socket connected, options chosen, std::shared_ptr<rendezvous<Suite>> gathers)
        : socket(std::move(connected)), settings(std::move(chosen)), incoming(settings.message_limit),
          outgoing(settings.fragment_size), sending(socket.get_executor()), receiving(socket.get_executor()),
          together(std::move(gathers)) {
        std::error_code ignored;  // a socket that is not open shows itself in the handshake
        socket.non_blocking(true, ignored);
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    }

    // Why nothing can be sent or received: a failure, or errc::invalid_argument before the handshake.
    [[nodiscard]] std::error_code unusable() const noexcept {
        if (const auto failed = failure.load()) return failed;
        if (!exporter) return errc::invalid_argument;
        return {};
    }

    // Starts the one handshake of the session. errc::invalid_argument for a second one, for a fragment size that no
    // frame has, and for what the script refuses.
    template <class Script>
    [[nodiscard]] std::error_code begin_handshake(Script& script) {
        if (const auto failed = failure.load()) return failed;
        if (handshake_begun || settings.fragment_size > Suite::limits::frame_limit) return errc::invalid_argument;
        handshake_until = deadline_after(settings.handshake_deadline);
        const auto started = script.start(*this);
        if (!started)
            return started.error() == errc::invalid_argument ? make_error_code(started.error()) : fail(started.error());
        handshake_begun = true;
        return {};
    }

    // Begins to use what a handshake has made, a client_session or a server_session.
    template <class Made>
    void establish(Made made) noexcept {
        auto [sends, receives] = std::move(made.channel).split();
        outgoing.establish(std::move(sends));
        incoming.establish(std::move(receives));
        exporter.emplace(std::move(made.exporter));
    }

    // Whether it is too late for a handshake, or the peer has left: to be asked before work is done for it that takes
    // long. errc::timed_out, errc::truncated. It does not wait.
    [[nodiscard]] result<void> still_wanted() noexcept {
        if (passed(handshake_until)) return errc::timed_out;
        std::byte octet{};
        std::error_code none;
        static_cast<void>(socket.receive(asio::mutable_buffer(&octet, 1), asio::socket_base::message_peek, none));
        if (none && none != asio::error::would_block) return errc::truncated;
        return {};
    }

    // Ends the stream in the sending direction, after a close.
    void end_stream() noexcept {
        std::error_code ignored;
        socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }

    // Whether octets have come after the peer's close. It does not wait for them.
    [[nodiscard]] bool more_follows_close() noexcept {
        std::byte octet{};
        std::error_code ignored;
        return socket.read_some(asio::mutable_buffer(&octet, 1), ignored) > 0;
    }

    // Ends the session, and returns what ended it first. The peer sees the end of the stream and nothing else. The
    // descriptor stays, because another thread may be in a call with it, which this ends.
    std::error_code fail(std::error_code why) noexcept {
        const auto first = failure.record(why);
        std::error_code ignored;
        socket.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
        return first;
    }

    // The same where no other thread uses the session: what is outstanding completes, and what nobody has received is
    // wiped.
    std::error_code fail_and_close(std::error_code why) noexcept {
        const auto first = fail(why);
        incoming.discard();
        std::error_code ignored;
        socket.close(ignored);
        return first;
    }

    // Its connection is gone.
    void abandon() {
        static_cast<void>(fail_and_close(asio::error::operation_aborted));
        sending.disarm();
        receiving.disarm();
    }

    asio::ip::tcp::socket socket;
    options settings;
    first_failure failure;
    inbox<Suite> incoming;
    outbox<Suite> outgoing;
    activity sending, receiving;                  // a handshake counts as receiving
    std::shared_ptr<rendezvous<Suite>> together;  // with others, if any
    std::optional<handclasp::exporter<typename Suite::key_derivation>> exporter;
    fingerprint server{};
    std::unique_ptr<proven_identity> client;  // where a credential was demanded and has verified
    std::string peer_suite;
    std::optional<time_point> handshake_until;
    bool handshake_begun = false;
};

}  // namespace handclasp::net
