// EXPECT: handclasp: the suite's name has to be 1 to 128 printable ASCII characters
// The name of a suite is compared octet by octet on the other side, and shown to people.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct renamed : hc::archetype::cipher {
#ifndef MAKE_IT_COMPILE
    static constexpr std::string_view name = "XOR\n";
#endif
};

using suite = hc::basic_suite<renamed, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
