// EXPECT: cipher_encryptor<typename
// EXPECT: E::make(key)
// EXPECT-clang: no member named 'make' in 'mine::encryptor'
// Objects are made of a key by a function that may fail, not by a constructor.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::cipher {
    struct encryptor {
#ifdef MAKE_IT_COMPILE
        static hc::result<encryptor> make(key) noexcept { return encryptor(); }
#else
        explicit encryptor(key) noexcept {}
#endif
        hc::result<void> encrypt_chain(hc::mutable_octets) noexcept { return {}; }
        hc::result<void> encrypt_block(std::span<std::byte, block_size>) noexcept { return {}; }
    };
};

using suite = hc::basic_suite<mine, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
