#pragma once

#include <handclasp/channel/channel.hpp>
#include <handclasp/handshake/credential.hpp>
#include <handclasp/handshake/transcript.hpp>
#include <handclasp/layout/initial.hpp>
#include <handclasp/layout/request.hpp>
#include <handclasp/schedule/exporter.hpp>

#include <vector>

namespace handclasp {

template <protocol_suite Suite, class Trust>
class hello_awaited;

// The client's side of a session: request() -> hello_awaited::receive() -> client_session. Each step consumes the one
// before.
template <protocol_suite Suite>
struct client {
    // Starts a handshake. The context, of 0 to 255 octets, has to be the server's. errc::invalid_argument,
    // errc::random_source.
    template <trust_decision Trust>
    [[nodiscard]] static result<hello_awaited<Suite, Trust>> request(Trust trust, octets context = {}) {
        return hello_awaited<Suite, Trust>::start(std::move(trust), context);
    }
};

// What a client has once it has taken the hello.
template <protocol_suite Suite>
struct client_session {
    std::vector<std::byte> initial;     // to send: secrets and first message, and behind them a demanded credential
    handclasp::channel<Suite> channel;  // confirmed() once the server's first frame has opened
    handclasp::exporter<typename Suite::key_derivation> exporter;
    fingerprint server;  // zeros for a server without a proof
};

// A client that has made its request and waits for the server's hello. Its maker, client::request(), constrains
// Trust: were it constrained here as well, clang would name this class instead of the member that a trust lacks.
template <protocol_suite Suite, class Trust>
class hello_awaited {
public:
    static constexpr std::size_t max_unit_size = layout::unit_header::size + Suite::hello::limits.most;

    // The unit to send first.
    [[nodiscard]] octets request() const noexcept { return request_; }

    // The size of the unit, header included, that these four octets announce: of a hello, or of a refusal in its
    // place. errc::unexpected_unit, errc::unit_size.
    [[nodiscard]] result<std::size_t> unit_size(octets header) const noexcept {
        if (header.size() < layout::unit_header::size) return errc::unit_size;
        switch (layout::unit_header::type_of(header)) {
            case unit_type::hello: return layout::admitted_size(header, Suite::hello::limits);
            case unit_type::refused: return layout::admitted_size(header, layout::refused_limits);
            default: return errc::unexpected_unit;
        }
    }

    // Verifies a whole hello and the server behind it, then makes the secrets of the session. The first message, of
    // at most the frame limit (errc::invalid_argument), goes with them. The credential shows who the client is to a
    // server that demands it, once that server is trusted; to any other it is not sent. errc::invalid_argument for one
    // above the limits of the protocol or of a frame, and what its sign() returns.
    //
    // errc::version and errc::wrong_suite, also where the server refused (layout::parse_refused tells what it would
    // have taken); errc::malformed, bad_public_key, bad_proof, untrusted; credential_demanded for no_identity;
    // errc::random_source, backend.
    template <identity Credential>
    [[nodiscard]] result<client_session<Suite>> receive(octets hello, octets first_message,
                                                        const Credential& credential) && {
        if (first_message.size() > Suite::limits::frame_limit) return errc::invalid_argument;
        if (!credentials::fits(credential)) return errc::invalid_argument;
        if (const auto checked = check_unit(hello); !checked) return checked.error();
        const auto said = Suite::hello::parse(hello);
        if (!said) return said.error();

        const auto signed_message = handshake::hello_message::make<hash>(request_, said->signed_part);
        const auto peer = handshake::verify<typename Suite::primitives>(said->proof, signed_message, trust_);
        if (!peer) return peer.error();
        if (const auto accepted = trust_.accept(*peer); !accepted) return accepted.error();
        const bool demanded = (said->flags & Suite::hello::credential_demanded) != std::byte{0};
        if (demanded && credential.kind() == proof_kind::none) return errc::credential_demanded;

        transcript_.add(hello);
        if (!demanded) return establish(said->public_key, first_message, peer->name, no_identity());
        return establish(said->public_key, first_message, peer->name, credential);
    }
    template <identity Credential>
    result<client_session<Suite>> receive(octets hello, octets first_message, const Credential&) & = delete;

    // The same for a client without a credential.
    [[nodiscard]] result<client_session<Suite>> receive(octets hello, octets first_message) && {
        return std::move(*this).receive(hello, first_message, no_identity());
    }
    result<client_session<Suite>> receive(octets hello, octets first_message) & = delete;  // write std::move(state)

    // For client::request().
    [[nodiscard]] static result<hello_awaited> start(Trust trust, octets context) {
        if (context.size() > transcript::max_context_size) return errc::invalid_argument;
        std::array<std::byte, layout::nonce_size> nonce{};
        if (const auto drawn = random(nonce); !drawn) return drawn.error();
        return hello_awaited(std::move(trust), context, Suite::request::make(nonce));
    }

private:
    using hash = typename Suite::primitives::hash;
    using credentials = handshake::credential<Suite>;
    using transcript = handshake::transcript<hash>;
    using request_unit = std::array<std::byte, Suite::request::size>;
    static constexpr random_function random = Suite::primitives::random::fill;

    hello_awaited(Trust trust, octets context, const request_unit& request)
        : trust_(std::move(trust)), request_(request), transcript_(context) {
        transcript_.add(request_);
    }

    [[nodiscard]] result<void> check_unit(octets unit) const noexcept {
        const auto size = unit_size(unit);
        if (!size) return size.error();
        if (*size != unit.size()) return errc::unit_size;
        if (layout::unit_header::type_of(unit) == unit_type::hello) return {};
        const auto refusal = layout::parse_refused(unit);
        return refusal ? errc::wrong_suite : refusal.error();
    }

    template <identity Credential>
    [[nodiscard]] result<client_session<Suite>> establish(octets public_key, octets first_message,
                                                          const fingerprint& server, const Credential& credential) {
        using initial = typename Suite::initial;
        const std::size_t initial_size = initial::size(first_message.size());
        std::vector<std::byte> units(initial_size + credentials::size(credential));
        const mutable_octets unit = mutable_octets(units).first(initial_size);
        const mutable_octets encapsulation = initial::encapsulation.of(unit);
        secret<Suite::secrets_size> secrets;
        const auto sent = Suite::key_transport::encapsulate(public_key, secrets.overwrite(), encapsulation, random);
        if (!sent) return sent.error();

        transcript_.add(encapsulation);
        const auto said = std::move(transcript_).finish();
        auto keys = Suite::key_schedule::template derive<typename Suite::key_derivation>(said, secrets.expose());
        if (!keys) return keys.error();
        auto sealer = record::sealer<Suite>::make(std::move(keys->client));
        if (!sealer) return sealer.error();
        auto opener = record::opener<Suite>::make(std::move(keys->server));
        if (!opener) return opener.error();

        const auto header = layout::unit_header::make(unit_type::initial, unit.size() - layout::unit_header::size);
        copy(header, unit);
        const auto sealed = sealer->seal_body(header, first_message, unit.subspan(initial::body_offset));
        if (!sealed) return sealed.error();
        if (const auto proof = mutable_octets(units).subspan(initial_size); !proof.empty()) {
            if (const auto done = credentials::seal(credential, said, *sealer, proof); !done) return done.error();
        }
        return client_session<Suite>{
            std::move(units),
            handclasp::channel<Suite>(sender<Suite>(*std::move(sealer)), receiver<Suite>(*std::move(opener))),
            std::move(keys->exporter), server};
    }

    Trust trust_;
    request_unit request_;
    transcript transcript_;
};

}  // namespace handclasp
