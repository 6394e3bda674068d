#pragma once

#include <cstdint>

namespace handclasp {

// How a peer proves who it is; the octet on the wire (docs/protocol.md, section 4.5).
enum class proof_kind : std::uint8_t {
    none = 0,         // no proof: anyone could have sent this public key
    ed25519 = 1,      // identity is an Ed25519 public key of 32 octets
    certificate = 2,  // identity is an X.509 chain
};

}  // namespace handclasp
