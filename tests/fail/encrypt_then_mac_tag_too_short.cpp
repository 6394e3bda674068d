// EXPECT: handclasp: the tag is too short: it needs at least 128 bits (16 octets)
// A forger has to guess a tag: of 64 bits one may be guessed.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
constexpr std::size_t octets_in_tag = 16;
#else
constexpr std::size_t octets_in_tag = 8;
#endif

struct mine {
    static constexpr std::size_t key_size = 16;
    static constexpr std::size_t tag_size = octets_in_tag;
    static constexpr std::string_view name = "OWN";
    static hc::result<mine> make(std::span<const std::byte, 16>) noexcept { return mine(); }
    hc::result<void> authenticate(hc::octets, std::span<std::byte, tag_size>) const noexcept { return {}; }
};

using suite = hc::basic_suite<hc::archetype::cipher, mine, hc::archetype::key_transport, hc::record::encrypt_then_mac,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
