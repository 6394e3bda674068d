// EXPECT: handclasp: the tag of ipsec_mb::hmac_sha256 has to have 16 or 32 octets
#include <handclasp/policy/cryptopp/hmac.hpp>
#include <handclasp/policy/ipsec_mb/hmac_sha256.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
static_assert(hc::mac<hc::ipsec_mb::hmac_sha256<hc::hmac<hc::sha256, 16>>>);
#else
static_assert(hc::mac<hc::ipsec_mb::hmac_sha256<hc::hmac<hc::sha256, 24>>>);
#endif
