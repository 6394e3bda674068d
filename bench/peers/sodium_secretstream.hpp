#pragma once

#include "peers/peer.hpp"

#include <sodium.h>

#include <vector>

namespace peers {

// libsodium's secretstream: XChaCha20-Poly1305 with a state of each end kept. A frame is what push() makes of a
// message, without a length in front; the stream's 24 octets of header are exchanged at the start.
class sodium_secretstream {
public:
    using keys = std::array<std::byte, crypto_secretstream_xchacha20poly1305_KEYBYTES>;

    static constexpr std::string_view name = "libsodium secretstream";

    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        return message_size + overhead;
    }

    explicit sodium_secretstream(const keys& fixed) {
        require(sodium_init() >= 0, "sodium_init");
        std::array<unsigned char, crypto_secretstream_xchacha20poly1305_HEADERBYTES> header{};
        require(crypto_secretstream_xchacha20poly1305_init_push(&sender_, header.data(), bytes(fixed)) == 0 &&
                    crypto_secretstream_xchacha20poly1305_init_pull(&receiver_, header.data(), bytes(fixed)) == 0,
                "crypto_secretstream_xchacha20poly1305_init");
    }
    ~sodium_secretstream() {
        sodium_memzero(&sender_, sizeof sender_);
        sodium_memzero(&receiver_, sizeof receiver_);
    }
    sodium_secretstream(const sodium_secretstream&) = delete;
    sodium_secretstream& operator=(const sodium_secretstream&) = delete;

    outcome seal(octets message, mutable_octets out) {
        if (out.size() < sealed_size(message.size())) return std::nullopt;
        unsigned long long size = 0;
        if (crypto_secretstream_xchacha20poly1305_push(&sender_, bytes(out), &size, bytes(message), message.size(),
                                                       nullptr, 0,
                                                       crypto_secretstream_xchacha20poly1305_TAG_MESSAGE) != 0) {
            return std::nullopt;
        }
        return out.first(static_cast<std::size_t>(size));
    }

    // The message is in a buffer of the object's own, which grows with the longest: libsodium does not promise that
    // the two may overlap.
    outcome open(mutable_octets frame) {
        if (frame.size() < overhead) return std::nullopt;
        if (opened_.size() < frame.size()) opened_.resize(frame.size());
        unsigned long long size = 0;
        unsigned char tag = 0;
        if (crypto_secretstream_xchacha20poly1305_pull(&receiver_, bytes(opened_), &size, &tag, bytes(frame),
                                                       frame.size(), nullptr, 0) != 0 ||
            tag != crypto_secretstream_xchacha20poly1305_TAG_MESSAGE) {
            return std::nullopt;
        }
        return mutable_octets(opened_).first(static_cast<std::size_t>(size));
    }

private:
    static constexpr std::size_t overhead = crypto_secretstream_xchacha20poly1305_ABYTES;

    crypto_secretstream_xchacha20poly1305_state sender_{}, receiver_{};
    std::vector<std::byte> opened_;
};

static_assert(peer<sodium_secretstream>);

}  // namespace peers
