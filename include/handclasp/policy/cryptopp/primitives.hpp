#pragma once

#include <handclasp/policy/cryptopp/ed25519.hpp>
#include <handclasp/policy/cryptopp/hkdf.hpp>
#include <handclasp/policy/cryptopp/random.hpp>

namespace handclasp {

// The protocol's own algorithms, on Crypto++.
struct cryptopp_primitives {
    using hash = sha256;
    using key_derivation = hkdf<sha256>;
    using random = os_random;
    using signature = ed25519;
};
static_assert(primitives<cryptopp_primitives>);

}  // namespace handclasp
