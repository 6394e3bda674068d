// EXPECT: block_size
// Sizes are part of the types, so they have to be constants.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct varying : hc::archetype::cipher {
#ifndef MAKE_IT_COMPILE
    static inline std::size_t block_size = 16;
#endif
};

using suite = hc::basic_suite<varying, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
