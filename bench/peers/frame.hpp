#pragma once

#include "peers/peer.hpp"

// The frames of docs/protocol.md, section 6, written without handclasp's layouts: so each can check the other.
namespace peers {

inline constexpr std::size_t header_size = 4;
inline constexpr std::size_t block_size = 16;
inline constexpr std::size_t tag_size = 16;
inline constexpr std::size_t digest_size = 32;
inline constexpr std::size_t max_body_size = 0xffffff;

using pseudo_header = std::array<std::byte, 16>;

// Type 00 and a length of three octets. Peers put a message of up to 16 MiB into one frame, handclasp's limit is 16
// KiB.
inline void write_header(std::size_t body_size, mutable_octets frame) noexcept {
    handclasp::store_big_endian(body_size, frame.first(header_size));
}

// Whether a header announces a message of exactly the octets that follow it.
[[nodiscard]] inline bool is_whole(octets frame) noexcept {
    return frame.size() >= header_size &&
        handclasp::load_big_endian<std::uint32_t>(frame.first(header_size)) == frame.size() - header_size;
}

// What is authenticated in front of every message: number u64 || header || "HCv1".
[[nodiscard]] inline pseudo_header place_of(std::uint64_t number, octets frame) noexcept {
    pseudo_header made{};
    const mutable_octets target(made);
    handclasp::store_big_endian(number, target.first(8));
    handclasp::copy(frame.first(header_size), target.subspan(8));
    handclasp::copy(handclasp::as_octets("HCv1"), target.last(4));
    return made;
}

// header | IV | AES-128-CBC(first 16 octets of HMAC-SHA-256 | message | padding), the HMAC over the pseudo-header,
// message and padding.
struct mac_in_cipher {
    struct keys {
        std::array<std::byte, 16> cipher{};
        std::array<std::byte, 32> mac{};
        std::array<std::byte, 16> iv{};  // used where the IV is a frame's encrypted number
    };

    static constexpr std::size_t message_offset = header_size + block_size + tag_size;

    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        return message_offset + (message_size / block_size + 1) * block_size;
    }

    // The parts of a frame. What the HMAC covers lies in one piece, the pseudo-header where the tag will be.
    [[nodiscard]] static mutable_octets iv(mutable_octets frame) noexcept {
        return frame.subspan(header_size, block_size);
    }
    [[nodiscard]] static mutable_octets encrypted(mutable_octets frame) noexcept {
        return frame.subspan(header_size + block_size);
    }
    [[nodiscard]] static mutable_octets authenticated(mutable_octets frame) noexcept { return encrypted(frame); }
    [[nodiscard]] static mutable_octets tag(mutable_octets frame) noexcept { return encrypted(frame).first(tag_size); }

    // Writes everything but IV and tag; nothing where out is too small or the message too long.
    [[nodiscard]] static outcome lay_out(std::uint64_t number, octets message, mutable_octets out) noexcept {
        if (message.size() > max_body_size - message_offset - block_size) return std::nullopt;
        const std::size_t size = sealed_size(message.size());
        if (out.size() < size) return std::nullopt;
        const mutable_octets frame = out.first(size);
        write_header(size - header_size, frame);
        handclasp::copy(place_of(number, frame), tag(frame));
        handclasp::copy(message, frame.subspan(message_offset));
        const mutable_octets padding = frame.subspan(message_offset + message.size());
        std::memset(padding.data(), static_cast<int>(padding.size()), padding.size());
        return frame;
    }

    [[nodiscard]] static bool is_well_formed(octets frame) noexcept {
        return is_whole(frame) && frame.size() >= sealed_size(0) && (frame.size() - header_size) % block_size == 0;
    }

    // Takes the tag out of a decrypted frame and puts the pseudo-header there, to be hashed with the message.
    [[nodiscard]] static std::array<std::byte, tag_size> exchange_tag(std::uint64_t number,
                                                                      mutable_octets frame) noexcept {
        std::array<std::byte, tag_size> received{};
        handclasp::copy(tag(frame), received);
        handclasp::copy(place_of(number, frame), tag(frame));
        return received;
    }

    // The message without its padding (PKCS #7); to be called once it is authenticated, and then it may branch.
    [[nodiscard]] static outcome unpadded(mutable_octets padded) noexcept {
        const auto size = std::to_integer<std::size_t>(padded.back());
        if (size < 1 || size > block_size) return std::nullopt;
        for (const std::byte octet : padded.last(size)) {
            if (octet != padded.back()) return std::nullopt;
        }
        return padded.first(padded.size() - size);
    }
};

// header | AES-128-GCM(message) | tag, the pseudo-header as associated data.
struct gcm_frame {
    static constexpr std::size_t nonce_size = 12;

    struct keys {
        std::array<std::byte, 16> cipher{};
        std::array<std::byte, nonce_size> iv{};
    };

    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        return header_size + message_size + tag_size;
    }

    // The frame with its header alone; nothing where out is too small or the message too long.
    [[nodiscard]] static outcome begin(std::size_t message_size, mutable_octets out) noexcept {
        if (message_size > max_body_size - tag_size || out.size() < sealed_size(message_size)) return std::nullopt;
        const mutable_octets frame = out.first(sealed_size(message_size));
        write_header(frame.size() - header_size, frame);
        return frame;
    }

    [[nodiscard]] static bool is_well_formed(octets frame) noexcept {
        return is_whole(frame) && frame.size() >= sealed_size(0);
    }

    [[nodiscard]] static mutable_octets message(mutable_octets frame) noexcept {
        return frame.subspan(header_size, frame.size() - sealed_size(0));
    }

    // The direction's IV combined with the frame's number.
    [[nodiscard]] static std::array<std::byte, nonce_size> nonce(const keys& of, std::uint64_t number) noexcept {
        std::array<std::byte, nonce_size> made{};
        handclasp::store_big_endian(number, mutable_octets(made).last(8));
        for (std::size_t i = 0; i < nonce_size; ++i) made[i] ^= of.iv[i];
        return made;
    }
};

}  // namespace peers
