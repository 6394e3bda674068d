#include <handclasp/policy/openssl/backend.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/backend.hpp>
#include <handclasp/policy/openssl/rsa_pss.hpp>

namespace hc = handclasp;
namespace ossl = handclasp::openssl;

// The two ends of a channel may use different libraries, because the names are the same.
static_assert(ossl::backend::aes_cbc<128>::name == hc::cryptopp_backend::aes_cbc<128>::name);
static_assert(ossl::backend::aes_gcm<256>::name == hc::cryptopp_backend::aes_gcm<256>::name);
static_assert(ossl::backend::chacha20_poly1305::name == hc::cryptopp_backend::chacha20_poly1305::name);
static_assert(ossl::backend::hmac_sha256<16>::name == hc::cryptopp_backend::hmac_sha256<16>::name);
static_assert(ossl::backend::rsa_oaep<2048>::name == hc::cryptopp_backend::rsa_oaep<2048>::name);
static_assert(ossl::backend::x25519::name == hc::cryptopp_backend::x25519::name);

namespace {

bool left_an_error() {
    const bool left = ERR_peek_error() != 0;
    ERR_clear_error();
    return left;
}

template <class Aead>
void check_aead() {
    const auto key = test::pattern(Aead::key_size);
    auto decryptor = Aead::decryptor::make(std::span<const std::byte, Aead::key_size>(key)).value();
    CHECK_FALSE(left_an_error());
    std::array<std::byte, 12> nonce{};
    std::array<std::byte, 16> tag{};
    auto text = test::pattern(20);
    CHECK(decryptor.decrypt(nonce, {}, text, tag).error() == hc::errc::authentication_failed);
    CHECK_FALSE(left_an_error());
}

}  // namespace

TEST_CASE("the control: OpenSSL's queue keeps what nobody has cleared") {
    CHECK(EVP_CIPHER_fetch(nullptr, "no such cipher", nullptr) == nullptr);
    CHECK(left_an_error());
    CHECK_FALSE(left_an_error());
}

TEST_CASE("no failure leaves an entry in OpenSSL's error queue") {
    const auto key = test::pattern(32), message = test::pattern(10);
    test::bytes secrets(32), signature(64);

    CHECK(ossl::keyed_cipher("no such cipher", key, ossl::direction::encrypt).error() == hc::errc::backend);
    CHECK_FALSE(left_an_error());
    CHECK(ossl::keyed_cipher("AES-128-CBC", key, ossl::direction::encrypt).error() == hc::errc::backend);
    CHECK_FALSE(left_an_error());
    check_aead<ossl::aes_gcm<128>>();
    check_aead<ossl::chacha20_poly1305>();

    auto rsa = ossl::rsa_oaep<2048>::key_pair::generate(ossl::os_random::fill).value();
    const auto rsa_key = test::copy_of(rsa.public_key());
    CHECK_FALSE(left_an_error());
    CHECK_FALSE(std::move(rsa).decapsulate(test::bytes(256, std::byte{0xff}), secrets));
    CHECK_FALSE(left_an_error());
    CHECK_FALSE(ossl::rsa_pss<2048>::verify(rsa_key, message, test::bytes(256, std::byte{1})));
    CHECK_FALSE(left_an_error());

    auto x25519 = ossl::x25519::key_pair::generate(ossl::os_random::fill).value();
    CHECK_FALSE(std::move(x25519).decapsulate(test::bytes(32), secrets));
    CHECK_FALSE(left_an_error());

    const auto identity = ossl::ed25519_identity::generate().value();
    REQUIRE(identity.sign(message, signature));
    signature[0] ^= std::byte{1};
    CHECK_FALSE(ossl::ed25519::verify(identity.encoded(), message, signature));
    signature[0] ^= std::byte{1};
    CHECK(ossl::ed25519::verify(identity.encoded(), message, signature));
    CHECK_FALSE(left_an_error());
}
