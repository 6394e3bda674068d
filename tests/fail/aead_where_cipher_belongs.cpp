// EXPECT-g++: with Cipher = handclasp::archetype::aead
// EXPECT-clang: 'handclasp::archetype::aead' does not satisfy 'cipher'
// EXPECT: ::block_size>
// EXPECT-clang: no member named 'block_size' in 'handclasp::archetype::aead'
// An AEAD needs no MAC: its suite is a basic_aead_suite.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
using first = hc::archetype::cipher;
#else
using first = hc::archetype::aead;
#endif

using suite = hc::basic_suite<first, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
