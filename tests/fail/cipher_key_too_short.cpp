// EXPECT: handclasp: the cipher's key is too short: it needs at least 128 bits
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct short_key : hc::archetype::cipher {
#ifdef MAKE_IT_COMPILE
    static constexpr std::size_t key_size = 16;
#else
    static constexpr std::size_t key_size = 8;
#endif
    using key = std::span<const std::byte, key_size>;
    struct encryptor {
        static hc::result<encryptor> make(key) noexcept { return encryptor(); }
        hc::result<void> encrypt_chain(hc::mutable_octets) noexcept { return {}; }
        hc::result<void> encrypt_block(std::span<std::byte, block_size>) noexcept { return {}; }
    };
    struct decryptor {
        static hc::result<decryptor> make(key) noexcept { return decryptor(); }
        hc::result<void> decrypt_chain(hc::mutable_octets) noexcept { return {}; }
    };
};

using suite = hc::basic_suite<short_key, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
