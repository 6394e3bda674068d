// EXPECT: deleted
// EXPECT: accept
// The private key opens one initial unit: the state that holds it cannot stay behind.
#include <handclasp/core/archetype.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

void keep(hc::octets request, hc::mutable_octets initial) {
    auto awaited = hc::server<suite>::answer(request, hc::no_identity(), hc::fresh_keys<suite>()).value();
#ifdef MAKE_IT_COMPILE
    static_cast<void>(std::move(awaited).accept(initial));
#else
    static_cast<void>(awaited.accept(initial));
#endif
}
