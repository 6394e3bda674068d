// EXPECT: nodiscard
// A frame whose failure nobody saw is a message that nobody sent.
#include <handclasp/channel/channel.hpp>
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

void careless(hc::channel<suite>& channel, hc::mutable_octets out) {
#ifdef MAKE_IT_COMPILE
    if (!channel.seal({}, out)) return;
#else
    channel.seal({}, out);
#endif
}
