// EXPECT-g++: use of deleted function
// EXPECT-clang: deleted
// EXPECT: sender
// Two copies of a sender would seal different messages under the same number.
#include <handclasp/channel/channel.hpp>
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

hc::sender<suite> twice(hc::sender<suite>& sender) {
#ifdef MAKE_IT_COMPILE
    return std::move(sender);
#else
    return sender;
#endif
}
