#pragma once

#include <handclasp/layout/field.hpp>
#include <handclasp/layout/mac_in_cipher_frame.hpp>
#include <handclasp/policy/cryptopp/aes_cbc.hpp>
#include <handclasp/policy/cryptopp/legacy_rsa_oaep.hpp>
#include <handclasp/policy/cryptopp/secret_length_hmac.hpp>

// The original description's own protocol, for peers that were built from it. docs/reference.md says what it cannot
// give: no server is authenticated, frames can be replayed, reordered and reflected, and the end of a stream proves
// nothing.
namespace handclasp::reference {

// The exemption from this library's floors. Whoever writes it has read what the suite cannot give.
struct for_old_peers_only {};

// What a peer takes and sends, in octets of message.
struct original_limits {
    static constexpr std::size_t first_message = 111;  // the original takes initial units of 304 to 400 octets
    static constexpr std::size_t message = 959;        // and later frames of up to 1000
};

// The suite; the defaults are the original Java peers'. There is nothing to negotiate and no name on the wire.
template <class Exemption, std::size_t ModulusBits = 1024, class OaepHash = sha1, class MgfHash = OaepHash,
          class MacHash = md5, std::size_t TagSize = 16, class Limits = original_limits>
struct suite {
    static_assert(
        std::is_same_v<Exemption, for_old_peers_only>,
        "handclasp: this suite is far below today's floors; reference::for_old_peers_only says that it is meant");

    static constexpr std::size_t key_size = 16;  // of AES and of the MAC
    using cipher = aes_cbc<key_size * 8>;
    using mac = secret_length_hmac<MacHash, TagSize, key_size>;
    using key_transport = legacy_rsa_oaep<ModulusBits, OaepHash, MgfHash>;
    using random = os_random;
    using limits = Limits;

    // Every unit begins with its length in 32 bits, which does not count itself; what a unit is, the state says.
    static constexpr layout::field length{0, 4};

    // | length u32 | IV 16 | tag | message | padding |, offsets counted behind the length.
    using frame = layout::mac_in_cipher_frame<cipher::block_size, TagSize>;
    [[nodiscard]] static constexpr std::size_t unit_size(std::size_t message_size) noexcept {
        return length.end() + frame::body_size(message_size);
    }

    // | length u32 | RSA(AES key) | RSA(MAC key) | IV | AES-CBC(tag | message | padding) |
    static constexpr layout::field first_block = length.then(key_transport::block_size);
    static constexpr layout::field second_block = first_block.then(key_transport::block_size);
    static constexpr std::size_t body_offset = second_block.end();
    [[nodiscard]] static constexpr std::size_t initial_size(std::size_t message_size) noexcept {
        return body_offset + frame::body_size(message_size);
    }

    static_assert(TagSize >= cipher::block_size && TagSize % cipher::block_size == 0,
                  "handclasp: the tag has to fill whole blocks of the cipher");
    static_assert(key_size <= key_transport::max_key_size, "handclasp: an OAEP block has no room for a key");
    static_assert(Limits::first_message < (1U << 24) && Limits::message < (1U << 24),
                  "handclasp: limits above 2^24 octets");
};

}  // namespace handclasp::reference
