// EXPECT: seal
// A client that waits for the server's hello has no keys yet, and its state no way to seal.
#include <handclasp/core/archetype.hpp>
#include <handclasp/handshake/client.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

void early(hc::mutable_octets out) {
    auto hello_awaited = hc::client<suite>::request(hc::trust::anyone()).value();
#ifdef MAKE_IT_COMPILE
    static_cast<void>(hello_awaited.request());
    static_cast<void>(out);
#else
    static_cast<void>(hello_awaited.seal({}, out));
#endif
}
