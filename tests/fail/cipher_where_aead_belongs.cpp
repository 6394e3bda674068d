// EXPECT-g++: with Aead = handclasp::archetype::cipher
// EXPECT-clang: 'handclasp::archetype::cipher' does not satisfy 'aead'
// EXPECT: ::nonce_size>
// EXPECT-clang: no member named 'nonce_size' in 'handclasp::archetype::cipher'
// A cipher authenticates nothing.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
using first = hc::archetype::aead;
#else
using first = hc::archetype::cipher;
#endif

using suite = hc::basic_aead_suite<first, hc::archetype::key_transport, hc::derived, hc::default_limits,
                                   hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
