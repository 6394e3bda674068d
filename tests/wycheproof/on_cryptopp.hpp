#pragma once

#include "support/hex.hpp"
#include "support/rsa_test_access.hpp"
#include "support/x25519_test_access.hpp"

#include <handclasp/policy/cryptopp/aes_cbc.hpp>
#include <handclasp/policy/cryptopp/aes_cmac.hpp>
#include <handclasp/policy/cryptopp/aes_gcm.hpp>
#include <handclasp/policy/cryptopp/chacha20_poly1305.hpp>
#include <handclasp/policy/cryptopp/ed25519.hpp>
#include <handclasp/policy/cryptopp/hkdf.hpp>
#include <handclasp/policy/cryptopp/hmac.hpp>
#include <handclasp/policy/cryptopp/legacy_hash.hpp>
#include <handclasp/policy/cryptopp/rsa_oaep.hpp>
#include <handclasp/policy/cryptopp/rsa_pss.hpp>
#include <handclasp/policy/cryptopp/x25519.hpp>

#include <tuple>

namespace test::wycheproof {

namespace hc = handclasp;

struct on_cryptopp {
    static constexpr std::string_view name = "Crypto++";

    template <std::size_t KeyBits>
    using aes_cbc = hc::aes_cbc<KeyBits>;
    template <std::size_t KeyBits>
    using aes_cmac = hc::aes_cmac<KeyBits>;
    template <std::size_t KeyBits>
    using aes_gcm = hc::aes_gcm<KeyBits>;
    using chacha20_poly1305 = hc::chacha20_poly1305;

    using sha256 = hc::sha256;
    using sha512 = hc::sha512;
    template <class Hash, std::size_t TagSize>
    using hmac = hc::hmac<Hash, TagSize>;
    template <class Hash>
    using hkdf = hc::hkdf<Hash>;

    using ed25519 = hc::ed25519;
    template <std::size_t ModulusBits>
    using rsa_pss = hc::rsa_pss<ModulusBits>;
    template <std::size_t ModulusBits, class Hash, class MgfHash>
    using rsa_oaep = hc::rsa_oaep<ModulusBits, Hash, MgfHash>;

    // For OAEP, with one that the library does not offer.
    struct sha224 : hc::cryptopp::basic_hash<CryptoPP::SHA224> {
        static constexpr std::string_view name = "SHA-224";
    };
    using hashes = std::tuple<hc::sha1, sha224, hc::sha256, hc::sha384, hc::sha512>;

    template <class Transport>
    [[nodiscard]] static bool decapsulate(const bytes& pkcs8, const bytes& encapsulation, bytes& secrets) {
        return hc::cryptopp::rsa_oaep_test_access::from_pkcs8<Transport>(pkcs8).decapsulate(encapsulation, secrets);
    }

    using point = std::array<std::byte, 32>;
    [[nodiscard]] static std::optional<point> shared_point(std::span<const std::byte, 32> own,
                                                           std::span<const std::byte, 32> peer) {
        return hc::cryptopp::x25519_test_access::shared(own, peer);
    }
};

}  // namespace test::wycheproof
