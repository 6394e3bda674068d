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

        // A block of which the nonce is the first part; the first frame's is the IV itself. Made in one store: a library
        // reads it in one, and soon, and what was written in pieces has to wait for all of them.
        using block = secret<16>;
        [[nodiscard]] block combined_with(const pseudo_header::bytes& place) const noexcept {
            block made;
            const auto nonce = made.overwrite();
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            using pair_of_words = std::uint64_t __attribute__((vector_size(block::size)));
            std::uint64_t number = 0;
            pair_of_words words;
            std::memcpy(&number, pseudo_header::number.of(octets(place)).data(), sizeof number);
            std::memcpy(&words, source_.expose().data(), sizeof words);
            words ^= pair_of_words{number << 32, number >> 32};
            std::memcpy(nonce.data(), &words, sizeof words);
#else
            const octets number = pseudo_header::number.of(octets(place));
            copy(source_.expose(), nonce);
            for (std::size_t i = 0; i < number.size(); ++i) nonce[number_offset + i] ^= number[i];
#endif
            return made;
        }

    private:
        // The number is combined with the last octets of the IV.
        static constexpr std::size_t number_offset = Aead::nonce_size - pseudo_header::number.size;
        static_assert(number_offset == 4);

        explicit iv(std::span<const std::byte, Aead::nonce_size> source) noexcept { copy(source, source_.overwrite()); }

        block source_;  // with zeros behind
    };

    [[nodiscard]] static auto nonce_of(const typename iv::block& combined) noexcept {
        return combined.expose().template first<Aead::nonce_size>();
    }

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
        const auto block = keys_.base.combined_with(place);
        return keys_.aead.encrypt(nonce_of(block), place, body.first(message_size), tag);
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
        const auto block = keys_.base.combined_with(place);
        const auto opened = keys_.aead.decrypt(nonce_of(block), place, message, tag);
        if (!opened) return opened.error();
        return message;
    }

private:
    explicit opening(keys<typename Aead::decryptor> source) noexcept : keys_(std::move(source)) {}
    keys<typename Aead::decryptor> keys_;
};

}  // namespace handclasp::record
