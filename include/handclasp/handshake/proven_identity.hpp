#pragma once

#include <handclasp/handshake/trust.hpp>

namespace handclasp {

// Who a peer has proved to be: what a peer_identity views, for longer than the unit that it came in.
struct proven_identity {
    proof_kind kind = proof_kind::none;
    std::vector<std::byte> encoded;  // an Ed25519 public key, or a chain of certificates
    fingerprint name;

    [[nodiscard]] static proven_identity of(const peer_identity& peer) {
        return {peer.kind, {peer.encoded.begin(), peer.encoded.end()}, peer.name};
    }
};

}  // namespace handclasp
