// EXPECT: handclasp: the RSA modulus has to be a multiple of 256 bits, at most 16384
#include <handclasp/policy/cryptopp/rsa_oaep.hpp>

#ifdef MAKE_IT_COMPILE
static_assert(handclasp::rsa_oaep<2048>::max_secrets_size > 0);
#else
static_assert(handclasp::rsa_oaep<2049>::max_secrets_size > 0);
#endif
