// EXPECT: request
// EXPECT: trust
// Whom to trust has no default: whoever leaves it out would talk to anyone.
#include <handclasp/core/archetype.hpp>
#include <handclasp/handshake/client.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

#ifdef MAKE_IT_COMPILE
auto awaited = hc::client<suite>::request(hc::trust::anyone());
#else
auto awaited = hc::client<suite>::request();
#endif
