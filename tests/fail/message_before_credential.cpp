// EXPECT: credential_awaited
// EXPECT: message
// Until a demanded credential has verified there is no first message to read, and no channel.
#include <handclasp/core/archetype.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

void read(hc::octets request, hc::mutable_octets initial, hc::mutable_octets credential) {
    auto awaited = hc::server<suite>::answer(request, hc::no_identity(), hc::fresh_keys<suite>(), hc::trust::anyone());
    auto credential_awaited = std::move(*awaited).accept(initial).value();
#ifdef MAKE_IT_COMPILE
    static_cast<void>(std::move(credential_awaited).accept(credential).value().message);
#else
    static_cast<void>(credential);
    static_cast<void>(credential_awaited.message);
#endif
}
