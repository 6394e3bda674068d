#pragma once

#include <handclasp/core/concepts.hpp>

#include <array>
#include <string>

namespace handclasp {

// Names an identity for good: SHA-256 of its SubjectPublicKeyInfo, 32 octets. As text, 64 hexadecimal digits.
struct fingerprint {
    static constexpr std::size_t size = 32;

    std::array<std::byte, size> octets{};

    // Takes digits of either case. errc::invalid_argument.
    [[nodiscard]] static result<fingerprint> from_text(std::string_view text) noexcept {
        if (text.size() != 2 * size) return errc::invalid_argument;
        fingerprint parsed;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const int digit = digit_of(text[i]);
            if (digit < 0) return errc::invalid_argument;
            parsed.octets[i / 2] = (parsed.octets[i / 2] << 4) | static_cast<std::byte>(digit);
        }
        return parsed;
    }

    [[nodiscard]] std::string text() const {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string written;
        for (const std::byte octet : octets) {
            written += digits[std::to_integer<std::size_t>(octet >> 4)];
            written += digits[std::to_integer<std::size_t>(octet & std::byte{15})];
        }
        return written;
    }

    friend bool operator==(const fingerprint&, const fingerprint&) noexcept = default;

private:
    [[nodiscard]] static constexpr int digit_of(char character) noexcept {
        if (character >= '0' && character <= '9') return character - '0';
        if (character >= 'a' && character <= 'f') return character - 'a' + 10;
        if (character >= 'A' && character <= 'F') return character - 'A' + 10;
        return -1;
    }
};

// The fingerprint of an Ed25519 public key: of its SubjectPublicKeyInfo, whose DER is a constant before the key (RFC
// 8410, section 4).
template <hash Hash>
[[nodiscard]] fingerprint ed25519_fingerprint(octets public_key) noexcept {
    constexpr std::array prefix = {std::byte{0x30}, std::byte{0x2a}, std::byte{0x30}, std::byte{0x05},
                                   std::byte{0x06}, std::byte{0x03}, std::byte{0x2b}, std::byte{0x65},
                                   std::byte{0x70}, std::byte{0x03}, std::byte{0x21}, std::byte{0x00}};
    static_assert(Hash::size == fingerprint::size);
    fingerprint name;
    Hash digest;
    digest.update(prefix);
    digest.update(public_key);
    digest.finish(name.octets);
    return name;
}

}  // namespace handclasp
