#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/fingerprint.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/policy/encoding/ed25519.hpp>
#include <handclasp/policy/openssl/failure.hpp>
#include <handclasp/policy/openssl/hash.hpp>
#include <handclasp/policy/openssl/random.hpp>
#include <handclasp/policy/openssl/raw_key.hpp>

namespace handclasp::openssl {

// Verification of Ed25519 signatures (RFC 8032, section 5.1.7), on OpenSSL, with the checks that OpenSSL leaves out.
struct ed25519 {
    static constexpr std::size_t public_key_size = encoding::ed25519::public_key_size;
    static constexpr std::size_t signature_size = encoding::ed25519::signature_size;
    static constexpr const char* library_name = "ED25519";

    // False, too, for a key or a point R that is not canonical or has a small order, and for S >= L.
    [[nodiscard]] static bool verify(octets public_key, octets message, octets signature) noexcept {
        if (!encoding::ed25519::sound(public_key, signature)) return false;
        const key_object key = raw_public_key(library_name, public_key.first<public_key_size>());
        const digest_context context(EVP_MD_CTX_new());
        const bool verified = key && context &&
            EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key.get(), nullptr) == 1 &&
            EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message), message.size()) == 1;
        return concluded(verified).has_value();
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
        ed25519_identity made(raw_private_key(ed25519::library_name, seed.expose()));
        if (!made.private_key_ || !write_public_key(made.private_key_, made.public_key_)) return failed();
        return made;
    }

    // What a client pins.
    [[nodiscard]] handclasp::fingerprint fingerprint() const noexcept {
        return ed25519_fingerprint<sha256>(public_key_);
    }

    [[nodiscard]] proof_kind kind() const noexcept { return proof_kind::ed25519; }
    [[nodiscard]] octets encoded() const noexcept { return public_key_; }
    [[nodiscard]] std::size_t signature_size() const noexcept { return ed25519::signature_size; }

    // errc::invalid_argument for a signature of another size, errc::closed for an object that was moved from,
    // errc::backend.
    [[nodiscard]] result<void> sign(octets message, mutable_octets signature) const noexcept {
        if (signature.size() != ed25519::signature_size) return errc::invalid_argument;
        if (!private_key_) return errc::closed;
        const digest_context context(EVP_MD_CTX_new());
        std::size_t written = signature.size();
        return concluded(
            context &&
            EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, private_key_.get(), nullptr) ==
                1 &&
            EVP_DigestSign(context.get(), bytes(signature), &written, bytes(message), message.size()) == 1 &&
            written == signature.size());
    }

private:
    explicit ed25519_identity(key_object key) noexcept : private_key_(std::move(key)) {}

    key_object private_key_;  // wiped by OpenSSL
    std::array<std::byte, ed25519::public_key_size> public_key_{};
};
static_assert(identity<ed25519_identity>);

}  // namespace handclasp::openssl
