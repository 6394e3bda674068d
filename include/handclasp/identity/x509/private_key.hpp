#pragma once

#include <handclasp/core/fingerprint.hpp>
#include <handclasp/identity/x509/signature.hpp>

namespace handclasp::x509 {

// The fingerprint of a public key, or of the public half of a key pair. errc::backend.
[[nodiscard]] inline result<handclasp::fingerprint> fingerprint_of(const EVP_PKEY* key) {
    const auto der = encoded(key, i2d_PUBKEY);  // a SubjectPublicKeyInfo
    if (der.empty()) return errc::backend;
    handclasp::fingerprint name;
    openssl::sha256 hash;
    hash.update(der);
    hash.finish(name.octets);
    return name;
}

// A private key that signs as the protocol has it. The key stays in OpenSSL's object, which wipes it. Several threads
// may sign with it at once.
class private_key {
public:
    static constexpr int generated_rsa_bits = 3072;

    // Random numbers come from OpenSSL's own generator. errc::backend.
    [[nodiscard]] static result<private_key> generate(key_kind kind) {
        switch (kind) {
            case key_kind::ed25519: return generated(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
            case key_kind::p256: return generated(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", SN_X9_62_prime256v1));
            case key_kind::rsa:
                return generated(
                    EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(generated_rsa_bits)));
        }
        return errc::invalid_argument;
    }

    // Takes over a key of OpenSSL's. errc::invalid_argument for one of another kind or size (key_form says which), or
    // whose private half is missing or does not belong to the public one: it signs once, and that has to verify.
    [[nodiscard]] static result<private_key> adopt(key_object key) {
        const auto kind = key_form::kind_of(key.get());
        if (!kind) return errc::invalid_argument;
        const auto name = fingerprint_of(key.get());
        if (!name) return name.error();
        private_key adopted(std::move(key), *kind, *name);
        return adopted.signs() ? result<private_key>(std::move(adopted)) : errc::invalid_argument;
    }

    [[nodiscard]] key_kind kind() const noexcept { return kind_; }
    [[nodiscard]] const handclasp::fingerprint& fingerprint() const noexcept { return fingerprint_; }

    // Octets: 64, or the size of the RSA modulus.
    [[nodiscard]] std::size_t signature_size() const noexcept { return signature_size_; }

    // errc::invalid_argument for a signature of another size, errc::closed for an object that was moved from,
    // errc::backend.
    [[nodiscard]] result<void> sign(octets message, mutable_octets signature) const noexcept {
        if (!key_) return errc::closed;
        return signing::sign(key_.get(), kind_, message, signature);
    }

    // OpenSSL's object, for its functions that issue and store. It belongs to this one; null where that was moved from.
    [[nodiscard]] EVP_PKEY* handle() const noexcept { return key_.get(); }

private:
    private_key(key_object key, key_kind kind, const handclasp::fingerprint& name) noexcept
        : key_(std::move(key)), kind_(kind), signature_size_(key_form::signature_size(key_.get(), kind)),
          fingerprint_(name) {}

    [[nodiscard]] static result<private_key> generated(EVP_PKEY* made) {
        auto adopted = adopt(key_object(made));
        return adopted ? std::move(adopted) : failed();
    }

    [[nodiscard]] bool signs() const noexcept {
        std::array<std::byte, max_rsa_bits / 8> room;
        const auto signature = mutable_octets(room).first(signature_size_);
        const octets message = as_octets("handclasp: do the halves of this key belong together?");
        return sign(message, signature) && signing::verify(key_.get(), message, signature);
    }

    key_object key_;
    key_kind kind_;
    std::size_t signature_size_;
    handclasp::fingerprint fingerprint_;
};

}  // namespace handclasp::x509
