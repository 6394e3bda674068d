// EXPECT: handclasp: the frame limit has to be at least 1 and to fit a unit's 24-bit length
// A frame of 2^24 - 1 octets of message has a body that is longer.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct limits : hc::default_limits {
#ifdef MAKE_IT_COMPILE
    static constexpr std::size_t frame_limit = 0xff0000;
#else
    static constexpr std::size_t frame_limit = 0xffffff;
#endif
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
