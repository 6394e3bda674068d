// EXPECT: deleted
// EXPECT: secret
// A copy would have to be wiped as well, and nobody would know of it.
#include <handclasp/core/secret.hpp>

#include <utility>

handclasp::secret<32> twice(handclasp::secret<32>& key) {
#ifdef MAKE_IT_COMPILE
    handclasp::secret<32> other = std::move(key);
#else
    handclasp::secret<32> other = key;
#endif
    return other;
}
