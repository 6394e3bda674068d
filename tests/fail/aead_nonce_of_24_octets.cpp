// EXPECT: handclasp: the AEAD's nonce has to have 96 bits (12 octets)
// Longer nonces are for those who draw them; here they are counted.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
constexpr std::size_t octets_in_nonce = 12;
#else
constexpr std::size_t octets_in_nonce = 24;
#endif

struct mine {
    static constexpr std::size_t key_size = 16, nonce_size = octets_in_nonce, tag_size = 16;
    static constexpr std::string_view name = "OWN";
    using key = std::span<const std::byte, key_size>;
    using nonce = std::span<const std::byte, nonce_size>;
    using tag = std::span<std::byte, tag_size>;
    using sent_tag = std::span<const std::byte, tag_size>;
    struct encryptor {
        static hc::result<encryptor> make(key) noexcept { return encryptor(); }
        hc::result<void> encrypt(nonce, hc::octets, hc::mutable_octets, tag) noexcept { return {}; }
    };
    struct decryptor {
        static hc::result<decryptor> make(key) noexcept { return decryptor(); }
        hc::result<void> decrypt(nonce, hc::octets, hc::mutable_octets, sent_tag) noexcept { return {}; }
    };
};

using suite = hc::basic_aead_suite<mine, hc::archetype::key_transport, hc::derived, hc::default_limits,
                                   hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
