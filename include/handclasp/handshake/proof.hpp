#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/fingerprint.hpp>
#include <handclasp/handshake/trust.hpp>
#include <handclasp/layout/hello.hpp>

namespace handclasp {

// A server that proves nothing about itself. Clients take it with trust::anyone alone.
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

// What a server signs, once a session: "handclasp/1 hello" || 0x00 || hash of (request || hello from its version
// octet through identity). The client's nonce in the request makes it good for this session alone.
struct hello_message {
    static constexpr std::string_view label = "handclasp/1 hello";
    static constexpr std::size_t digest_size = 32;

    template <hash Hash>
    [[nodiscard]] static std::array<std::byte, label.size() + 1 + digest_size> make(octets request,
                                                                                    octets signed_part) noexcept {
        static_assert(Hash::size == digest_size);
        std::array<std::byte, label.size() + 1 + digest_size> message{};
        copy(as_octets(label), message);
        Hash digest;
        digest.update(request);
        digest.update(signed_part);
        digest.finish(std::span(message).template last<digest_size>());
        return message;
    }
};

// The peer behind a proof over that message. errc::malformed where its form is not that of its kind; errc::bad_proof
// where the signature does not verify, or is of a kind that nobody here can verify: it is refused rather than
// ignored.
template <primitives Primitives>
[[nodiscard]] result<peer_identity> verify(const layout::proof& proof, octets message) noexcept {
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
        default: return errc::bad_proof;
    }
}

}  // namespace handclasp::handshake
