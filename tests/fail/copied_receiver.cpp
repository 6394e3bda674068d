// EXPECT-g++: use of deleted function
// EXPECT-clang: deleted
// EXPECT: receiver
// Two copies of a receiver would take the same frame twice.
#include <handclasp/channel/channel.hpp>
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

hc::receiver<suite> twice(hc::receiver<suite>& receiver) {
#ifdef MAKE_IT_COMPILE
    return std::move(receiver);
#else
    return receiver;
#endif
}
