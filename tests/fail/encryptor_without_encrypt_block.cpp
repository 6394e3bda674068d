// EXPECT: cipher_encryptor<typename
// EXPECT: e.encrypt_block(block)
// EXPECT-clang: no member named 'encrypt_block' in 'mine::encryptor'
// The bare block makes each frame's IV.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::cipher {
    struct encryptor {
        static hc::result<encryptor> make(key) noexcept { return encryptor(); }
        hc::result<void> encrypt_chain(hc::mutable_octets) noexcept { return {}; }
#ifdef MAKE_IT_COMPILE
        hc::result<void> encrypt_block(std::span<std::byte, block_size>) noexcept { return {}; }
#endif
    };
};

using suite = hc::basic_suite<mine, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
