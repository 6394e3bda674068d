#include <handclasp/testing/conform.hpp>

#include "conform/answers.hpp"
#include "conform/expect.hpp"
#include "support/fixed_keys.hpp"

#include <handclasp/policy/cryptopp/aes_cbc.hpp>
#include <handclasp/policy/cryptopp/aes_cmac.hpp>
#include <handclasp/policy/cryptopp/aes_gcm.hpp>
#include <handclasp/policy/cryptopp/chacha20_poly1305.hpp>
#include <handclasp/policy/cryptopp/hkdf.hpp>
#include <handclasp/policy/cryptopp/hmac.hpp>
#include <handclasp/policy/cryptopp/rsa_oaep.hpp>
#include <handclasp/policy/cryptopp/x25519.hpp>

namespace hc = handclasp;
namespace conform = hc::conform;
namespace answers = test::answers;
using test::expect_conforming;

TEST_CASE("the ciphers on Crypto++ conform") {
    expect_conforming(conform::cipher<hc::aes_cbc<128>>({answers::aes_cbc(128)}));
    expect_conforming(conform::cipher<hc::aes_cbc<192>>({answers::aes_cbc(192)}));
    expect_conforming(conform::cipher<hc::aes_cbc<256>>({answers::aes_cbc(256)}));
}

TEST_CASE("the MACs on Crypto++ conform") {
    expect_conforming(conform::mac<hc::hmac<hc::sha256, 16>>(answers::hmac_sha256(16)));
    expect_conforming(conform::mac<hc::hmac<hc::sha384>>(answers::hmac_sha384(48)));
    expect_conforming(conform::mac<hc::hmac<hc::sha512, 32>>(answers::hmac_sha512(32)));
    expect_conforming(conform::mac<hc::aes_cmac<128>>(answers::aes_128_cmac()));
}

TEST_CASE("the AEADs on Crypto++ conform") {
    expect_conforming(conform::aead<hc::aes_gcm<128>>({answers::aes_gcm(128)}));
    expect_conforming(conform::aead<hc::aes_gcm<256>>({answers::aes_gcm(256)}));
    expect_conforming(conform::aead<hc::chacha20_poly1305>({answers::chacha20_poly1305()}));
}

TEST_CASE("hash and key derivation on Crypto++ conform") {
    expect_conforming(conform::hash<hc::sha256>({answers::sha256()}));
    expect_conforming(conform::key_derivation<hc::hkdf<hc::sha256>>({answers::hkdf_sha256()}));
}

TEST_CASE("the key transports on Crypto++ conform") {
    conform::key_transport_options options;
    options.alterations = conform::effort::every_bit;
    expect_conforming(conform::key_transport<hc::x25519>(options));

    struct rsa_suite {
        using key_transport = hc::rsa_oaep<2048>;
    };
    test::fixed_keys<rsa_suite> keys;
    options.alterations = conform::effort::every_octet;
    expect_conforming(conform::key_transport<hc::rsa_oaep<2048>>(options, [&keys] { return keys.take(); }));
}
