#pragma once

#include <handclasp/policy/openssl/ed25519.hpp>
#include <handclasp/policy/openssl/hkdf.hpp>
#include <handclasp/policy/openssl/random.hpp>

namespace handclasp::openssl {

// The protocol's own algorithms, on OpenSSL.
struct primitives {
    using hash = sha256;
    using key_derivation = hkdf<sha256>;
    using random = os_random;
    using signature = ed25519;
};
static_assert(handclasp::primitives<primitives>);

}  // namespace handclasp::openssl
