// EXPECT-g++: with Cipher = handclasp::archetype::mac
// EXPECT-clang: 'handclasp::archetype::mac' does not satisfy 'cipher'
// EXPECT: ::block_size>
// EXPECT-clang: no member named 'block_size' in 'handclasp::archetype::mac'
// The first argument is the cipher.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
using first = hc::archetype::cipher;
using second = hc::archetype::mac;
#else
using first = hc::archetype::mac;
using second = hc::archetype::cipher;
#endif

using suite = hc::basic_suite<first, second, hc::archetype::key_transport, hc::record::mac_in_cipher, hc::derived,
                              hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
