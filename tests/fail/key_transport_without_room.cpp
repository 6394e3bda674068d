// EXPECT: handclasp: the key transport has no room for the suite's secrets
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct narrow : hc::archetype::key_transport {
#ifndef MAKE_IT_COMPILE
    static constexpr std::size_t max_secrets_size = 31;
#endif
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, narrow, hc::record::mac_in_cipher, hc::derived,
                              hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
