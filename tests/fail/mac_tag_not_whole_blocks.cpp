// EXPECT: handclasp: in mac_in_cipher the tag has to fill whole blocks of the cipher
#include <handclasp/suite/standard.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
using suite = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 32>, hc::rsa_oaep<2048>>;
#else
using suite = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 24>, hc::rsa_oaep<2048>>;
#endif
static_assert(hc::protocol_suite<suite>);
