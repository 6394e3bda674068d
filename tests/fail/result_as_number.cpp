// EXPECT: result
// A result is not its value: it may hold an error instead.
#include <handclasp/core/result.hpp>

int size(const handclasp::result<int>& read) {
#ifdef MAKE_IT_COMPILE
    return read ? *read : -1;
#else
    return read;
#endif
}
