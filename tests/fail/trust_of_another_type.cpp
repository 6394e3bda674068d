// EXPECT: accept
// A trust decides about a peer; a bare fingerprint does not, before trust::pinned takes it.
#include <handclasp/core/archetype.hpp>
#include <handclasp/handshake/client.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

#ifdef MAKE_IT_COMPILE
auto awaited = hc::client<suite>::request(hc::trust::pinned(hc::fingerprint()));
#else
auto awaited = hc::client<suite>::request(hc::fingerprint());
#endif
