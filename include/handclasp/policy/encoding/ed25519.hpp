#pragma once

#include <handclasp/core/octets.hpp>

#include <algorithm>
#include <array>

namespace handclasp::encoding {

// What libraries take that RFC 8032 or prudence does not: points that are not canonical or have a small order, and
// scalars S >= L. With those a signature can be good for many messages, or be altered and stay good. Keys and
// signatures are public, so nothing here needs constant time.
struct ed25519 {
    static constexpr std::size_t public_key_size = 32;
    static constexpr std::size_t signature_size = 64;

    // Whether a key and a signature (the point R and the scalar S) have their sizes and are free of all that.
    [[nodiscard]] static bool sound(octets public_key, octets signature) noexcept {
        return public_key.size() == public_key_size && signature.size() == signature_size && sound_point(public_key) &&
            sound_point(signature.first(32)) && reduced(signature.last(32));
    }

private:
    using number = std::array<unsigned char, 32>;  // little-endian, as all of Ed25519

    static constexpr number prime = {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    static constexpr number order = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                     0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                     0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

    // The y coordinates of the eight points whose order divides 8.
    static constexpr std::array<number, 5> small_order = {
        number{}, number{0x01},
        number{0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
               0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
        number{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
               0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
        number{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
               0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}};

    [[nodiscard]] static bool below(const number& left, const number& right) noexcept {
        return std::lexicographical_compare(left.rbegin(), left.rend(), right.rbegin(), right.rend());
    }
    [[nodiscard]] static number load(octets source) noexcept {
        number loaded{};
        copy(source, std::as_writable_bytes(std::span(loaded)));
        return loaded;
    }
    [[nodiscard]] static bool sound_point(octets encoded) noexcept {
        number y = load(encoded);
        y.back() &= 0x7f;  // the sign of x
        return below(y, prime) && std::ranges::find(small_order, y) == small_order.end();
    }
    [[nodiscard]] static bool reduced(octets scalar) noexcept { return below(load(scalar), order); }
};

}  // namespace handclasp::encoding
