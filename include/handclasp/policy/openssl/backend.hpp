#pragma once

#include <handclasp/policy/openssl/aes_cbc.hpp>
#include <handclasp/policy/openssl/aes_gcm.hpp>
#include <handclasp/policy/openssl/chacha20_poly1305.hpp>
#include <handclasp/policy/openssl/hmac.hpp>
#include <handclasp/policy/openssl/primitives.hpp>
#include <handclasp/policy/openssl/rsa_oaep.hpp>
#include <handclasp/policy/openssl/x25519.hpp>

namespace handclasp::openssl {

// The policies of the standard suites, on OpenSSL: see standard_suites.
struct backend {
    template <std::size_t KeyBits>
    using aes_cbc = openssl::aes_cbc<KeyBits>;
    template <std::size_t KeyBits>
    using aes_gcm = openssl::aes_gcm<KeyBits>;
    using chacha20_poly1305 = openssl::chacha20_poly1305;
    template <std::size_t TagSize>
    using hmac_sha256 = hmac<sha256, TagSize>;
    template <std::size_t ModulusBits>
    using rsa_oaep = openssl::rsa_oaep<ModulusBits>;
    using x25519 = openssl::x25519;
    using primitives = openssl::primitives;
};

}  // namespace handclasp::openssl
