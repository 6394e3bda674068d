#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/fingerprint.hpp>
#include <handclasp/handshake/trust.hpp>
#include <handclasp/layout/proof.hpp>

#include <array>

namespace handclasp {

// An end that proves nothing about itself. Clients take such a server with trust::anyone alone; a client without an
// identity is this to a server that demands a credential.
struct no_identity {
    [[nodiscard]] proof_kind kind() const noexcept { return proof_kind::none; }
    [[nodiscard]] octets encoded() const noexcept { return {}; }
    [[nodiscard]] std::size_t signature_size() const noexcept { return 0; }
    [[nodiscard]] result<void> sign(octets, mutable_octets) const noexcept { return {}; }
};
static_assert(identity<no_identity>);

}  // namespace handclasp

namespace handclasp::handshake {

inline constexpr std::size_t ed25519_key_size = 32;
inline constexpr std::size_t ed25519_signature_size = 64;

// Whether a proof has room for what an identity is and signs.
template <identity Identity>
[[nodiscard]] bool fits_proof(const Identity& identity) noexcept {
    return identity.encoded().size() <= layout::proof::max_identity_size &&
        identity.signature_size() <= layout::proof::max_signature_size;
}

// What an identity signs, once a session: label || 0x00 || hash of (session || signed part). The session is what makes
// the signature good for this one alone.
template <const std::string_view& Label>
struct signed_message {
    static constexpr std::size_t digest_size = 32;

    template <hash Hash>
    [[nodiscard]] static std::array<std::byte, Label.size() + 1 + digest_size> make(octets session,
                                                                                    octets signed_part) noexcept {
        static_assert(Hash::size == digest_size);
        std::array<std::byte, Label.size() + 1 + digest_size> message{};
        copy(as_octets(Label), message);
        Hash digest;
        digest.update(session);
        digest.update(signed_part);
        digest.finish(std::span(message).template last<digest_size>());
        return message;
    }
};

// A server's: the session is the request, with the client's nonce, and the signed part the hello from its version octet
// through identity.
inline constexpr std::string_view hello_label = "handclasp/1 hello";
using hello_message = signed_message<hello_label>;

// A client's: the session is the transcript's hash, and the signed part the proof from its kind through identity.
inline constexpr std::string_view credential_label = "handclasp/1 credential";
using credential_message = signed_message<credential_label>;

// The peer behind a proof over that message. errc::malformed where its form is not that of its kind; errc::bad_proof
// where the signature does not verify, or is of a kind that neither this nor the trust can verify: it is refused rather
// than ignored. Whether the trust accepts the peer is still to be asked.
template <primitives Primitives, trust_decision Trust>
[[nodiscard]] result<peer_identity> verify(const layout::proof& proof, octets message,
                                           [[maybe_unused]] const Trust& trust) {
    switch (proof.kind) {
        case proof_kind::none:
            if (!proof.identity.empty() || !proof.signature.empty()) return errc::malformed;
            return peer_identity{proof.kind, {}, {}};
        case proof_kind::ed25519:
            if (proof.identity.size() != ed25519_key_size || proof.signature.size() != ed25519_signature_size) {
                return errc::malformed;
            }
            if (!Primitives::signature::verify(proof.identity, message, proof.signature)) return errc::bad_proof;
            return peer_identity{proof.kind, proof.identity,
                                 ed25519_fingerprint<typename Primitives::hash>(proof.identity)};
        case proof_kind::certificate:
            if constexpr (certificate_verifier<Trust>) {
                if (proof.signature.size() > layout::proof::max_signature_size) return errc::malformed;
                const auto leaf = trust.verify_certificate(proof.identity, message, proof.signature);
                if (!leaf) return leaf.error();
                return peer_identity{proof.kind, proof.identity, *leaf};
            }
            return errc::bad_proof;
        default: return errc::bad_proof;
    }
}

// The same where there is no trust, and so nobody who verifies certificates.
template <primitives Primitives>
[[nodiscard]] result<peer_identity> verify(const layout::proof& proof, octets message) {
    return verify<Primitives>(proof, message, trust::anyone());
}

}  // namespace handclasp::handshake
