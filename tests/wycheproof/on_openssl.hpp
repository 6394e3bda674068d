#pragma once

#include "support/hex.hpp"
#include "support/openssl_test_access.hpp"

#include <handclasp/policy/openssl/aes_cbc.hpp>
#include <handclasp/policy/openssl/aes_gcm.hpp>
#include <handclasp/policy/openssl/chacha20_poly1305.hpp>
#include <handclasp/policy/openssl/ed25519.hpp>
#include <handclasp/policy/openssl/hkdf.hpp>
#include <handclasp/policy/openssl/hmac.hpp>
#include <handclasp/policy/openssl/rsa_oaep.hpp>
#include <handclasp/policy/openssl/rsa_pss.hpp>
#include <handclasp/policy/openssl/x25519.hpp>

#include <optional>
#include <tuple>

namespace test::wycheproof {

namespace hc = handclasp;

// The same names as on_cryptopp has, without aes_cmac, for which there is no policy here.
struct on_openssl {
    static constexpr std::string_view name = "OpenSSL";

    template <std::size_t KeyBits>
    using aes_cbc = hc::openssl::aes_cbc<KeyBits>;
    template <std::size_t KeyBits>
    using aes_gcm = hc::openssl::aes_gcm<KeyBits>;
    using chacha20_poly1305 = hc::openssl::chacha20_poly1305;

    using sha256 = hc::openssl::sha256;
    using sha512 = hc::openssl::sha512;
    template <class Hash, std::size_t TagSize>
    using hmac = hc::openssl::hmac<Hash, TagSize>;
    template <class Hash>
    using hkdf = hc::openssl::hkdf<Hash>;

    using ed25519 = hc::openssl::ed25519;
    template <std::size_t ModulusBits>
    using rsa_pss = hc::openssl::rsa_pss<ModulusBits>;
    template <std::size_t ModulusBits, class Hash, class MgfHash>
    using rsa_oaep = hc::openssl::rsa_oaep<ModulusBits, Hash, MgfHash>;

    // For OAEP, which needs no more of a hash than this, with those that the library does not offer.
    struct sha1 {
        static constexpr std::size_t size = 20;
        static constexpr std::string_view name = "SHA-1";
        static constexpr const char* library_name = "SHA1";
    };
    struct sha224 {
        static constexpr std::size_t size = 28;
        static constexpr std::string_view name = "SHA-224";
        static constexpr const char* library_name = "SHA2-224";
    };
    using hashes = std::tuple<sha1, sha224, hc::openssl::sha256, hc::openssl::sha384, hc::openssl::sha512>;

    template <class Transport>
    [[nodiscard]] static bool decapsulate(const bytes& pkcs8, const bytes& encapsulation, bytes& secrets) {
        return hc::openssl::rsa_oaep_test_access::from_pkcs8<Transport>(pkcs8).decapsulate(encapsulation, secrets);
    }

    using point = std::array<std::byte, 32>;
    [[nodiscard]] static std::optional<point> shared_point(std::span<const std::byte, 32> own,
                                                           std::span<const std::byte, 32> peer) {
        hc::secret<32> shared;
        if (!hc::openssl::x25519_test_access::shared_point(own, peer, shared)) return std::nullopt;
        point written{};
        hc::copy(shared.expose(), written);
        return written;
    }
};

}  // namespace test::wycheproof
