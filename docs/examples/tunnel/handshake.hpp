// The two sides of a handshake over the tunnel's sockets. Unlike net::connection's they hand out the channel itself.
#pragma once

#include "shared/client_options.hpp"
#include "shared/failure_text.hpp"
#include "shared/trust_options.hpp"
#include "tunnel/stream.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/noting_trust.hpp>

#include <string>
#include <vector>

namespace tunnel {

// Reads the unit that a state of the handshake awaits; `hint` is about a peer that leaves instead of sending it.
template <class State>
std::vector<std::byte> read_unit(stream& peer, const State& awaiting, const deadline& until,
                                 const std::string& hint = {}) {
    std::vector<std::byte> unit(hc::layout::unit_header::size);
    peer.read(unit, until, hint);
    const auto size = awaiting.unit_size(unit);
    if (!size) peer.fail(size.error());
    unit.resize(*size);
    peer.read(hc::mutable_octets(unit).subspan(hc::layout::unit_header::size), until);
    return unit;
}

// What to say besides the error: the suite that the peer named, where it is another.
inline std::string hint(hc::errc failure, const hc::result<hc::layout::introduction>& said) {
    if (failure == hc::errc::credential_demanded) return failure_text::credential_wanted("--identity");
    if (failure == hc::errc::authentication_failed) return " (do both ends have the same --context?)";
    if (failure != hc::errc::wrong_suite || !said) return {};
    const auto name = failure_text::short_name(said->suite_name);
    const std::string theirs(said->suite_name);
    return ": " + theirs + (name.empty() ? std::string() : " (it uses --suite " + std::string(name) + ")");
}

// The client's side, with an empty first message. The credential is shown to a server that asks for one.
template <hc::protocol_suite Suite, hc::identity Credential>
hc::channel<Suite> as_client(stream& peer, const trust_options::server_trust& trust, const Credential& credential,
                             hc::octets context, const deadline& until) {
    hc::fingerprint met{};
    const hc::net::noting_trust<trust_options::server_trust, hc::fingerprint> noting{trust, &met};
    auto awaiting_hello = hc::client<Suite>::request(noting, context);
    if (!awaiting_hello) peer.fail(awaiting_hello.error());
    peer.write(awaiting_hello->request(), until);
    const auto unit = read_unit(peer, *awaiting_hello, until);
    auto session = std::move(*awaiting_hello).receive(unit, {}, credential);
    if (!session) {
        if (session.error() == hc::errc::untrusted) throw std::runtime_error(trust.why(met));
        peer.fail(session.error(), hint(session.error(), hc::layout::parse_refused(unit)));
    }
    peer.write(session->initial, until);
    return std::move(session->channel);
}

// What a server has of its client.
template <hc::protocol_suite Suite>
struct accepted_client {
    std::vector<std::byte> first_message;
    hc::channel<Suite> channel;
    hc::proven_identity identity;  // where it was asked who it is
};

// Tells a client why it is not served, and leaves once it has had the time to read that.
inline void refuse(stream& peer, hc::octets refusal) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    constexpr std::size_t most = 16384;
    std::array<std::byte, 256> unread;
    const std::array buffers{asio::mutable_buffer(unread.data(), unread.size())};
    try {
        peer.write(refusal, until);
        peer.end();
        for (std::size_t taken = 0, count = 1; count > 0 && taken < most; taken += count)
            count = peer.read_some(buffers, until);
    } catch (const std::runtime_error&) {
        return;  // what goes wrong here changes nothing
    }
}

// A key pair is not made for a client that has left or has had to give way, nor past the deadline: it costs more than a
// request does.
template <hc::protocol_suite Suite, hc::key_supply<Suite> Keys>
struct keys_if_wanted {
    stream* peer;
    Keys* keys;
    deadline until;

    // std::runtime_error.
    [[nodiscard]] hc::result<typename Suite::key_transport::key_pair> take() {
        peer->require_wanted(until);
        return keys->take();
    }
};

// Sends a hello, or a refusal and fails; returns the client's keys, if it is still there: to open them takes long.
template <class Answered>
std::vector<std::byte> exchange_keys(stream& peer, hc::octets request, const Answered& answered, hc::octets refusal,
                                     bool asks_for_credential, const deadline& until) {
    if (!answered) {
        const auto why = answered.error();
        if (why == hc::errc::version || why == hc::errc::wrong_suite) refuse(peer, refusal);
        peer.fail(why, hint(why, hc::layout::parse_request(request)));
    }
    peer.write(answered->hello(), until);
    auto unit = read_unit(peer, *answered, until, failure_text::client_left(asks_for_credential));
    peer.require_wanted(until);
    return unit;
}

template <class Session>
void require(stream& peer, const Session& session) {
    if (!session) peer.fail(session.error(), hint(session.error(), hc::errc::malformed));
}

// The server's side.
template <hc::protocol_suite Suite, hc::identity Identity, hc::key_supply<Suite> Keys>
accepted_client<Suite> as_server(stream& peer, const Identity& identity, Keys& keys, hc::octets context,
                                 const deadline& until) {
    const auto request = read_unit(peer, hc::server<Suite>(), until);
    auto answered =
        hc::server<Suite>::answer(request, identity, keys_if_wanted<Suite, Keys>{&peer, &keys, until}, context);
    auto unit = exchange_keys(peer, request, answered, hc::server<Suite>::refusal(), false, until);
    auto session = std::move(*answered).accept(unit);
    require(peer, session);
    return {{session->message.begin(), session->message.end()}, std::move(session->channel), {}};
}

// The same for a server that asks its clients who they are.
template <hc::protocol_suite Suite, hc::identity Identity, hc::key_supply<Suite> Keys>
accepted_client<Suite> as_server(stream& peer, const Identity& identity, Keys& keys,
                                 const client_options::client_trust& clients, hc::octets context,
                                 const deadline& until) {
    const auto request = read_unit(peer, hc::server<Suite>(), until);
    auto answered = hc::server<Suite>::answer(request, identity, keys_if_wanted<Suite, Keys>{&peer, &keys, until},
                                              clients, context);
    auto unit = exchange_keys(peer, request, answered, hc::server<Suite>::refusal(), true, until);
    auto awaiting_credential = std::move(*answered).accept(unit);
    require(peer, awaiting_credential);
    auto credential = read_unit(peer, *awaiting_credential, until, failure_text::client_left(true));
    auto session = std::move(*awaiting_credential).accept(credential);
    if (!session && !clients.why().empty()) throw std::runtime_error("client refused: " + clients.why());
    require(peer, session);
    return {
        {session->message.begin(), session->message.end()}, std::move(session->channel), std::move(session->client)};
}

}  // namespace tunnel
