// EXPECT: cipher_encryptor<typename
// EXPECT: is_nothrow_move_constructible_v<
// Keys move into the channel, and at a rekey the next ones move over them.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::cipher {
    struct encryptor {
        static hc::result<encryptor> make(key) noexcept { return hc::errc::backend; }
        hc::result<void> encrypt_chain(hc::mutable_octets) noexcept { return {}; }
        hc::result<void> encrypt_block(std::span<std::byte, block_size>) noexcept { return {}; }
#ifndef MAKE_IT_COMPILE
        encryptor(encryptor&&) = delete;
        encryptor& operator=(encryptor&&) = delete;
#endif
    };
};

using suite = hc::basic_suite<mine, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
