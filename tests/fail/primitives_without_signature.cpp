// EXPECT-g++: with Primitives = mine
// EXPECT-clang: 'mine' does not satisfy 'primitives'
// EXPECT: typename P::signature
// EXPECT-clang: no type named 'signature' in 'mine'
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine {
    using hash = hc::archetype::hash;
    using key_derivation = hc::archetype::key_derivation;
    using random = hc::archetype::random;
#ifdef MAKE_IT_COMPILE
    using signature = hc::archetype::signature;
#endif
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, mine>;
static_assert(hc::protocol_suite<suite>);
