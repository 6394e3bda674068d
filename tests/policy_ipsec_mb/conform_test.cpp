#include <handclasp/testing/conform.hpp>

#include "conform/answers.hpp"
#include "conform/expect.hpp"
#include "policy_ipsec_mb/lanes.hpp"
#include "support/channels.hpp"

#include <handclasp/policy/ipsec_mb/aes_gcm.hpp>
#include <handclasp/suite/ipsec_mb.hpp>

namespace hc = handclasp;
namespace mb = handclasp::ipsec_mb;
namespace conform = hc::conform;
namespace answers = test::answers;
using test::expect_conforming;

namespace {

template <class Composition, class Limits>
using limited =
    hc::suite<test::lane_aes<128>, test::lane_hmac<16>, hc::rsa_oaep<2048>, Composition, hc::derived, Limits>;

}  // namespace

TEST_CASE("the ciphers and MACs on IPsec-MB conform") {
    expect_conforming(conform::cipher<test::lane_aes<128>>({answers::aes_cbc(128)}));
    expect_conforming(conform::cipher<test::lane_aes<192>>({answers::aes_cbc(192)}));
    expect_conforming(conform::cipher<test::lane_aes<256>>({answers::aes_cbc(256)}));
    expect_conforming(conform::mac<test::lane_hmac<16>>(answers::hmac_sha256(16)));
    expect_conforming(conform::mac<test::lane_hmac<32>>(answers::hmac_sha256(32)));
}

TEST_CASE("the AEADs on IPsec-MB conform") {
    expect_conforming(conform::aead<mb::aes_gcm<128>>({answers::aes_gcm(128)}));
    expect_conforming(conform::aead<mb::aes_gcm<256>>({answers::aes_gcm(256)}));
}

TEST_CASE("suites on IPsec-MB of each composition conform, with every check run") {
    expect_conforming(conform::suite<limited<hc::record::mac_in_cipher, test::small_limits>>());
    expect_conforming(conform::suite<limited<hc::record::encrypt_then_mac, test::small_limits>>());
}

TEST_CASE("the standard suites on IPsec-MB conform") {
    expect_conforming(conform::suite<mb::standard>(), {"rekey by itself"});
    expect_conforming(conform::suite<mb::gcm>(), {"rekey by itself"});
}
