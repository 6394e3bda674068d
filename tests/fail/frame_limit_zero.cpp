// EXPECT: handclasp: the frame limit has to be at least 1 and to fit a unit's 24-bit length
// With it no message but the empty one could be sent.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct limits : hc::default_limits {
#ifdef MAKE_IT_COMPILE
    static constexpr std::size_t frame_limit = 1;
#else
    static constexpr std::size_t frame_limit = 0;
#endif
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
