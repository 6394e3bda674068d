#pragma once

#include <handclasp/handshake/proven_identity.hpp>

#include <memory>

namespace handclasp::net {

// Notes whom an end has met, trusted or not: somebody has to be told.
inline void note(const peer_identity& peer, fingerprint& met) noexcept {
    met = peer.name;
}
inline void note(const peer_identity& peer, std::unique_ptr<proven_identity>& met) {
    met = std::make_unique<proven_identity>(proven_identity::of(peer));
}

// A trust that does so, before it decides as the one that it is made of. `met` has to outlive it.
template <class Trust, class Met>
struct noting_trust {
    Trust trust;
    Met* met;

    [[nodiscard]] result<void> accept(const peer_identity& peer) const {
        note(peer, *met);
        return trust.accept(peer);
    }
    [[nodiscard]] result<fingerprint> verify_certificate(octets chain, octets message, octets signature) const
        requires certificate_verifier<Trust>
    {
        return trust.verify_certificate(chain, message, signature);
    }
};

}  // namespace handclasp::net
