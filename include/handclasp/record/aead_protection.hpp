#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/security.hpp>
#include <handclasp/layout/aead_frame.hpp>
#include <handclasp/record/direction_key.hpp>
#include <handclasp/record/pseudo_header.hpp>

namespace handclasp::record {

// An AEAD in the place of cipher and MAC, the pseudo-header as its associated data. The nonce is the direction's own
// derived IV combined with the frame's number, as in TLS 1.3 (RFC 8446, section 5.3): it never comes back under a key,
// and is not sent.
template <aead Aead>
struct aead_protection {
    using frame = layout::aead_frame<Aead::tag_size>;
    static constexpr std::size_t secrets_size = 32;
    static constexpr std::size_t key_size = Aead::key_size;
    static constexpr std::size_t tag_size = Aead::tag_size;
    static constexpr std::array contributions = {
        contribution{"encryption", Aead::name, key_size * 8, "the key's size"},
        contribution{"authentication", Aead::name, key_size * 8, "the key's size"},
    };
    // Of its block cipher, 0 where it has none; nothing where the policy does not state it.
    static constexpr std::optional<std::size_t> block_size = [] {
        if constexpr (requires { std::size_t{Aead::block_size}; }) {
            return std::optional<std::size_t>(Aead::block_size);
        } else {
            return std::optional<std::size_t>();
        }
    }();
    // The chance that one forged frame of so many octets is taken, as a power of 2, where the policy states it.
    static constexpr std::optional<int> forgery_exponent(std::size_t text_size) noexcept {
        if constexpr (requires { int{Aead::forgery_exponent(text_size)}; }) return Aead::forgery_exponent(text_size);
        return std::nullopt;
    }
    class sealing;
    class opening;

private:
    static_assert(Aead::tag_size >= 16, "handclasp: the tag is too short: it needs at least 128 bits (16 octets)");
    static_assert(Aead::key_size >= 16, "handclasp: the AEAD's key is too short: it needs at least 128 bits");
    static_assert(Aead::nonce_size == 12, "handclasp: the AEAD's nonce has to have 96 bits (12 octets)");

    // The IV of a direction. It travels in no frame, and is kept like a key.
    class iv {
    public:
        static result<iv> make(std::span<const std::byte, Aead::nonce_size> source) noexcept { return iv(source); }

        // The first frame's nonce is the IV itself. In two words, as a library reads it: octet by octet it would have
        // to wait for all of them.
        [[nodiscard]] secret<Aead::nonce_size> combined_with(const pseudo_header::bytes& place) const noexcept {
            const auto number = load_big_endian<std::uint64_t>(pseudo_header::number.of(octets(place)));
            secret<Aead::nonce_size> nonce;
            combine(head, number >> 32, nonce.overwrite());
            combine(tail, number & 0xffffffff, nonce.overwrite());
            return nonce;
        }

    private:
        static constexpr layout::field head{0, 8}, tail = head.then(4);

        explicit iv(std::span<const std::byte, Aead::nonce_size> source) noexcept : source_(source) {}

        void combine(layout::field part, std::uint64_t number, mutable_octets nonce) const noexcept {
            const auto word = load_big_endian<std::uint64_t>(part.of(octets(source_.expose())));
            store_big_endian(word ^ number, part.of(nonce));
        }

        secret<Aead::nonce_size> source_;
    };

    template <class Keyed>
    struct keys {
        Keyed aead;
        iv base;
    };
    template <class Keyed, class Traffic>
    [[nodiscard]] static result<keys<Keyed>> make_keys(const Traffic& traffic) noexcept {
        auto key = make_direction_key<Keyed, Aead::key_size>(traffic, "handclasp/1 cipher");
        if (!key) return key.error();
        auto base = make_direction_key<iv, Aead::nonce_size>(traffic, "handclasp/1 iv");
        if (!base) return base.error();
        return keys<Keyed>{*std::move(key), *std::move(base)};
    }
};

// The keys of a sender.
template <aead Aead>
class aead_protection<Aead>::sealing {
public:
    // Derives key and IV from a direction's traffic secret. errc::backend.
    template <class Traffic>
    [[nodiscard]] static result<sealing> make(const Traffic& traffic) noexcept {
        auto keys = make_keys<typename Aead::encryptor>(traffic);
        if (!keys) return keys.error();
        return sealing(*std::move(keys));
    }

    // Completes a body of body_size(message_size) octets whose message stands at its start already. errc::backend, and
    // then the body may hold anything.
    [[nodiscard]] result<void> seal(mutable_octets body, std::size_t message_size,
                                    const pseudo_header::bytes& place) noexcept {
        const auto tag = std::span<std::byte, Aead::tag_size>(frame::tag(body.size()).of(body));
        return keys_.aead.encrypt(keys_.base.combined_with(place).expose(), place, body.first(message_size), tag);
    }

private:
    explicit sealing(keys<typename Aead::encryptor> source) noexcept : keys_(std::move(source)) {}
    keys<typename Aead::encryptor> keys_;
};

// The keys of a receiver.
template <aead Aead>
class aead_protection<Aead>::opening {
public:
    // Derives key and IV from a direction's traffic secret. errc::backend.
    template <class Traffic>
    [[nodiscard]] static result<opening> make(const Traffic& traffic) noexcept {
        auto keys = make_keys<typename Aead::decryptor>(traffic);
        if (!keys) return keys.error();
        return opening(*std::move(keys));
    }

    // The message within a body, in place. errc::authentication_failed, errc::backend; the caller then wipes the body.
    [[nodiscard]] result<mutable_octets> open(mutable_octets body, const pseudo_header::bytes& place) noexcept {
        if (body.size() < frame::body_size(0)) return errc::authentication_failed;
        const auto tag = std::span<const std::byte, Aead::tag_size>(frame::tag(body.size()).of(octets(body)));
        const mutable_octets message = body.first(body.size() - Aead::tag_size);
        const auto opened = keys_.aead.decrypt(keys_.base.combined_with(place).expose(), place, message, tag);
        if (!opened) return opened.error();
        return message;
    }

private:
    explicit opening(keys<typename Aead::decryptor> source) noexcept : keys_(std::move(source)) {}
    keys<typename Aead::decryptor> keys_;
};

}  // namespace handclasp::record
