// EXPECT: deleted
// EXPECT: key_pair
// A key pair opens one encapsulation; of two copies, each would open one.
#include <handclasp/policy/cryptopp/rsa_oaep.hpp>

using key_pair = handclasp::rsa_oaep<2048>::key_pair;

key_pair twice(key_pair& keys) {
#ifdef MAKE_IT_COMPILE
    return std::move(keys);
#else
    return keys;
#endif
}
