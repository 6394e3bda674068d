// EXPECT: handclasp: the tag is longer than the hash's digest
#include <handclasp/policy/cryptopp/hmac.hpp>

#ifdef MAKE_IT_COMPILE
static_assert(handclasp::hmac<handclasp::sha512, 48>::tag_size == 48);
#else
static_assert(handclasp::hmac<handclasp::sha256, 48>::tag_size == 48);
#endif
