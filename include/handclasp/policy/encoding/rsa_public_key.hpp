#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/core/result.hpp>

#include <algorithm>
#include <array>

namespace handclasp::encoding {

// The one SubjectPublicKeyInfo (RFC 5280, section 4.1; RFC 3279, section 2.3.1) that an RSA key of this modulus size
// and this exponent can have. With both fixed its DER is constant but for the modulus, so a peer's is compared and
// not parsed: no BER, no other algorithm, no other exponent and no other size reaches the arithmetic of any library.
template <std::size_t ModulusBits, long Exponent = 65537>
class rsa_public_key {
    static_assert(Exponent == 65537 || Exponent == 17,
                  "handclasp: RSA keys have the exponent 65537, or 17 from old peers");

    // rsaEncryption with NULL parameters, as an AlgorithmIdentifier.
    static constexpr std::array<unsigned char, 15> algorithm = {0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                                                0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    static constexpr auto exponent_der = [] {
        if constexpr (Exponent == 17)
            return std::array<unsigned char, 3>{0x02, 0x01, 0x11};
        else
            return std::array<unsigned char, 5>{0x02, 0x03, 0x01, 0x00, 0x01};
    }();

    // Octets of a tag and a length before content of so many octets (X.690, section 8.1.3, in the shortest form).
    static constexpr std::size_t header_size(std::size_t content) {
        return content < 0x80 ? 2 : content < 0x100 ? 3 : 4;
    }

public:
    static constexpr std::size_t modulus_size = ModulusBits / 8;

private:
    // SEQUENCE { algorithm, BIT STRING { 00, SEQUENCE { INTEGER { 00 modulus }, exponent } } }
    static constexpr std::size_t integer_size = 1 + modulus_size;  // a zero keeps it positive
    static constexpr std::size_t sequence_size = header_size(integer_size) + integer_size + exponent_der.size();
    static constexpr std::size_t bit_string_size = 1 + header_size(sequence_size) + sequence_size;
    static constexpr std::size_t info_size = algorithm.size() + header_size(bit_string_size) + bit_string_size;

public:
    static constexpr std::size_t size = header_size(info_size) + info_size;
    static constexpr long exponent = Exponent;

    // What such a key withstands (NIST SP 800-57 part 1 rev. 5, table 2): between two rows of it, the weaker one's.
    static constexpr std::size_t security_bits = ModulusBits >= 15360 ? 256
        : ModulusBits >= 7680                                         ? 192
        : ModulusBits >= 3072                                         ? 128
        : ModulusBits >= 2048                                         ? 112
                                                                      : 80;

private:
    static constexpr auto prefix = [] {
        std::array<std::byte, size - modulus_size - exponent_der.size()> der{};
        std::size_t at = 0;
        const auto put = [&](std::size_t octet) { der[at++] = static_cast<std::byte>(octet & 0xff); };
        const auto open = [&](std::size_t tag, std::size_t content) {
            put(tag);
            if (content >= 0x80) put(0x80 | (header_size(content) - 2));
            if (content >= 0x100) put(content >> 8);
            put(content);
        };
        open(0x30, info_size);
        for (const unsigned char octet : algorithm) put(octet);
        open(0x03, bit_string_size);
        put(0);  // no unused bits
        open(0x30, sequence_size);
        open(0x02, integer_size);
        put(0);
        return der;
    }();

public:
    // The modulus, where the key has just this form, all its bits and is odd; errc::bad_public_key otherwise.
    [[nodiscard]] static result<octets> modulus_of(octets key) noexcept {
        if (key.size() != size) return errc::bad_public_key;
        if (!std::ranges::equal(key.first(prefix.size()), prefix)) return errc::bad_public_key;
        if (!std::ranges::equal(key.last(exponent_der.size()), std::as_bytes(std::span(exponent_der)))) {
            return errc::bad_public_key;
        }
        const octets modulus = key.subspan(prefix.size(), modulus_size);
        const bool full = (modulus.front() & std::byte{0x80}) != std::byte{0};
        const bool odd = (modulus.back() & std::byte{0x01}) != std::byte{0};
        if (!full || !odd) return errc::bad_public_key;
        return modulus;
    }

    // The key with this modulus, a big-endian number of all its octets.
    [[nodiscard]] static std::array<std::byte, size> encode(std::span<const std::byte, modulus_size> modulus) noexcept {
        std::array<std::byte, size> key{};
        std::ranges::copy(prefix, key.begin());
        copy(modulus, mutable_octets(key).subspan(prefix.size()));
        copy(std::as_bytes(std::span(exponent_der)), mutable_octets(key).last(exponent_der.size()));
        return key;
    }
};

}  // namespace handclasp::encoding
