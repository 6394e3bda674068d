#pragma once

#include <handclasp/policy/ipsec_mb/aes_cbc.hpp>
#include <handclasp/policy/ipsec_mb/aes_gcm.hpp>
#include <handclasp/policy/ipsec_mb/hmac_sha256.hpp>

namespace handclasp::ipsec_mb {

// The policies of the standard suites: those of another backend, with IPsec-MB for what it does faster. What IPsec-MB
// has not got, the base has: ChaCha20-Poly1305, which goes through a queue of jobs there, RSA, X25519, and the
// primitives of a handshake. See standard_suites.
template <class Base>
struct backend : Base {
    template <std::size_t KeyBits>
    using aes_cbc = ipsec_mb::aes_cbc<typename Base::template aes_cbc<KeyBits>>;
    template <std::size_t KeyBits>
    using aes_gcm = ipsec_mb::aes_gcm<KeyBits>;
    template <std::size_t TagSize>
    using hmac_sha256 = ipsec_mb::hmac_sha256<typename Base::template hmac_sha256<TagSize>>;
};

}  // namespace handclasp::ipsec_mb
