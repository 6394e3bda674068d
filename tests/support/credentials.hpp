// Clients that show credentials as no client of the library would: put together by hand as docs/protocol.md says, so
// that a test chooses what is signed, what is said and which frame follows which.
#pragma once

#include "support/channels.hpp"
#include "support/fixed_keys.hpp"

#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/policy/cryptopp/ed25519.hpp>

namespace test::credentials {

namespace hc = handclasp;

// Key pairs that cost nothing to make, whatever the key transport.
template <class Suite>
auto cheap_keys() {
    if constexpr (requires { Suite::key_transport::modulus_bits; }) {
        return test::fixed_keys<Suite>();
    } else {
        return hc::fresh_keys<Suite>();
    }
}

inline hc::ed25519_identity identity_of(unsigned seed) {
    hc::secret<32> octets;
    hc::copy(test::pattern(32, seed), octets.overwrite());
    return hc::ed25519_identity::from_seed(std::move(octets)).value();
}

template <class Identity>
bytes signed_by(const Identity& identity, hc::octets message) {
    bytes signature(identity.signature_size());
    identity.sign(message, signature).value();
    return signature;
}

// kind || identity_size u16 || identity
inline bytes unsigned_proof(std::uint8_t kind, hc::octets identity) {
    bytes said{std::byte{kind}, static_cast<std::byte>(identity.size() >> 8), static_cast<std::byte>(identity.size())};
    said.insert(said.end(), identity.begin(), identity.end());
    return said;
}

// The same || signature_size u16 || signature
inline bytes proof(std::uint8_t kind, hc::octets identity, hc::octets signature) {
    bytes said = unsigned_proof(kind, identity);
    said.push_back(static_cast<std::byte>(signature.size() >> 8));
    said.push_back(static_cast<std::byte>(signature.size()));
    said.insert(said.end(), signature.begin(), signature.end());
    return said;
}

// "handclasp/1 credential" || 00 || SHA-256(T || kind || identity_size u16 || identity)
inline bytes signed_message(hc::octets transcript, std::uint8_t kind, hc::octets identity) {
    bytes message = test::copy_of(hc::as_octets("handclasp/1 credential"));
    message.push_back(std::byte{0});
    std::array<std::byte, 32> digest{};
    hc::sha256 hash;
    hash.update(transcript);
    hash.update(unsigned_proof(kind, identity));
    hash.finish(digest);
    message.insert(message.end(), digest.begin(), digest.end());
    return message;
}

template <class Identity>
bytes proof_by(const Identity& identity, hc::octets transcript) {
    const auto kind = static_cast<std::uint8_t>(identity.kind());
    return proof(kind, identity.encoded(), signed_by(identity, signed_message(transcript, kind, identity.encoded())));
}

// Has taken a hello without looking at it, and has sealed its first message.
template <class Suite>
struct handmade_client {
    bytes initial;
    std::array<std::byte, 32> transcript;
    hc::record::sealer<Suite> sealer;

    static handmade_client answering(hc::octets request, hc::octets hello, hc::octets message = {}) {
        using initial_unit = typename Suite::initial;
        bytes unit(initial_unit::size(message.size()));
        const auto encapsulation = initial_unit::encapsulation.of(hc::mutable_octets(unit));
        hc::secret<Suite::secrets_size> secrets;
        Suite::key_transport::encapsulate(Suite::hello::public_key.of(hello), secrets.overwrite(), encapsulation,
                                          Suite::primitives::random::fill)
            .value();
        std::array<std::byte, 32> said{};
        const std::array no_context{std::byte{0}};
        hc::sha256 hash;
        for (const hc::octets part : {request, hello, hc::octets(encapsulation), hc::octets(no_context)}) {
            hash.update(part);
        }
        hash.finish(said);
        auto keys = hc::derived::derive<typename Suite::key_derivation>(said, secrets.expose()).value();
        auto sealing = hc::record::sealer<Suite>::make(std::move(keys.client)).value();
        const auto header = hc::layout::unit_header::make(hc::unit_type::initial, unit.size() - 4);
        hc::copy(header, unit);
        sealing.seal_body(header, message, hc::mutable_octets(unit).subspan(initial_unit::body_offset)).value();
        return {std::move(unit), said, std::move(sealing)};
    }

    // Its next frame.
    bytes frame(hc::unit_type type, hc::octets plaintext) {
        bytes unit(Suite::message_frame::frame_size(plaintext.size()));
        sealer.seal(type, plaintext, unit).value();
        return unit;
    }
    bytes credential(hc::octets plaintext) { return frame(hc::unit_type::credential, plaintext); }
};

// An identity of kind certificate without a certificate: its chain is a public key and what fills it up, its signature
// one of Ed25519 and as many zeros as it takes.
struct certified_identity {
    hc::ed25519_identity key;
    bytes chain;
    std::size_t size;

    explicit certified_identity(unsigned seed, std::size_t chain_size = 700, std::size_t signed_size = 256)
        : key(identity_of(seed)), chain(test::pattern(chain_size, seed)), size(signed_size) {
        hc::copy(key.encoded().first(std::min<std::size_t>(chain_size, 32)), chain);
    }
    certified_identity(const certified_identity&) = delete;
    certified_identity& operator=(const certified_identity&) = delete;
    ~certified_identity() = default;

    hc::proof_kind kind() const noexcept { return hc::proof_kind::certificate; }
    hc::octets encoded() const noexcept { return chain; }
    std::size_t signature_size() const noexcept { return size; }
    hc::result<void> sign(hc::octets message, hc::mutable_octets signature) const noexcept {
        return key.sign(message, signature.first(64));
    }
    hc::fingerprint fingerprint() const noexcept { return key.fingerprint(); }
};

// A trust that verifies such certificates, and has nothing else to offer than what the concepts ask for.
template <class Trust>
class verifying {
public:
    explicit verifying(Trust decides) : decides_(std::move(decides)) {}
    verifying(verifying&&) noexcept = default;
    verifying(const verifying&) = delete;
    verifying& operator=(verifying&&) = delete;
    verifying& operator=(const verifying&) = delete;
    ~verifying() = default;

    hc::result<void> accept(const hc::peer_identity& peer) const { return decides_.accept(peer); }
    hc::result<hc::fingerprint> verify_certificate(hc::octets chain, hc::octets message, hc::octets signature) const {
        if (chain.size() < 32 || signature.size() < 64) return hc::errc::malformed;
        if (!hc::ed25519::verify(chain.first(32), message, signature.first(64))) return hc::errc::bad_proof;
        return hc::ed25519_fingerprint<hc::sha256>(chain.first(32));
    }

private:
    Trust decides_;
};

}  // namespace test::credentials
