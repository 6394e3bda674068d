// EXPECT-g++: with Mac = mine
// EXPECT-clang: 'mine' does not satisfy 'mac'
// EXPECT: ::tag_size>
// EXPECT-clang: no member named 'tag_size' in 'mine'
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine {
    static constexpr std::size_t key_size = 16;
#ifdef MAKE_IT_COMPILE
    static constexpr std::size_t tag_size = 16;
#endif
    static constexpr std::string_view name = "OWN";
    static hc::result<mine> make(std::span<const std::byte, 16>) noexcept { return mine(); }
    hc::result<void> authenticate(hc::octets, std::span<std::byte, 16>) const noexcept { return {}; }
};

using suite = hc::basic_suite<hc::archetype::cipher, mine, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
