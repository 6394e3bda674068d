#include <handclasp/suite/standard.hpp>

#include "support/catch.hpp"

#include <handclasp/channel/channel.hpp>

namespace hc = handclasp;

namespace {

struct small_frames : hc::default_limits {
    static constexpr std::size_t frame_limit = 1024;
};
struct few_frames : small_frames {
    static constexpr std::uint64_t frames_per_key = 1000;
};

template <class Limits>
using limited = hc::suite<hc::aes_cbc<192>, hc::hmac<hc::sha384, 32>, hc::rsa_oaep<4096, hc::sha256, hc::sha512>,
                          hc::record::mac_in_cipher, hc::derived, Limits>;

}  // namespace

TEST_CASE("a suite's name is composed of its policies' names") {
    CHECK(hc::standard::name == "AES-128-CBC+HMAC-SHA-256-128/mac-in-cipher/RSA-2048-OAEP-SHA-256/derived");
    CHECK(hc::standard_256::name == "AES-256-CBC+HMAC-SHA-256-128/mac-in-cipher/RSA-3072-OAEP-SHA-256/derived");
    CHECK(hc::encrypt_then_mac::name == "AES-128-CBC+HMAC-SHA-256-128/encrypt-then-mac/RSA-2048-OAEP-SHA-256/derived");
    CHECK(hc::gcm::name == "AES-128-GCM/aead/RSA-2048-OAEP-SHA-256/derived");
    CHECK(hc::chacha::name == "ChaCha20-Poly1305/aead/X25519/derived");
    CHECK(hc::modern::name == "AES-256-GCM/aead/X25519/derived");
    CHECK(hc::aead_suite<hc::aes_gcm<192>, hc::x25519, hc::derived, small_frames>::name ==
          "AES-192-GCM/aead/X25519/derived/frame-1024");
    CHECK(limited<hc::default_limits>::name ==
          "AES-192-CBC+HMAC-SHA-384-256/mac-in-cipher/RSA-4096-OAEP-SHA-256-MGF1-SHA-512/derived");
}

TEST_CASE("limits that differ from the default are part of the name") {
    CHECK(limited<small_frames>::name.ends_with("/derived/frame-1024"));
    CHECK(limited<few_frames>::name.ends_with("/derived/frame-1024/keys-1000-68719476736"));
}

// docs/protocol.md, section 2.
TEST_CASE("the standard suites have the sizes of the protocol") {
    STATIC_REQUIRE(hc::standard::secrets_size == 32);
    STATIC_REQUIRE(hc::standard_256::secrets_size == 64);
    STATIC_REQUIRE(hc::standard::key_transport::public_key_size == 294);
    STATIC_REQUIRE(hc::standard_256::key_transport::public_key_size == 422);
    STATIC_REQUIRE(hc::standard::key_transport::encapsulation_size == 256);
    STATIC_REQUIRE(hc::standard_256::key_transport::encapsulation_size == 384);
    STATIC_REQUIRE(hc::layout::message_frame<hc::standard>::overhead == 4 + 16 + 16);
    STATIC_REQUIRE(hc::layout::message_frame<limited<small_frames>>::overhead == 4 + 16 + 32);
    STATIC_REQUIRE(hc::channel<hc::standard>::max_unit_size == 4 + 16 + 16 + 16384 + 16);

    STATIC_REQUIRE(hc::gcm::secrets_size == 32);
    STATIC_REQUIRE(hc::modern::secrets_size == 32);
    STATIC_REQUIRE(hc::modern::key_transport::public_key_size == 32);
    STATIC_REQUIRE(hc::modern::key_transport::encapsulation_size == 32);
    STATIC_REQUIRE(hc::layout::message_frame<hc::encrypt_then_mac>::overhead == 4 + 16 + 16);
    STATIC_REQUIRE(hc::layout::message_frame<hc::gcm>::overhead == 4 + 16);
    STATIC_REQUIRE(hc::channel<hc::encrypt_then_mac>::max_unit_size == 4 + 16 + 16 + 16384 + 16);
    STATIC_REQUIRE(hc::channel<hc::chacha>::max_unit_size == 4 + 16 + 16384);
}

// What an end checks of a peer's name is what both have; so this is that each end can have another backend.
TEST_CASE("the standard suites are those of any backend, and a suite made by hand is the same") {
    using made =
        hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<2048>, hc::record::encrypt_then_mac>;
    CHECK(made::name == hc::encrypt_then_mac::name);
    CHECK(hc::aead_suite<hc::chacha20_poly1305, hc::x25519>::name == hc::chacha::name);
}
