// EXPECT: decrypt_chain
// A receiver needs the other direction of the cipher.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct one_way : hc::archetype::cipher {
#ifndef MAKE_IT_COMPILE
    struct decryptor {
        static hc::result<decryptor> make(key) noexcept { return decryptor(); }
    };
#endif
};

using suite = hc::basic_suite<one_way, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
