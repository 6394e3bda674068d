// EXPECT: handclasp: frames_per_key has to be 4 to 2^32
// What the cipher's block size allows under one key (docs/protocol.md, section 5) is no matter of taste.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct limits : hc::default_limits {
#ifdef MAKE_IT_COMPILE
    static constexpr std::uint64_t frames_per_key = 4;
#else
    static constexpr std::uint64_t frames_per_key = (std::uint64_t{1} << 32) + 1;
#endif
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
