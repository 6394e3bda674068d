#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/fingerprint.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/policy/cryptopp/hash.hpp>
#include <handclasp/policy/cryptopp/random.hpp>

#include <algorithm>

namespace handclasp {

// Verification of Ed25519 signatures (RFC 8032, section 5.1.7), on Crypto++, with the checks that Crypto++ leaves
// out.
struct ed25519 {
    static constexpr std::size_t public_key_size = 32;
    static constexpr std::size_t signature_size = 64;

    // False, too, for a key or a point R that is not canonical or has a small order, and for S >= L: with those a
    // signature can be good for many messages, or be altered and stay good.
    [[nodiscard]] static bool verify(octets public_key, octets message, octets signature) noexcept {
        if (public_key.size() != public_key_size || signature.size() != signature_size) return false;
        if (!sound_point(public_key) || !sound_point(signature.first(32)) || !reduced(signature.last(32))) return false;
        return CryptoPP::Donna::ed25519_sign_open(cryptopp::bytes(message), message.size(), cryptopp::bytes(public_key),
                                                  cryptopp::bytes(signature)) == 0;
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
static_assert(signature_verifier<ed25519>);

// An identity that signs with Ed25519 (RFC 8032, section 5.1.6). Its seed, 32 octets, is the private key.
class ed25519_identity {
public:
    static constexpr std::size_t seed_size = 32;

    // A new identity. errc::random_source, errc::backend.
    [[nodiscard]] static result<ed25519_identity> generate() noexcept {
        secret<seed_size> seed;
        if (const auto drawn = os_random::fill(seed.overwrite()); !drawn) return drawn.error();
        return from_seed(std::move(seed));
    }

    // The identity that was made from this seed. errc::backend.
    [[nodiscard]] static result<ed25519_identity> from_seed(secret<seed_size> seed) noexcept {
        return cryptopp::guarded([&seed]() -> result<ed25519_identity> { return ed25519_identity(std::move(seed)); });
    }

    // What a client pins.
    [[nodiscard]] handclasp::fingerprint fingerprint() const noexcept {
        return ed25519_fingerprint<sha256>(public_key_);
    }

    [[nodiscard]] proof_kind kind() const noexcept { return proof_kind::ed25519; }
    [[nodiscard]] octets encoded() const noexcept { return public_key_; }
    [[nodiscard]] std::size_t signature_size() const noexcept { return ed25519::signature_size; }

    [[nodiscard]] result<void> sign(octets message, mutable_octets signature) const noexcept {
        if (signature.size() != ed25519::signature_size) return errc::invalid_argument;
        return cryptopp::guarded([&]() -> result<void> {
            const int failed =
                CryptoPP::Donna::ed25519_sign(cryptopp::bytes(message), message.size(), cryptopp::bytes(seed_.expose()),
                                              cryptopp::bytes(public_key_), cryptopp::bytes(signature));
            if (failed != 0) return errc::backend;
            return {};
        });
    }

private:
    explicit ed25519_identity(secret<seed_size> seed) : seed_(std::move(seed)) {
        CryptoPP::Donna::ed25519_publickey(cryptopp::bytes(public_key_), cryptopp::bytes(seed_.expose()));
    }

    secret<seed_size> seed_;
    std::array<std::byte, ed25519::public_key_size> public_key_{};
};
static_assert(identity<ed25519_identity>);

}  // namespace handclasp
