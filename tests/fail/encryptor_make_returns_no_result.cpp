// EXPECT: cipher_encryptor<typename
// EXPECT-g++: E::make(key)
// EXPECT-g++: return-type-requirement
// EXPECT-clang: std::same_as<mine::encryptor, result<mine::encryptor>
// A library may be out of memory for a key schedule, and has to have a way to say so.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::cipher {
    struct encryptor {
#ifdef MAKE_IT_COMPILE
        static hc::result<encryptor> make(key) noexcept { return encryptor(); }
#else
        static encryptor make(key) noexcept { return encryptor(); }
#endif
        hc::result<void> encrypt_chain(hc::mutable_octets) noexcept { return {}; }
        hc::result<void> encrypt_block(std::span<std::byte, block_size>) noexcept { return {}; }
    };
};

using suite = hc::basic_suite<mine, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
