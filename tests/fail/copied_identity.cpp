// EXPECT: deleted
// EXPECT: ed25519_identity
// An identity is a private key, and has one owner.
#include <handclasp/policy/cryptopp/ed25519.hpp>

handclasp::ed25519_identity twice(handclasp::ed25519_identity& identity) {
#ifdef MAKE_IT_COMPILE
    return std::move(identity);
#else
    return identity;
#endif
}
