// EXPECT: deleted
// EXPECT: accept
// The state that holds a session without a client is used up by the credential; it cannot try another.
#include <handclasp/core/archetype.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

void keep(hc::octets request, hc::mutable_octets initial, hc::mutable_octets credential) {
    auto awaited = hc::server<suite>::answer(request, hc::no_identity(), hc::fresh_keys<suite>(), hc::trust::anyone());
    auto credential_awaited = std::move(*awaited).accept(initial).value();
#ifdef MAKE_IT_COMPILE
    static_cast<void>(std::move(credential_awaited).accept(credential));
#else
    static_cast<void>(credential_awaited.accept(credential));
#endif
}
