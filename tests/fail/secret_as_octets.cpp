// EXPECT: secret
// The octets of a secret are reached through expose() alone, where a reader sees it.
#include <handclasp/core/secret.hpp>

#include <array>

void leak(const handclasp::secret<32>& key, handclasp::mutable_octets out) {
#ifdef MAKE_IT_COMPILE
    handclasp::copy(key.expose(), out);
#else
    handclasp::copy(key, out);
#endif
}
