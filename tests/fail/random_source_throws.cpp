// EXPECT-g++: fill
// EXPECT-clang: random_source
// A random source reports a failure; an exception would pass through functions that promise to throw nothing.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct throwing {
#ifdef MAKE_IT_COMPILE
    static hc::result<void> fill(hc::mutable_octets) noexcept { return {}; }
#else
    static hc::result<void> fill(hc::mutable_octets) { return {}; }
#endif
};

struct primitives : hc::archetype::primitives {
    using random = throwing;
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, primitives>;
static_assert(hc::protocol_suite<suite>);
