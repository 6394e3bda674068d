// EXPECT: deleted
// EXPECT: receive
// The state is used up by what it receives; one that stayed behind could be used again.
#include <handclasp/core/archetype.hpp>
#include <handclasp/handshake/client.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

void keep(hc::octets hello) {
    auto hello_awaited = hc::client<suite>::request(hc::trust::anyone()).value();
#ifdef MAKE_IT_COMPILE
    static_cast<void>(std::move(hello_awaited).receive(hello, {}));
#else
    static_cast<void>(hello_awaited.receive(hello, {}));
#endif
}
