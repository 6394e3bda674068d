// EXPECT: handclasp: the key schedule has to derive<Kdf>(transcript, secrets) a session's secrets
// A name alone makes no keys.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine {
    static constexpr std::string_view name = "own";
};
#ifdef MAKE_IT_COMPILE
using schedule = hc::derived;
#else
using schedule = mine;
#endif

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, schedule, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
