// EXPECT-g++: use of deleted function
// EXPECT-clang: deleted
// EXPECT: channel
// Two copies of a channel would seal different messages under the same number.
#include <handclasp/channel/channel.hpp>
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

hc::channel<suite> twice(hc::channel<suite>& channel) {
#ifdef MAKE_IT_COMPILE
    return std::move(channel);
#else
    return channel;
#endif
}
