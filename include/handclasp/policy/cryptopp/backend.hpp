#pragma once

#include <handclasp/policy/cryptopp/aes_cbc.hpp>
#include <handclasp/policy/cryptopp/aes_gcm.hpp>
#include <handclasp/policy/cryptopp/chacha20_poly1305.hpp>
#include <handclasp/policy/cryptopp/hmac.hpp>
#include <handclasp/policy/cryptopp/primitives.hpp>
#include <handclasp/policy/cryptopp/rsa_oaep.hpp>
#include <handclasp/policy/cryptopp/x25519.hpp>

namespace handclasp {

// The policies of the standard suites, on Crypto++: see standard_suites.
struct cryptopp_backend {
    template <std::size_t KeyBits>
    using aes_cbc = handclasp::aes_cbc<KeyBits>;
    template <std::size_t KeyBits>
    using aes_gcm = handclasp::aes_gcm<KeyBits>;
    using chacha20_poly1305 = handclasp::chacha20_poly1305;
    template <std::size_t TagSize>
    using hmac_sha256 = hmac<sha256, TagSize>;
    template <std::size_t ModulusBits>
    using rsa_oaep = handclasp::rsa_oaep<ModulusBits>;
    using x25519 = handclasp::x25519;
    using primitives = cryptopp_primitives;
};

}  // namespace handclasp
