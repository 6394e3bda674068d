// EXPECT: deleted
// EXPECT: split
// The halves take the channel with them.
#include <handclasp/channel/channel.hpp>
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

void keep(hc::channel<suite>& channel) {
#ifdef MAKE_IT_COMPILE
    static_cast<void>(std::move(channel).split());
#else
    static_cast<void>(channel.split());
#endif
}
