// EXPECT: handclasp: the base of ipsec_mb::hmac_sha256 has to be a policy of HMAC-SHA-256
#include <handclasp/policy/cryptopp/hmac.hpp>
#include <handclasp/policy/ipsec_mb/hmac_sha256.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
static_assert(hc::mac<hc::ipsec_mb::hmac_sha256<hc::hmac<hc::sha256, 32>>>);
#else
static_assert(hc::mac<hc::ipsec_mb::hmac_sha256<hc::hmac<hc::sha512, 32>>>);
#endif
