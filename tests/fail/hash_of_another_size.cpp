// EXPECT: handclasp: hash and key derivation have to be SHA-256 and HKDF-SHA-256 (32 octets)
#include <handclasp/suite/standard.hpp>

namespace hc = handclasp;

struct primitives : hc::cryptopp_primitives {
#ifndef MAKE_IT_COMPILE
    using hash = hc::sha512;
#endif
};

using suite = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<2048>, hc::record::mac_in_cipher,
                        hc::derived, hc::default_limits, primitives>;
static_assert(hc::protocol_suite<suite>);
