// EXPECT: a frame of this suite has no room for a credential
// A credential is one frame: a server whose suite has smaller ones could demand it and never get it.
#include <handclasp/core/archetype.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

struct limits : hc::default_limits {
    static constexpr std::size_t frame_limit = 100;
};
using small = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, limits, hc::archetype::primitives>;

#ifdef MAKE_IT_COMPILE
using server = hc::server<suite>;
#else
using server = hc::server<small>;
#endif

void demand(hc::octets request, hc::fresh_keys<suite> keys, hc::mutable_octets initial) {
    auto awaited = server::answer(request, hc::no_identity(), keys, hc::trust::anyone());
    static_cast<void>(std::move(*awaited).accept(initial));
}
