// EXPECT: is_nothrow_move_constructible_v
// A key that may throw when it is moved could leave a channel with half of its keys.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct fragile {
    static constexpr std::size_t key_size = 16, tag_size = 16;
    static constexpr std::string_view name = "FRAGILE";

    static hc::result<fragile> make(std::span<const std::byte, key_size>) noexcept { return fragile(); }
    hc::result<void> authenticate(hc::octets, std::span<std::byte, tag_size>) const noexcept { return {}; }

    fragile() noexcept = default;
#ifdef MAKE_IT_COMPILE
    fragile(fragile&&) noexcept {}
#else
    fragile(fragile&&) {}
#endif
    fragile& operator=(fragile&&) noexcept { return *this; }
};

using suite = hc::basic_suite<hc::archetype::cipher, fragile, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
