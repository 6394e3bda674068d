#include <handclasp/testing/conform.hpp>

#include "conform/answers.hpp"
#include "conform/expect.hpp"

#include <handclasp/policy/openssl/aes_cbc.hpp>
#include <handclasp/policy/openssl/aes_gcm.hpp>
#include <handclasp/policy/openssl/chacha20_poly1305.hpp>
#include <handclasp/policy/openssl/hash.hpp>
#include <handclasp/policy/openssl/hkdf.hpp>
#include <handclasp/policy/openssl/hmac.hpp>
#include <handclasp/policy/openssl/rsa_oaep.hpp>
#include <handclasp/policy/openssl/x25519.hpp>

namespace hc = handclasp;
namespace conform = hc::conform;
namespace answers = test::answers;
using test::expect_conforming;

TEST_CASE("the ciphers and MACs on OpenSSL conform") {
    expect_conforming(conform::cipher<hc::openssl::aes_cbc<128>>({answers::aes_cbc(128)}));
    expect_conforming(conform::cipher<hc::openssl::aes_cbc<256>>({answers::aes_cbc(256)}));
    expect_conforming(conform::mac<hc::openssl::hmac<hc::openssl::sha256, 16>>(answers::hmac_sha256(16)));
}

TEST_CASE("the AEADs on OpenSSL conform") {
    expect_conforming(conform::aead<hc::openssl::aes_gcm<128>>({answers::aes_gcm(128)}));
    expect_conforming(conform::aead<hc::openssl::aes_gcm<256>>({answers::aes_gcm(256)}));
    expect_conforming(conform::aead<hc::openssl::chacha20_poly1305>({answers::chacha20_poly1305()}));
}

TEST_CASE("hash and key derivation on OpenSSL conform") {
    expect_conforming(conform::hash<hc::openssl::sha256>({answers::sha256()}));
    expect_conforming(conform::key_derivation<hc::openssl::hkdf<hc::openssl::sha256>>({answers::hkdf_sha256()}));
}

TEST_CASE("the key transports on OpenSSL conform") {
    conform::key_transport_options options;
    options.alterations = conform::effort::every_bit;
    expect_conforming(conform::key_transport<hc::openssl::x25519>(options));
}

TEST_CASE("RSA on OpenSSL conforms, but for what the library has for itself") {
    conform::key_transport_options options;
    options.except = {{"failing random source of generate()", "OpenSSL draws key pairs from its own generator"},
                      {"wiped heap", "OpenSSL 3.0 frees the padded block that it has decrypted as it is"}};
    expect_conforming(conform::key_transport<hc::openssl::rsa_oaep<2048>>(options),
                      {"failing random source of generate()", "wiped heap"});
}
