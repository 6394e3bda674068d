#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/hex.hpp>

#include <array>

namespace handclasp {

// Names an identity for good: SHA-256 of its SubjectPublicKeyInfo, 32 octets. As text, 64 hexadecimal digits.
struct fingerprint {
    static constexpr std::size_t size = 32;

    std::array<std::byte, size> octets{};

    // Takes digits of either case. errc::invalid_argument.
    [[nodiscard]] static result<fingerprint> from_text(std::string_view digits) noexcept {
        fingerprint parsed;
        if (!handclasp::text::from_hex(digits, parsed.octets)) return errc::invalid_argument;
        return parsed;
    }

    [[nodiscard]] std::string text() const { return handclasp::text::to_hex(octets); }

    friend bool operator==(const fingerprint&, const fingerprint&) noexcept = default;
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
