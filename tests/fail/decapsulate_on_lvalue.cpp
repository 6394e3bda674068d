// EXPECT: deleted
// EXPECT: decapsulate
// A key pair opens one encapsulation and is used up by it.
#include <handclasp/policy/cryptopp/rsa_oaep.hpp>

bool twice(handclasp::rsa_oaep<2048>::key_pair& keys, handclasp::octets encapsulation,
           handclasp::mutable_octets secrets) {
#ifdef MAKE_IT_COMPILE
    return std::move(keys).decapsulate(encapsulation, secrets);
#else
    return keys.decapsulate(encapsulation, secrets);
#endif
}
