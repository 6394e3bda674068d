// EXPECT: handclasp: the suite sends fewer than 256 bits of secrets
// The compositions that there are send enough for every key; one of a user's own may not.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct thrifty {
    static constexpr std::string_view name = "thrifty";
    template <hc::cipher Cipher, hc::mac Mac>
    struct protection : hc::record::mac_in_cipher::protection<Cipher, Mac> {
#ifdef MAKE_IT_COMPILE
        static constexpr std::size_t secrets_size = 32;
#else
        static constexpr std::size_t secrets_size = 16;
#endif
    };
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport, thrifty,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
