// EXPECT: composition<
// The fourth argument is the composition.
#include <handclasp/suite/standard.hpp>

namespace hc = handclasp;

struct limits : hc::default_limits {};

#ifdef MAKE_IT_COMPILE
using suite = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<2048>, hc::record::mac_in_cipher,
                        hc::derived, limits>;
#else
using suite = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<2048>, limits>;
#endif
static_assert(hc::protocol_suite<suite>);
