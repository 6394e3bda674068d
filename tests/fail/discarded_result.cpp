// EXPECT: nodiscard
// EXPECT: result
// Also from a function of one's own, which says nothing of the kind.
#include <handclasp/core/result.hpp>

handclasp::result<void> own();

void careless() {
#ifdef MAKE_IT_COMPILE
    own().value();
#else
    own();
#endif
}
