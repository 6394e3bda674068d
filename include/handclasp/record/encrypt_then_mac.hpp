#pragma once

#include <handclasp/layout/encrypt_then_mac_frame.hpp>
#include <handclasp/record/cbc_and_mac.hpp>

namespace handclasp::record {

// The composition IV | AES(message) | MAC: the tag covers IV and ciphertext (Krawczyk 2001; RFC 7366 in TLS), so a
// receiver decrypts nothing that the peer has not sent.
struct encrypt_then_mac {
    static constexpr std::string_view name = "encrypt-then-mac";

    template <cipher Cipher, mac Mac>
    struct protection : cbc_and_mac<Cipher, Mac> {
        using frame = layout::encrypt_then_mac_frame<Cipher::block_size, Mac::tag_size>;
        class sealing;
        class opening;

        // What a batch has to know: which comes first, and where the parts of a body are.
        static constexpr sealing_order order = sealing_order::encrypt_then_authenticate;
        [[nodiscard]] static mutable_octets chain_of(mutable_octets body) noexcept {
            return body.first(body.size() - Mac::tag_size);
        }
        [[nodiscard]] static mutable_octets tag_of(mutable_octets body) noexcept { return body.last(Mac::tag_size); }

        // Puts the pseudo-header where the tag will stand, right behind the ciphertext, and returns what the MAC
        // covers: both, contiguous.
        [[nodiscard]] static octets place_header(const pseudo_header::bytes& place, mutable_octets body) noexcept {
            copy(place, tag_of(body));
            return body.first(body.size() - Mac::tag_size + place.size());
        }
        // Whether a body of that size is whole blocks and a tag, and enough of them.
        [[nodiscard]] static constexpr bool admits(std::size_t body_size) noexcept {
            return body_size >= frame::body_size(0) && (body_size - frame::body_size(0)) % Cipher::block_size == 0;
        }
    };
};

// The keys of a sender.
template <cipher Cipher, mac Mac>
class encrypt_then_mac::protection<Cipher, Mac>::sealing {
public:
    // Derives the keys from a direction's traffic secret. errc::backend.
    template <class Traffic>
    [[nodiscard]] static result<sealing> make(const Traffic& traffic) noexcept {
        auto keys = protection::make_sealing(traffic);
        if (!keys) return keys.error();
        return sealing(*std::move(keys));
    }

    // Completes a body of body_size(message_size) octets whose message stands at message_offset already. errc::backend,
    // and then the body may hold anything.
    [[nodiscard]] result<void> seal(mutable_octets body, std::size_t message_size,
                                    const pseudo_header::bytes& place) noexcept {
        const mutable_octets chain = chain_of(body);
        const mutable_octets iv = frame::iv.of(chain);
        protection::place_number(place, iv);
        protection::pad(chain.subspan(frame::message_offset + message_size));
        if (const auto done = protection::encrypt_number(keys_.iv, iv); !done) return done.error();
        if (const auto done = keys_.cipher.encrypt_chain(chain); !done) return done.error();

        typename protection::tag tag;
        const auto authenticated = keys_.mac.authenticate(place_header(place, body), tag.overwrite());
        copy(tag.expose(), tag_of(body));
        return authenticated;
    }

private:
    friend class lanes<protection>;
    using keys = typename protection::sealing_keys;
    explicit sealing(keys source) noexcept : keys_(std::move(source)) {}
    keys keys_;
};

// The keys of a receiver.
template <cipher Cipher, mac Mac>
class encrypt_then_mac::protection<Cipher, Mac>::opening {
public:
    // Derives the keys from a direction's traffic secret. errc::backend.
    template <class Traffic>
    [[nodiscard]] static result<opening> make(const Traffic& traffic) noexcept {
        auto keys = protection::make_opening(traffic);
        if (!keys) return keys.error();
        return opening(*std::move(keys));
    }

    // The message within a body, in place. errc::authentication_failed, errc::backend; the caller then wipes the body.
    [[nodiscard]] result<mutable_octets> open(mutable_octets body, const pseudo_header::bytes& place) noexcept {
        if (!admits(body.size())) return errc::authentication_failed;
        typename protection::tag received;
        copy(tag_of(body), received.overwrite());
        const auto verified = protection::verify(keys_.mac, place_header(place, body), received);
        if (!verified) return verified.error();
        const mutable_octets chain = chain_of(body);
        if (const auto done = keys_.cipher.decrypt_chain(chain); !done) return done.error();
        return protection::unpad(chain.subspan(frame::message_offset));
    }

private:
    friend class lanes<protection>;
    using keys = typename protection::opening_keys;
    explicit opening(keys source) noexcept : keys_(std::move(source)) {}
    keys keys_;
};

}  // namespace handclasp::record
