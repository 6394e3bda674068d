#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/fingerprint.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/policy/cryptopp/hash.hpp>
#include <handclasp/policy/cryptopp/random.hpp>
#include <handclasp/policy/encoding/ed25519.hpp>

namespace handclasp {

// Verification of Ed25519 signatures (RFC 8032, section 5.1.7), on Crypto++, with the checks that Crypto++ leaves
// out.
struct ed25519 {
    static constexpr std::size_t public_key_size = encoding::ed25519::public_key_size;
    static constexpr std::size_t signature_size = encoding::ed25519::signature_size;

    // False, too, for a key or a point R that is not canonical or has a small order, and for S >= L.
    [[nodiscard]] static bool verify(octets public_key, octets message, octets signature) noexcept {
        if (!encoding::ed25519::sound(public_key, signature)) return false;
        return CryptoPP::Donna::ed25519_sign_open(cryptopp::bytes(message), message.size(), cryptopp::bytes(public_key),
                                                  cryptopp::bytes(signature)) == 0;
    }
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
