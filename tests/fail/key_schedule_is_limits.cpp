// EXPECT-g++: with KeySchedule = handclasp::default_limits
// EXPECT-clang: 'handclasp::default_limits' does not satisfy 'key_schedule'
// EXPECT: S::name
// The limits stand behind the key schedule.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
using fifth = hc::derived;
using sixth = hc::default_limits;
#else
using fifth = hc::default_limits;
using sixth = hc::derived;
#endif

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, fifth, sixth, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
