// EXPECT: answer
// A server's clients are those whom a trust accepts; a bare fingerprint decides nothing, before trust::pinned takes it.
#include <handclasp/core/archetype.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

void demand(hc::octets request, const hc::fingerprint& client) {
#ifdef MAKE_IT_COMPILE
    static_cast<void>(
        hc::server<suite>::answer(request, hc::no_identity(), hc::fresh_keys<suite>(), hc::trust::pinned(client)));
#else
    static_cast<void>(hc::server<suite>::answer(request, hc::no_identity(), hc::fresh_keys<suite>(), client));
#endif
}
