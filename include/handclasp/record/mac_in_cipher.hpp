#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/constant_time.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/layout/mac_in_cipher_frame.hpp>
#include <handclasp/record/pseudo_header.hpp>

namespace handclasp {

// The composition of the layout IV | AES(MAC | message): the tag stands before the message and both are encrypted.
// The MAC covers the message *with its padding*, so the receiver authenticates a span whose length is public before
// it looks at a single octet of padding; that is why there is no padding oracle here (docs/security.md has the
// argument).
struct mac_in_cipher {
    static constexpr std::string_view name = "mac-in-cipher";

    template <cipher Cipher, mac Mac>
    struct protection {
        using frame = layout::mac_in_cipher_frame<Cipher::block_size, Mac::tag_size>;
        static constexpr std::size_t secrets_size = 2 * Cipher::key_size;
        class sealing;
        class opening;

    private:
        static_assert(Mac::tag_size >= record::pseudo_header::size,
                      "handclasp: the tag is too short: it needs at least 128 bits (16 octets)");
        static_assert(Cipher::block_size >= 16,
                      "handclasp: the cipher's block is too short: it needs at least 128 bits");
        static_assert(Cipher::block_size <= 255, "handclasp: the cipher's block is too long for its padding's octets");
        static_assert(Mac::key_size >= 16, "handclasp: the MAC's key is too short: it needs at least 128 bits");
        static_assert(Mac::tag_size % Cipher::block_size == 0,
                      "handclasp: in mac_in_cipher the tag has to fill whole blocks of the cipher");

        // The pseudo-header needs no room of its own: it is hashed in the last octets of the tag's room, contiguous
        // with the message behind it, and the tag is written over it.
        static constexpr std::size_t authenticated_offset = frame::message_offset - record::pseudo_header::size;

        // A tag that was never sent is what a forger wants to know.
        using tag = secret<Mac::tag_size>;

        // Puts a frame's pseudo-header where the MAC expects it. Well before the MAC: what a processor has written just
        // now it reads late.
        static void place_header(const record::pseudo_header::bytes& place, mutable_octets body) noexcept {
            copy(place, body.subspan(authenticated_offset));
        }

        // The tag of a body whose pseudo-header is in place and whose padded message is in the clear.
        static tag compute_tag(const Mac& mac, octets body) noexcept {
            tag computed;
            mac.authenticate(body.subspan(authenticated_offset), computed.overwrite());
            return computed;
        }

        template <class Key, class Traffic>
        static result<Key> make_key(const Traffic& traffic, std::string_view label, auto size) noexcept {
            secret<size()> key;
            if (const auto done = traffic.derive(label, key.overwrite()); !done) return done.error();
            return Key::make(key.expose());
        }
        using cipher_key_size = std::integral_constant<std::size_t, Cipher::key_size>;
        using mac_key_size = std::integral_constant<std::size_t, Mac::key_size>;
    };
};

// The keys of a sender.
template <cipher Cipher, mac Mac>
class mac_in_cipher::protection<Cipher, Mac>::sealing {
public:
    // Derives the keys from a direction's traffic secret. errc::backend.
    template <class Traffic>
    [[nodiscard]] static result<sealing> make(const Traffic& traffic) noexcept {
        auto cipher_key = make_key<encryptor>(traffic, "handclasp/1 cipher", cipher_key_size());
        if (!cipher_key) return cipher_key.error();
        auto mac_key = make_key<Mac>(traffic, "handclasp/1 mac", mac_key_size());
        if (!mac_key) return mac_key.error();
        auto iv_key = make_key<encryptor>(traffic, "handclasp/1 iv", cipher_key_size());
        if (!iv_key) return iv_key.error();
        return sealing(*std::move(cipher_key), *std::move(mac_key), *std::move(iv_key));
    }

    // Completes a body of body_size(message_size) octets whose message stands at message_offset already.
    void seal(mutable_octets body, std::size_t message_size, const record::pseudo_header::bytes& place) noexcept {
        place_header(place, body);

        // An IV has to be unpredictable: a pseudo-random function, under a key of its own, of a number that never
        // comes back. So no random generator stands on this path, and a test can foretell the frame.
        const auto iv = std::span<std::byte, Cipher::block_size>(frame::iv.of(body));
        std::memset(iv.data(), 0, iv.size());
        copy(record::pseudo_header::number.of(octets(place)), iv);

        const mutable_octets padding = body.subspan(frame::message_offset + message_size);
        std::memset(padding.data(), static_cast<int>(padding.size()), padding.size());
        copy(compute_tag(mac_, body).expose(), frame::tag.of(body));
        iv_key_.encrypt_block(iv);
        cipher_key_.encrypt_chain(body);
    }

private:
    using encryptor = typename Cipher::encryptor;
    sealing(encryptor cipher_key, Mac mac, encryptor iv_key) noexcept
        : cipher_key_(std::move(cipher_key)), mac_(std::move(mac)), iv_key_(std::move(iv_key)) {}

    encryptor cipher_key_;
    Mac mac_;
    encryptor iv_key_;
};

// The keys of a receiver, which takes whatever IV a frame brings and needs no key for it.
template <cipher Cipher, mac Mac>
class mac_in_cipher::protection<Cipher, Mac>::opening {
public:
    // Derives the keys from a direction's traffic secret. errc::backend.
    template <class Traffic>
    [[nodiscard]] static result<opening> make(const Traffic& traffic) noexcept {
        auto cipher_key = make_key<typename Cipher::decryptor>(traffic, "handclasp/1 cipher", cipher_key_size());
        if (!cipher_key) return cipher_key.error();
        auto mac_key = make_key<Mac>(traffic, "handclasp/1 mac", mac_key_size());
        if (!mac_key) return mac_key.error();
        return opening(*std::move(cipher_key), *std::move(mac_key));
    }

    // The message within a body, in place; errc::authentication_failed with the body wiped.
    [[nodiscard]] result<mutable_octets> open(mutable_octets body, const record::pseudo_header::bytes& place) noexcept {
        if (body.size() < frame::body_size(0) || body.size() % Cipher::block_size != 0) return refuse(body);
        cipher_key_.decrypt_chain(body);
        tag received;
        copy(frame::tag.of(body), received.overwrite());
        place_header(place, body);
        if (!constant_time::equal(received.expose(), compute_tag(mac_, body).expose())) return refuse(body);

        // From here on every octet is the peer's own, so a branch on the padding tells nobody anything.
        const mutable_octets padded = body.subspan(frame::message_offset);
        const auto padding_size = std::to_integer<std::size_t>(padded.back());
        if (padding_size < frame::min_padding || padding_size > frame::max_padding) return refuse(body);
        for (const std::byte octet : padded.last(padding_size)) {
            if (octet != padded.back()) return refuse(body);
        }
        return padded.first(padded.size() - padding_size);
    }

private:
    opening(typename Cipher::decryptor cipher_key, Mac mac) noexcept
        : cipher_key_(std::move(cipher_key)), mac_(std::move(mac)) {}

    static errc refuse(mutable_octets body) noexcept {
        wipe(body);
        return errc::authentication_failed;
    }

    typename Cipher::decryptor cipher_key_;
    Mac mac_;
};

}  // namespace handclasp
