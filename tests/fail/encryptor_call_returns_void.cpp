// EXPECT: cipher_encryptor<typename
// EXPECT-g++: e.encrypt_chain(chain)
// EXPECT-g++: return-type-requirement
// EXPECT-clang: std::same_as<void, result<void>
// A library's call that failed must not pass for a frame that was encrypted.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::cipher {
    struct encryptor {
        static hc::result<encryptor> make(key) noexcept { return encryptor(); }
#ifdef MAKE_IT_COMPILE
        hc::result<void> encrypt_chain(hc::mutable_octets) noexcept { return {}; }
#else
        void encrypt_chain(hc::mutable_octets) noexcept {}
#endif
        hc::result<void> encrypt_block(std::span<std::byte, block_size>) noexcept { return {}; }
    };
};

using suite = hc::basic_suite<mine, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
