// EXPECT: handclasp: the tag is too short: it needs at least 128 bits (16 octets)
#include <handclasp/suite/standard.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
using suite = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<2048>>;
#else
using suite = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 8>, hc::rsa_oaep<2048>>;
#endif
static_assert(hc::protocol_suite<suite>);
