// EXPECT: handclasp: the base of ipsec_mb::aes_cbc has to be a policy of AES in CBC mode
// The lanes would encrypt with AES whatever the base is.
#include <handclasp/core/archetype.hpp>
#include <handclasp/policy/ipsec_mb/aes_cbc.hpp>

namespace hc = handclasp;

struct base : hc::archetype::cipher {
#ifdef MAKE_IT_COMPILE
    static constexpr std::string_view name = "AES-128-CBC";
#endif
};
static_assert(hc::cipher<hc::ipsec_mb::aes_cbc<base>>);
