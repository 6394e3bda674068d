// EXPECT: handclasp: AES has keys of 128, 192 or 256 bits
// In bits: whoever writes octets is told.
#include <handclasp/policy/cryptopp/aes_cbc.hpp>

#ifdef MAKE_IT_COMPILE
static_assert(handclasp::aes_cbc<128>::key_size == 16);
#else
static_assert(handclasp::aes_cbc<16>::key_size == 16);
#endif
