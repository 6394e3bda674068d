#include <handclasp/suite/report.hpp>

#include "support/catch.hpp"

#include <handclasp/core/archetype.hpp>
#include <handclasp/policy/cryptopp/aes_cmac.hpp>
#include <handclasp/suite/standard.hpp>

namespace hc = handclasp;

namespace {

template <class Suite>
using report = hc::suite_report<Suite>;

// Strengths by NIST SP 800-57 part 1 (revision 5), table 2, and RFC 7748, section 1; limits by docs/protocol.md, section 8.
static_assert(report<hc::standard>::security_bits == 112 && report<hc::standard_256>::security_bits == 128);
static_assert(report<hc::encrypt_then_mac>::security_bits == 112 && report<hc::gcm>::security_bits == 112);
static_assert(report<hc::chacha>::security_bits == 128 && report<hc::modern>::security_bits == 128);
static_assert(report<hc::standard>::modulus_bits == 2048 && !report<hc::modern>::modulus_bits);
static_assert(report<hc::standard>::key_bits == 128 && report<hc::modern>::key_bits == 256);
static_assert(report<hc::standard>::tag_bits == 128 && report<hc::chacha>::tag_bits == 128);
static_assert(report<hc::standard>::secrecy == hc::forward_secrecy::every_session);
static_assert(report<hc::modern>::secrecy == hc::forward_secrecy::every_session);
static_assert(report<hc::standard>::frames_per_key == std::uint64_t{1} << 32);
static_assert(report<hc::standard>::octets_per_key == std::uint64_t{1} << 36);

// 2^36 octets are 2^32 blocks of 128 bits: (2^32)^2 / 2^129.
static_assert(report<hc::standard>::volume_exponent == -65 && report<hc::gcm>::volume_exponent == -65);
static_assert(report<hc::chacha>::block_size == std::size_t{0} && !report<hc::chacha>::volume_exponent,
              "a stream cipher that is no block cipher");

// Guessing a tag of 128 bits; 1026 blocks of a full frame over 2^128 and 2^102.
static_assert(report<hc::standard>::forgery_exponent == -128 && report<hc::encrypt_then_mac>::forgery_exponent == -128);
static_assert(report<hc::gcm>::forgery_exponent == -117 && report<hc::chacha>::forgery_exponent == -91);
static_assert(report<hc::standard>::frame_overhead == 36 && report<hc::gcm>::frame_overhead == 20);

struct few : hc::default_limits {
    static constexpr std::uint64_t octets_per_key = 3 << 20;
};
using limited =
    hc::suite<hc::aes_cbc<256>, hc::aes_cmac<128>, hc::rsa_oaep<3072>, hc::record::mac_in_cipher, hc::derived, few>;
static_assert(report<limited>::limits_source == "the suite's own");
static_assert(report<hc::standard>::limits_source == "the protocol, section 8");
static_assert(report<limited>::volume_exponent == 2 * 18 - 129, "3 MiB are at most 2^18 blocks");
struct few_frames : hc::default_limits {
    static constexpr std::uint64_t frames_per_key = 4096;
};
using counted = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<2048>, hc::record::mac_in_cipher,
                          hc::derived, few_frames>;
static_assert(report<counted>::volume_exponent == 2 * 23 - 129, "4096 frames of 16432 octets are at most 2^23 blocks");

// A policy that says nothing is not taken for a strong one.
using silent = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                               hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(!report<silent>::security_bits && report<silent>::secrecy == hc::forward_secrecy::not_stated);

struct remembering : hc::archetype::key_transport {
    static constexpr auto secrecy = hc::forward_secrecy::none;
    static constexpr std::size_t security_bits = 80;
    static constexpr std::string_view security_source = "a guess";
};
using weak =
    hc::basic_aead_suite<hc::archetype::aead, remembering, hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(report<weak>::security_bits == 80 && report<weak>::secrecy == hc::forward_secrecy::none);
static_assert(!report<weak>::block_size && !report<weak>::forgery_exponent, "not stated by the archetype");

// The handshake has limits of its own: no suite is stronger than its hash and its signatures.
struct strong : hc::archetype::key_transport {
    static constexpr std::size_t security_bits = 256;
};
using strongest = hc::aead_suite<hc::aes_gcm<256>, strong>;
static_assert(report<strongest>::security_bits == 128);

}  // namespace

TEST_CASE("a suite's report says what each policy contributes, and where the number comes from") {
    const auto& parts = report<hc::standard>::contributions;
    REQUIRE(parts.size() == 6);
    CHECK(parts[0].policy == "AES-128-CBC");
    CHECK(parts[0].source == "the key's size");
    CHECK(parts[1].policy == "HMAC-SHA-256-128");
    CHECK(parts[1].bits == std::size_t{256});
    CHECK(parts[1].source == "the key's size");
    CHECK(parts[2].policy == "RSA-2048-OAEP-SHA-256");
    CHECK(parts[2].source == "NIST SP 800-57 part 1, table 2");
    CHECK(parts[3].bits == std::size_t{256});
    CHECK(parts[4].policy == "SHA-256");
    CHECK(parts[5].bits == std::size_t{128});
    CHECK(report<limited>::contributions[1].policy == "AES-128-CMAC");
    CHECK(report<silent>::contributions[2].source == "not stated by the policy");
    CHECK(report<weak>::contributions[2].source == "a guess");
}
