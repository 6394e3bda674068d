#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/constant_time.hpp>
#include <handclasp/core/security.hpp>
#include <handclasp/record/direction_key.hpp>
#include <handclasp/record/pseudo_header.hpp>

#include <algorithm>

namespace handclasp::record {

// Seals and opens frames of many directions side by side: record/lanes.hpp.
template <class Protection>
class lanes;

// What a sender does first with cipher and MAC; a receiver undoes it in the opposite order.
enum class sealing_order { authenticate_then_encrypt, encrypt_then_authenticate };

// What the compositions of a cipher in CBC mode and a MAC have in common, wherever the tag stands: the floors under
// both, the keys of a direction, the IV, the padding, and the judgement of a tag.
template <cipher Cipher, mac Mac>
struct cbc_and_mac {
    static constexpr std::size_t secrets_size = 2 * Cipher::key_size;
    static constexpr std::size_t key_size = Cipher::key_size;
    static constexpr std::size_t tag_size = Mac::tag_size;
    static constexpr std::optional<std::size_t> block_size = Cipher::block_size;
    static constexpr std::array contributions = {
        contribution{"encryption", Cipher::name, key_size * 8, "the key's size"},
        contribution{"authentication", Mac::name, Mac::key_size * 8, "the key's size"},
    };
    // The chance that one forged frame is taken, as a power of 2: that of guessing a tag.
    static constexpr std::optional<int> forgery_exponent(std::size_t) noexcept {
        return -static_cast<int>(tag_size * 8);
    }
    static constexpr std::size_t iv_size = Cipher::block_size;
    using cipher_policy = Cipher;
    using mac_policy = Mac;
    using encryptor = typename Cipher::encryptor;
    using decryptor = typename Cipher::decryptor;

    struct sealing_keys {
        encryptor cipher;
        Mac mac;
        encryptor iv;
    };
    // A receiver takes whatever IV a frame brings and needs no key for it.
    struct opening_keys {
        decryptor cipher;
        Mac mac;
    };

    // errc::backend.
    template <class Traffic>
    [[nodiscard]] static result<sealing_keys> make_sealing(const Traffic& traffic) noexcept {
        auto cipher_key = make_direction_key<encryptor, Cipher::key_size>(traffic, "handclasp/1 cipher");
        if (!cipher_key) return cipher_key.error();
        auto mac_key = make_direction_key<Mac, Mac::key_size>(traffic, "handclasp/1 mac");
        if (!mac_key) return mac_key.error();
        auto iv_key = make_direction_key<encryptor, Cipher::key_size>(traffic, "handclasp/1 iv");
        if (!iv_key) return iv_key.error();
        return sealing_keys{*std::move(cipher_key), *std::move(mac_key), *std::move(iv_key)};
    }
    template <class Traffic>
    [[nodiscard]] static result<opening_keys> make_opening(const Traffic& traffic) noexcept {
        auto cipher_key = make_direction_key<decryptor, Cipher::key_size>(traffic, "handclasp/1 cipher");
        if (!cipher_key) return cipher_key.error();
        auto mac_key = make_direction_key<Mac, Mac::key_size>(traffic, "handclasp/1 mac");
        if (!mac_key) return mac_key.error();
        return opening_keys{*std::move(cipher_key), *std::move(mac_key)};
    }

    // An IV has to be unpredictable: a pseudo-random function, under a key of its own, of a number that never comes
    // back. So no random generator stands on this path, and a test can foretell the frame. In two steps, because what
    // a processor has written just now it reads late.
    static void place_number(const pseudo_header::bytes& place, mutable_octets iv) noexcept {
        std::memset(iv.data(), 0, iv.size());
        copy(pseudo_header::number.of(octets(place)), iv);
    }
    [[nodiscard]] static result<void> encrypt_number(encryptor& iv_key, mutable_octets iv) noexcept {
        return iv_key.encrypt_block(std::span<std::byte, Cipher::block_size>(iv));
    }

    // Fills padding, of 1 to a block's octets (PKCS #7; RFC 5652, section 6.3).
    static void pad(mutable_octets padding) noexcept {
        std::memset(padding.data(), static_cast<int>(padding.size()), padding.size());
    }

    // The message of a padded one of at least a block, or errc::authentication_failed. It has been authenticated with
    // its padding, so every octet is the peer's own, and a branch on the padding tells nobody anything.
    [[nodiscard]] static result<mutable_octets> unpad(mutable_octets padded) noexcept {
        const auto size = std::to_integer<std::size_t>(padded.back());
        if (size < 1 || size > Cipher::block_size) return errc::authentication_failed;
        if (!is_filled(padded.last(Cipher::block_size), size)) return errc::authentication_failed;
        return padded.first(padded.size() - size);
    }

    // Whether the last octets of a block all have the value of the last one, which counts them. A block of AES in two
    // words.
    [[nodiscard]] static bool is_filled(octets block, std::size_t size) noexcept {
        if constexpr (Cipher::block_size == 16) {
            const std::uint64_t fill = 0x0101010101010101 * size;
            const std::uint64_t head = load_big_endian<std::uint64_t>(block.first(8)) ^ fill;
            const std::uint64_t tail = load_big_endian<std::uint64_t>(block.last(8)) ^ fill;
            if (size < 8) return tail << (8 * (8 - size)) == 0;
            return tail == 0 && (size == 8 || head << (8 * (16 - size)) == 0);
        } else {
            const octets filled = block.last(size);
            return std::all_of(filled.begin(), filled.end(), [&](std::byte octet) { return octet == block.back(); });
        }
    }

    // A tag that was never sent is what a forger wants to know.
    using tag = secret<tag_size>;

    // errc::authentication_failed where received is not the tag of the span; errc::backend.
    [[nodiscard]] static result<void> verify(const Mac& mac, octets authenticated, const tag& received) noexcept {
        tag computed;
        if (const auto done = mac.authenticate(authenticated, computed.overwrite()); !done) return done.error();
        if (!constant_time::equal(received.expose(), computed.expose())) return errc::authentication_failed;
        return {};
    }

private:
    static_assert(Cipher::key_size >= 16, "handclasp: the cipher's key is too short: it needs at least 128 bits");
    static_assert(Mac::tag_size >= pseudo_header::size,
                  "handclasp: the tag is too short: it needs at least 128 bits (16 octets)");
    static_assert(Cipher::block_size >= 16, "handclasp: the cipher's block is too short: it needs at least 128 bits");
    static_assert(Cipher::block_size <= 255, "handclasp: the cipher's block is too long for its padding's octets");
    static_assert(Mac::key_size >= 16, "handclasp: the MAC's key is too short: it needs at least 128 bits");
};

}  // namespace handclasp::record
