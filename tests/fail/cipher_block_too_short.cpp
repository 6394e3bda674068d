// EXPECT: handclasp: the cipher's block is too short: it needs at least 128 bits
// With blocks of 64 bits two of them collide after a few gigabytes, and a collision tells about the plaintext.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
constexpr std::size_t octets_in_block = 16;
#else
constexpr std::size_t octets_in_block = 8;
#endif

struct small_block {
    static constexpr std::size_t key_size = 16, block_size = octets_in_block;
    static constexpr std::string_view name = "DES";
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

using suite = hc::basic_suite<small_block, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
