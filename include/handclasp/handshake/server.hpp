#pragma once

#include <handclasp/core/constant_time.hpp>
#include <handclasp/handshake/credential_awaited.hpp>
#include <handclasp/handshake/key_supply.hpp>
#include <handclasp/layout/initial.hpp>
#include <handclasp/layout/request.hpp>

namespace handclasp::handshake {

// In the place of a trust, where a server does not ask who its clients are.
struct anonymous_clients {};

}  // namespace handclasp::handshake

namespace handclasp {

template <protocol_suite Suite, class Clients = handshake::anonymous_clients>
class initial_awaited;

// The server's side of a session: answer() -> initial_awaited::accept() -> server_session. Where a credential is
// demanded, the state between the last two is credential_awaited. Each step consumes the one before.
template <protocol_suite Suite>
struct server {
    static constexpr std::size_t max_unit_size = layout::unit_header::size + layout::request_limits.most;

    // The unit to send where answer() failed with errc::version or errc::wrong_suite, and there alone; then the
    // connection closes. It tells the client what this server would have taken.
    [[nodiscard]] static constexpr auto refusal() noexcept { return Suite::refused::make(); }

    // The size of the unit, header included, that the first four octets of a connection announce.
    // errc::unexpected_unit, errc::unit_size.
    [[nodiscard]] static result<std::size_t> unit_size(octets header) noexcept {
        if (header.size() < layout::unit_header::size) return errc::unit_size;
        if (layout::unit_header::type_of(header) != unit_type::request) return errc::unexpected_unit;
        return layout::admitted_size(header, layout::request_limits);
    }

    // Answers a whole request with this session's public key, under the server's identity. The context, of 0 to 255
    // octets, has to be the client's. A key pair is taken from the supply only if the request is valid.
    //
    // errc::unexpected_unit, unit_size, version, wrong_suite, malformed; errc::invalid_argument for a longer context
    // or an identity above the protocol's limits; errc::random_source, errc::backend, and what supply and identity
    // return, unless that is version or wrong_suite: these two are the request's alone, and errc::backend otherwise.
    template <identity Identity, key_supply<Suite> Keys>
    [[nodiscard]] static result<initial_awaited<Suite>> answer(octets request, const Identity& identity, Keys&& keys,
                                                               octets context = {}) {
        return respond(request, identity, keys, handshake::anonymous_clients(), {}, context);
    }

    // The same, and demands that the client prove who it is: to be one that these trust.
    template <identity Identity, key_supply<Suite> Keys, trust_decision Clients>
    [[nodiscard]] static result<initial_awaited<Suite, Clients>>
    answer(octets request, const Identity& identity, Keys&& keys, Clients clients, octets context = {}) {
        return respond(request, identity, keys, std::move(clients), Suite::hello::credential_demanded, context);
    }

private:
    using hash = typename Suite::primitives::hash;
    using transcript = handshake::transcript<hash>;

    template <class Identity, class Keys, class Clients>
    [[nodiscard]] static result<initial_awaited<Suite, Clients>>
    respond(octets request, const Identity& identity, Keys& keys, Clients clients, std::byte demand, octets context) {
        if (context.size() > transcript::max_context_size) return errc::invalid_argument;
        if (!handshake::fits_proof(identity)) return errc::invalid_argument;
        if (const auto valid = check(request); !valid) return valid.error();

        std::array<std::byte, layout::nonce_size> nonce{};
        if (const auto drawn = Suite::primitives::random::fill(nonce); !drawn) return drawn.error();
        auto key_pair = keys.take();
        if (!key_pair) return ours(key_pair.error());

        const std::size_t signature_size = identity.signature_size();
        std::vector<std::byte> hello(Suite::hello::size(identity.encoded().size(), signature_size));
        const octets signed_part = Suite::hello::write(hello, nonce, key_pair->public_key(), identity.kind(),
                                                       identity.encoded(), signature_size, demand);
        const auto message = handshake::hello_message::make<hash>(request, signed_part);
        const auto done = identity.sign(message, mutable_octets(hello).last(signature_size));
        if (!done) return ours(done.error());

        transcript said(context);
        said.add(request);
        said.add(hello);
        return initial_awaited<Suite, Clients>(std::move(hello), *std::move(key_pair), std::move(said),
                                               std::move(clients));
    }

    // A failure of this side as one that is not answered with a refusal.
    [[nodiscard]] static errc ours(errc failure) noexcept {
        return failure == errc::version || failure == errc::wrong_suite ? errc::backend : failure;
    }

    [[nodiscard]] static result<void> check(octets request) noexcept {
        const auto size = unit_size(request);
        if (!size) return size.error();
        if (*size != request.size()) return errc::unit_size;
        const auto said = layout::parse_request(request);
        if (!said) return said.error();
        if (said->suite_name != Suite::name) return errc::wrong_suite;
        return {};
    }
};

// A server that has answered and waits for the client's keys. It owns this session's private key, which opens one
// encapsulation. Its makers, server::answer(), constrain Clients.
template <protocol_suite Suite, class Clients>
class initial_awaited {
    static constexpr bool demanding = !std::is_same_v<Clients, handshake::anonymous_clients>;

public:
    using accepted = std::conditional_t<demanding, credential_awaited<Suite, Clients>, server_session<Suite>>;
    static constexpr std::size_t max_unit_size = layout::unit_header::size + Suite::initial::limits.most;

    // The unit to send.
    [[nodiscard]] octets hello() const noexcept { return hello_; }

    // The size of the unit, header included, that these four octets announce. errc::unexpected_unit, errc::unit_size.
    [[nodiscard]] result<std::size_t> unit_size(octets header) const noexcept {
        if (header.size() < layout::unit_header::size) return errc::unit_size;
        if (layout::unit_header::type_of(header) != unit_type::initial) return errc::unexpected_unit;
        return layout::admitted_size(header, Suite::initial::limits);
    }

    // Opens a whole initial unit, in place; on any error it is wiped. A wrong encapsulation, a wrong tag and wrong
    // padding are one error at one place: errc::authentication_failed. Otherwise errc::unexpected_unit, unit_size,
    // random_source, backend. Where a credential is demanded it is wiped in any case, because nobody may read it yet.
    [[nodiscard]] result<accepted> accept(mutable_octets initial) && {
        auto opened = open(initial);
        if (!opened) {
            wipe(initial);
            return opened.error();
        }
        if constexpr (demanding) {
            accepted next(*std::move(opened), std::move(clients_));
            wipe(initial);
            return next;
        } else {
            return std::move(*opened).begin();
        }
    }
    result<accepted> accept(mutable_octets initial) & = delete;  // write std::move(state)

private:
    friend struct server<Suite>;
    using key_pair = typename Suite::key_transport::key_pair;
    using transcript = handshake::transcript<typename Suite::primitives::hash>;

    initial_awaited(std::vector<std::byte> hello, key_pair keys, transcript said, Clients clients) noexcept
        : hello_(std::move(hello)), key_pair_(std::move(keys)), transcript_(std::move(said)),
          clients_(std::move(clients)) {}

    [[nodiscard]] result<handshake::opened_initial<Suite>> open(mutable_octets unit) {
        using initial = typename Suite::initial;
        const auto size = unit_size(unit);
        if (!size) return size.error();
        if (*size != unit.size()) return errc::unit_size;

        const octets encapsulation = initial::encapsulation.of(octets(unit));
        secret<Suite::secrets_size> secrets;
        if (const auto decided = decapsulate(encapsulation, secrets); !decided) return decided.error();

        transcript_.add(encapsulation);
        const auto said = std::move(transcript_).finish();
        auto keys = Suite::key_schedule::template derive<typename Suite::key_derivation>(said, secrets.expose());
        if (!keys) return keys.error();
        auto opener = record::opener<Suite>::make(std::move(keys->client));
        if (!opener) return opener.error();
        auto sealer = record::sealer<Suite>::make(std::move(keys->server));
        if (!sealer) return sealer.error();

        const auto message =
            opener->open_body(unit.first(layout::unit_header::size), unit.subspan(initial::body_offset));
        if (!message) return message.error();
        return handshake::opened_initial<Suite>{*message, *std::move(sealer), *std::move(opener),
                                                std::move(keys->exporter), said};
    }

    // Random secrets stand in for an encapsulation that does not open, and they are drawn before that is known: so it
    // ends where a wrong tag ends, after the same steps, and tells nothing about the encapsulation (Bleichenbacher
    // 1998, Manger 2001).
    [[nodiscard]] result<void> decapsulate(octets encapsulation, secret<Suite::secrets_size>& secrets) noexcept {
        if (const auto drawn = Suite::primitives::random::fill(secrets.overwrite()); !drawn) return drawn.error();
        secret<Suite::secrets_size> sent;
        const bool good = std::move(key_pair_).decapsulate(encapsulation, sent.overwrite());
        constant_time::select(good, sent.expose(), secrets.overwrite());
        return {};
    }

    std::vector<std::byte> hello_;
    key_pair key_pair_;
    transcript transcript_;
    [[no_unique_address]] Clients clients_;
};

}  // namespace handclasp
