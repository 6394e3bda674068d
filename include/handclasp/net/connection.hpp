#pragma once

#include <handclasp/net/async_handshake.hpp>
#include <handclasp/net/async_receive.hpp>
#include <handclasp/net/async_send.hpp>
#include <handclasp/net/blocking.hpp>
#include <handclasp/net/owned_session.hpp>

namespace handclasp::net {

// A session over a TCP socket that is connected already: one handshake, then whole messages in both directions.
//
// Each function comes in three shapes, as in Asio: one that throws std::system_error, one that sets a
// std::error_code, and an asynchronous one that takes any completion token. Errors are handclasp's (errc) and the
// system's.
//
// The first failure, whatever it is, ends the session: nothing more is sent, the transport is dropped, and every
// later call returns that same error. Not failures: errc::invalid_argument and errc::closed, which are the caller's
// misuse and change nothing, and the cancellation of an operation where it says so. What a trust, an identity or a key
// supply throws in a handshake is passed on by the blocking functions, and errc::backend for everything else.
//
// Threads: with the blocking functions one thread may send while another receives. The asynchronous ones run on one
// executor or strand, at most one that sends and one that receives at a time (asio::error::in_progress otherwise);
// blocking and asynchronous calls may follow, but not overlap each other. Destroying a connection closes its socket,
// and what is outstanding completes with asio::error::operation_aborted; no thread may be in a call then.
template <protocol_suite Suite>
class connection {
public:
    using socket_type = asio::ip::tcp::socket;
    using executor_type = socket_type::executor_type;
    using exporter_type = handclasp::exporter<typename Suite::key_derivation>;

    // Takes the socket over, makes it non-blocking, and turns Nagle's algorithm off: every message is written as a
    // whole.
    explicit connection(socket_type socket, options settings = {})
        : session_(std::make_shared<session<Suite>>(std::move(socket), std::move(settings), nullptr)) {}

    // The same with what it sends and receives asynchronously gathered with other connections, all of one thread.
    connection(socket_type socket, options settings, const gathering<Suite>& together)
        : session_(std::make_shared<session<Suite>>(std::move(socket), std::move(settings), together.shared_)) {}

    // The client's handshake. The first message, of at most the suite's frame limit (errc::invalid_argument), goes
    // with the keys: when the call succeeds it has been sent, and whether it was received shows confirmed().
    // errc::timed_out, truncated, version, wrong_suite (see peer_suite()) and those of hello_awaited::receive.
    template <trust_decision Trust>
    void handshake(Trust trust, octets first_message, std::error_code& failure) {
        handshake(std::move(trust), nobody, first_message, failure);
    }
    template <trust_decision Trust>
    void handshake(Trust trust, octets first_message) {
        handshake(std::move(trust), nobody, first_message);
    }

    // The same for a client that shows a credential to a server that demands one, and to no other.
    // errc::invalid_argument for an identity above the limits of the protocol or of a frame.
    template <trust_decision Trust, identity Credential>
    void handshake(Trust trust, const Credential& credential, octets first_message, std::error_code& failure) {
        failure = blocking::handshake(*session_, as_client(std::move(trust), credential, first_message));
    }
    template <trust_decision Trust, identity Credential>
    void handshake(Trust trust, const Credential& credential, octets first_message) {
        require(blocking::handshake(*session_, as_client(std::move(trust), credential, first_message)));
    }

    // The server's handshake, which returns the client's first message. The key pair is taken from the supply, and a
    // fresh one generated, on the calling thread, and takes it for tens of milliseconds or more: no deadline
    // interrupts that. A client with another suite or version is told so before the connection closes; after any
    // other failure it is told nothing. errc::timed_out, truncated and those of server::answer and
    // initial_awaited::accept.
    template <identity Identity, key_supply<Suite> Keys>
    std::vector<std::byte> handshake(const Identity& identity, Keys&& keys, std::error_code& failure) {
        std::vector<std::byte> first_message;
        failure = blocking::handshake(*session_, as_server(identity, std::forward<Keys>(keys)), &first_message);
        return first_message;
    }
    template <identity Identity, key_supply<Suite> Keys>
    std::vector<std::byte> handshake(const Identity& identity, Keys&& keys) {
        std::vector<std::byte> first_message;
        require(blocking::handshake(*session_, as_server(identity, std::forward<Keys>(keys)), &first_message));
        return first_message;
    }

    // The same for a server that demands a credential of its client, and takes those whom these trust: see client().
    // Before that has verified nothing is sent, and the first message stays where it is. Further errors are those of
    // credential_awaited::accept.
    template <identity Identity, key_supply<Suite> Keys, trust_decision Clients>
    std::vector<std::byte> handshake(const Identity& identity, Keys&& keys, Clients clients, std::error_code& failure) {
        std::vector<std::byte> first_message;
        failure = blocking::handshake(*session_, as_server(identity, std::forward<Keys>(keys), std::move(clients)),
                                      &first_message);
        return first_message;
    }
    template <identity Identity, key_supply<Suite> Keys, trust_decision Clients>
    std::vector<std::byte> handshake(const Identity& identity, Keys&& keys, Clients clients) {
        std::vector<std::byte> first_message;
        require(blocking::handshake(*session_, as_server(identity, std::forward<Keys>(keys), std::move(clients)),
                                    &first_message));
        return first_message;
    }

    // Sends a message of any size, in fragments where it exceeds the fragment size. When the call returns the system
    // has the octets, not the peer. errc::timed_out, errc::closed after close().
    void send(octets message, std::error_code& failure) {
        failure = blocking::send(*session_, command::messages, message);
    }
    void send(octets message) { require(blocking::send(*session_, command::messages, message)); }

    // Sends several messages, each of which the peer receives by itself: sealed and written together, which is faster
    // than one after the other. As send() otherwise; the deadline is for all of them.
    void send(std::span<const octets> messages, std::error_code& failure) {
        failure = blocking::send(*session_, command::messages, messages);
    }
    void send(std::span<const octets> messages) { require(blocking::send(*session_, command::messages, messages)); }

    // The next message; none after the peer's authenticated close, now and in every later call. errc::truncated where
    // the stream ends without one, errc::after_close, errc::message_size, errc::timed_out, and those of
    // receiver::open: each after the messages that came before what is wrong.
    [[nodiscard]] std::optional<std::vector<std::byte>> receive(std::error_code& failure) {
        std::optional<std::vector<std::byte>> message;
        failure = blocking::receive(*session_, message);
        return message;
    }
    [[nodiscard]] std::optional<std::vector<std::byte>> receive() {
        std::optional<std::vector<std::byte>> message;
        require(blocking::receive(*session_, message));
        return message;
    }

    // Changes the keys of the sending direction; it does so by itself long before they are worn out. As send().
    void rekey(std::error_code& failure) { failure = blocking::send(*session_, command::rekey); }
    void rekey() { require(blocking::send(*session_, command::rekey)); }

    // Ends the sending direction, authentically, and does not wait for the peer to end its own: messages can still be
    // received. errc::closed the second time.
    void close(std::error_code& failure) { failure = blocking::send(*session_, command::close); }
    void close() { require(blocking::send(*session_, command::close)); }

    // As handshake() for the client; void(std::error_code). The first message and the credential have to live until the
    // completion. Terminal cancellation ends the session.
    template <trust_decision Trust, class CompletionToken>
    auto async_handshake(Trust trust, octets first_message, CompletionToken&& token) {
        return async_handshake(std::move(trust), nobody, first_message, std::forward<CompletionToken>(token));
    }
    template <trust_decision Trust, identity Credential, class CompletionToken>
    auto async_handshake(Trust trust, const Credential& credential, octets first_message, CompletionToken&& token) {
        return compose_handshake(session_.shared(), as_client(std::move(trust), credential, first_message),
                                 std::forward<CompletionToken>(token));
    }

    // As handshake() for the server; void(std::error_code, std::vector<std::byte> first_message). The identity has to
    // live until the completion, and so do the keys unless they are given as an rvalue. The key pair is taken, and a
    // client's credential verified, on the thread that runs the executor. Terminal cancellation ends the session.
    template <identity Identity, key_supply<Suite> Keys, class CompletionToken>
    auto async_handshake(const Identity& identity, Keys&& keys, CompletionToken&& token) {
        return compose_handshake<std::vector<std::byte>>(
            session_.shared(), as_server(identity, std::forward<Keys>(keys)), std::forward<CompletionToken>(token));
    }
    template <identity Identity, key_supply<Suite> Keys, trust_decision Clients, class CompletionToken>
    auto async_handshake(const Identity& identity, Keys&& keys, Clients clients, CompletionToken&& token) {
        return compose_handshake<std::vector<std::byte>>(
            session_.shared(), as_server(identity, std::forward<Keys>(keys), std::move(clients)),
            std::forward<CompletionToken>(token));
    }

    // As send(); void(std::error_code). The message has to live until the completion.
    //
    // Cancellation of any kind takes a message back of which nothing was sealed yet, because the peer does not read;
    // the session goes on (asio::error::operation_aborted). Once part of it is written only a terminal one acts, and
    // it ends the session: half a message cannot be taken back.
    template <class CompletionToken>
    auto async_send(octets message, CompletionToken&& token) {
        return compose_send(session_.shared(), {session_.shared(), command::messages, message},
                            std::forward<CompletionToken>(token));
    }

    // The same for several messages; the list and the messages have to live until the completion. Once any of them is
    // sealed, none can be taken back.
    template <class CompletionToken>
    auto async_send(std::span<const octets> messages, CompletionToken&& token) {
        return compose_send(session_.shared(), {session_.shared(), messages}, std::forward<CompletionToken>(token));
    }

    // As receive(); void(std::error_code, std::optional<std::vector<std::byte>>).
    //
    // Cancellation of any kind, at any octet, loses nothing: the next receive goes on where this one was, and the
    // session with it (asio::error::operation_aborted).
    template <class CompletionToken>
    auto async_receive(CompletionToken&& token) {
        return compose_receive(session_.shared(), std::forward<CompletionToken>(token));
    }

    // As rekey() and close(); void(std::error_code). Cancellation as for async_send.
    template <class CompletionToken>
    auto async_rekey(CompletionToken&& token) {
        return compose_send(session_.shared(), {session_.shared(), command::rekey, octets()},
                            std::forward<CompletionToken>(token));
    }
    template <class CompletionToken>
    auto async_close(CompletionToken&& token) {
        return compose_send(session_.shared(), {session_.shared(), command::close, octets()},
                            std::forward<CompletionToken>(token));
    }

    // Whether the handshake has succeeded.
    [[nodiscard]] bool established() const noexcept { return session_->exporter.has_value(); }

    // Gives both ends the same further secrets; only where the handshake has succeeded.
    [[nodiscard]] const exporter_type& exporter() const noexcept { return *session_->exporter; }

    // On a client's side, the fingerprint of the identity that the server has proved, also after errc::untrusted; zeros
    // for a server without one.
    [[nodiscard]] const fingerprint& server() const noexcept { return session_->server; }

    // On the side of a server that demands credentials, who its client has proved to be, also after errc::untrusted;
    // otherwise one of proof_kind::none.
    [[nodiscard]] const proven_identity& client() const noexcept {
        static const proven_identity none;
        return session_->client ? *session_->client : none;
    }

    // Whether the peer has shown that it has the keys: from the start on a server's side, on a client's once the
    // first frame has come. For the thread that receives.
    [[nodiscard]] bool confirmed() const noexcept { return session_->incoming.confirmed(); }

    // After errc::wrong_suite or errc::version, the suite that the peer named; empty where it named none. It is not
    // authenticated: for a message to a person and nothing else.
    [[nodiscard]] const std::string& peer_suite() const noexcept { return session_->peer_suite; }

    // The session's first failure, if any.
    [[nodiscard]] std::error_code failure() const noexcept { return session_->failure.load(); }

    // For addresses and socket options. Reading or writing through it ends in authentication failures.
    [[nodiscard]] socket_type& socket() noexcept { return session_->socket; }
    [[nodiscard]] const socket_type& socket() const noexcept { return session_->socket; }
    [[nodiscard]] executor_type get_executor() const { return session_->socket.get_executor(); }

private:
    static constexpr no_identity nobody{};

    template <class Trust, class Credential>
    [[nodiscard]] static auto as_client(Trust trust, const Credential& credential, octets first_message) {
        return client_script<Suite, Trust, Credential>(std::move(trust), credential, first_message);
    }
    template <class Identity, class Keys, class Clients = handshake::anonymous_clients>
    [[nodiscard]] static auto as_server(const Identity& identity, Keys&& keys, Clients clients = {}) {
        return server_script<Suite, Identity, Keys, Clients>(identity, std::forward<Keys>(keys), std::move(clients));
    }

    static void require(const std::error_code& failure) {
        if (failure) throw std::system_error(failure);
    }

    owned_session<Suite> session_;
};

}  // namespace handclasp::net
