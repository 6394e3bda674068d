// EXPECT: cipher_encryptor<typename
// EXPECT-g++: e.encrypt_block(block)
// EXPECT-g++: return-type-requirement
// EXPECT-clang: std::same_as<_Bool, result<void>
// Libraries disagree about what 0 means, so a bool may be either.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::cipher {
    struct encryptor {
        static hc::result<encryptor> make(key) noexcept { return encryptor(); }
        hc::result<void> encrypt_chain(hc::mutable_octets) noexcept { return {}; }
#ifdef MAKE_IT_COMPILE
        hc::result<void> encrypt_block(std::span<std::byte, block_size>) noexcept { return {}; }
#else
        bool encrypt_block(std::span<std::byte, block_size>) noexcept { return true; }
#endif
    };
};

using suite = hc::basic_suite<mine, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
