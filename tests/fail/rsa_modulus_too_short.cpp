// EXPECT: handclasp: the RSA modulus has fewer than 2048 bits
#include <handclasp/policy/cryptopp/rsa_oaep.hpp>

#ifdef MAKE_IT_COMPILE
static_assert(handclasp::rsa_oaep<4096>::max_secrets_size > 0);
#else
static_assert(handclasp::rsa_oaep<1024>::max_secrets_size > 0);
#endif
