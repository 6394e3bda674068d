#pragma once

#include <handclasp/layout/mac_in_cipher_frame.hpp>
#include <handclasp/record/cbc_and_mac.hpp>

namespace handclasp::record {

// The composition of the layout IV | AES(MAC | message): the tag stands before the message and both are encrypted.
// The MAC covers the message *with its padding*, so the receiver authenticates a span whose length is public before
// it looks at a single octet of padding; that is why there is no padding oracle here (docs/security.md has the
// argument).
struct mac_in_cipher {
    static constexpr std::string_view name = "mac-in-cipher";

    template <cipher Cipher, mac Mac>
    struct protection : cbc_and_mac<Cipher, Mac> {
        using frame = layout::mac_in_cipher_frame<Cipher::block_size, Mac::tag_size>;
        class sealing;
        class opening;

        // What a batch has to know: which comes first, and where the parts of a body are.
        static constexpr sealing_order order = sealing_order::authenticate_then_encrypt;
        [[nodiscard]] static mutable_octets chain_of(mutable_octets body) noexcept { return body; }
        [[nodiscard]] static mutable_octets tag_of(mutable_octets body) noexcept { return frame::tag.of(body); }

        // The pseudo-header needs no room of its own: it is hashed in the last octets of the tag's room, contiguous
        // with the message behind it, and the tag is written over it. Returns what the MAC covers.
        [[nodiscard]] static octets place_header(const pseudo_header::bytes& place, mutable_octets body) noexcept {
            const mutable_octets authenticated = body.subspan(frame::message_offset - pseudo_header::size);
            copy(place, authenticated);
            return authenticated;
        }
        // Whether a body of that size is whole blocks, and enough of them.
        [[nodiscard]] static constexpr bool admits(std::size_t body_size) noexcept {
            return body_size >= frame::body_size(0) && body_size % Cipher::block_size == 0;
        }

    private:
        static_assert(Mac::tag_size % Cipher::block_size == 0,
                      "handclasp: in mac_in_cipher the tag has to fill whole blocks of the cipher");
    };
};

// The keys of a sender.
template <cipher Cipher, mac Mac>
class mac_in_cipher::protection<Cipher, Mac>::sealing {
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
        const mutable_octets iv = frame::iv.of(body);
        const octets covered = place_header(place, body);
        protection::place_number(place, iv);
        protection::pad(body.subspan(frame::message_offset + message_size));

        typename protection::tag tag;
        if (const auto done = keys_.mac.authenticate(covered, tag.overwrite()); !done) return done.error();
        copy(tag.expose(), tag_of(body));
        if (const auto done = protection::encrypt_number(keys_.iv, iv); !done) return done.error();
        return keys_.cipher.encrypt_chain(body);
    }

private:
    friend class lanes<protection>;
    using keys = typename protection::sealing_keys;
    explicit sealing(keys source) noexcept : keys_(std::move(source)) {}
    keys keys_;
};

// The keys of a receiver.
template <cipher Cipher, mac Mac>
class mac_in_cipher::protection<Cipher, Mac>::opening {
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
        if (const auto done = keys_.cipher.decrypt_chain(body); !done) return done.error();
        typename protection::tag received;
        copy(tag_of(body), received.overwrite());
        const auto verified = protection::verify(keys_.mac, place_header(place, body), received);
        if (!verified) return verified.error();
        return protection::unpad(body.subspan(frame::message_offset));
    }

private:
    friend class lanes<protection>;
    using keys = typename protection::opening_keys;
    explicit opening(keys source) noexcept : keys_(std::move(source)) {}
    keys keys_;
};

}  // namespace handclasp::record
