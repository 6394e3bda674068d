// EXPECT: nodiscard
// EXPECT-g++: equal
// A tag that was compared for nothing.
#include <handclasp/core/constant_time.hpp>

bool careless(handclasp::octets received, handclasp::octets computed) {
#ifdef MAKE_IT_COMPILE
    return handclasp::constant_time::equal(received, computed);
#else
    handclasp::constant_time::equal(received, computed);
    return true;
#endif
}
