// EXPECT: handclasp: the suite sends fewer than 256 bits of secrets
// They are two keys of the cipher, and a cipher whose keys are short has no place in a suite.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
constexpr std::size_t octets_in_key = 16;
#else
constexpr std::size_t octets_in_key = 15;
#endif

struct short_key {
    static constexpr std::size_t key_size = octets_in_key, block_size = 16;
    static constexpr std::string_view name = "SHORT";
    struct encryptor {
        static hc::result<encryptor> make(std::span<const std::byte, key_size>) noexcept { return encryptor(); }
        hc::result<void> encrypt_chain(hc::mutable_octets) noexcept { return {}; }
        hc::result<void> encrypt_block(std::span<std::byte, block_size>) noexcept { return {}; }
    };
    struct decryptor {
        static hc::result<decryptor> make(std::span<const std::byte, key_size>) noexcept { return decryptor(); }
        hc::result<void> decrypt_chain(hc::mutable_octets) noexcept { return {}; }
    };
};

using suite = hc::basic_suite<short_key, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
