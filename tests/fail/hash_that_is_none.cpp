// EXPECT: finish
// The protocol's own algorithms are policies as well, and are held to their concepts.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct endless {
    static constexpr std::size_t size = 32;
    static constexpr std::string_view name = "ENDLESS";
    void update(hc::octets) noexcept {}
};

struct primitives : hc::archetype::primitives {
#ifndef MAKE_IT_COMPILE
    using hash = endless;
#endif
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, primitives>;
static_assert(hc::protocol_suite<suite>);
