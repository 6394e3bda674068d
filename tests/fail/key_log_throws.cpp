// EXPECT: write
// A log is called in the midst of a handshake, whose functions promise to throw nothing.
#include <handclasp/schedule/key_log.hpp>

namespace hc = handclasp;

struct log {
#ifdef MAKE_IT_COMPILE
    static void write(hc::octets, hc::octets) noexcept {}
#else
    static void write(hc::octets, hc::octets) {}
#endif
};

using schedule = hc::key_logging<log>;
static_assert(schedule::name == "derived");
