// EXPECT: handclasp: the MAC's key is too short: it needs at least 128 bits
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
using mac = hc::archetype::mac;
#else
struct mac {
    static constexpr std::size_t key_size = 1, tag_size = 16;
    static constexpr std::string_view name = "SUM";
    static hc::result<mac> make(std::span<const std::byte, key_size>) noexcept { return mac(); }
    hc::result<void> authenticate(hc::octets, std::span<std::byte, tag_size>) const noexcept { return {}; }
};
#endif

using suite = hc::basic_suite<hc::archetype::cipher, mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
