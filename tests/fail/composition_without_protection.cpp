// EXPECT-g++: with Composition = mine
// EXPECT-clang: composition<mine,
// EXPECT: protection<Cipher, Mac>
// EXPECT-clang: no member named 'protection' in 'mine'
// A composition is a template of what makes a frame of a message.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine {
    static constexpr std::string_view name = "own";
#ifdef MAKE_IT_COMPILE
    template <hc::cipher Cipher, hc::mac Mac>
    using protection = hc::record::mac_in_cipher::protection<Cipher, Mac>;
#endif
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport, mine,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
