#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/core/result.hpp>
#include <handclasp/policy/cryptopp/library.hpp>

#include <algorithm>
#include <array>

namespace handclasp::cryptopp {

// The one SubjectPublicKeyInfo (RFC 5280, section 4.1; RFC 3279, section 2.3.1) that an RSA key of this modulus size
// and the exponent 65537 can have. With both fixed its DER is constant but for the modulus, so a peer's is compared
// and not parsed: no BER, no other algorithm, no other exponent and no other size reaches the arithmetic.
template <std::size_t ModulusBits>
class rsa_public_key {
    static constexpr std::size_t modulus_size = ModulusBits / 8;

    // 30 82 size { 30 0d { OID rsaEncryption, NULL }, 03 82 size { 00, 30 82 size { 02 82 size { 00 modulus },
    // exponent } } }
    static constexpr std::array<unsigned char, 15> algorithm = {0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                                                0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    static constexpr std::array<unsigned char, 5> exponent_der = {0x02, 0x03, 0x01, 0x00, 0x01};
    static constexpr std::size_t tag_and_size = 4;                 // tag, 0x82, size u16
    static constexpr std::size_t integer_size = 1 + modulus_size;  // a zero keeps it positive
    static constexpr std::size_t sequence_size = tag_and_size + integer_size + exponent_der.size();
    static constexpr std::size_t bit_string_size = 1 + tag_and_size + sequence_size;
    static constexpr std::size_t info_size = algorithm.size() + tag_and_size + bit_string_size;

    static constexpr auto prefix = [] {
        std::array<std::byte, tag_and_size + algorithm.size() + tag_and_size + 1 + tag_and_size + tag_and_size + 1>
            der{};
        std::size_t at = 0;
        const auto put = [&](std::size_t octet) { der[at++] = static_cast<std::byte>(octet); };
        const auto open = [&](std::size_t tag, std::size_t size) {
            for (const std::size_t octet : {tag, std::size_t{0x82}, size >> 8, size & 0xff}) put(octet);
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
    static constexpr std::size_t size = tag_and_size + info_size;
    static constexpr long exponent = 65537;

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

    [[nodiscard]] static std::array<std::byte, size> encode(const CryptoPP::Integer& modulus) {
        std::array<std::byte, size> key{};
        std::ranges::copy(prefix, key.begin());
        modulus.Encode(bytes(mutable_octets(key).subspan(prefix.size(), modulus_size)), modulus_size);
        std::ranges::copy(std::as_bytes(std::span(exponent_der)), key.end() - exponent_der.size());
        return key;
    }
};

}  // namespace handclasp::cryptopp
