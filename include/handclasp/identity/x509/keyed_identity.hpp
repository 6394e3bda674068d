#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/identity/x509/chain.hpp>

namespace handclasp::x509 {

// An identity with a certificate: a private key, and the chain whose leaf has its public key.
//
// An Ed25519 key whose only certificate is self-signed shows the bare key, proof_kind::ed25519, because such a
// certificate says nothing that its own key does not say: peers without X.509 understand it, and its fingerprint is the
// same.
class keyed_identity {
public:
    // errc::invalid_argument where the leaf is not that of the key, or the chain is out of order.
    [[nodiscard]] static result<keyed_identity> make(private_key key, x509::chain certificates) {
        if (!key.handle() || X509_check_private_key(certificates.leaf().handle(), key.handle()) != 1) {
            return failed(errc::invalid_argument);
        }
        if (certificates.out_of_order()) return errc::invalid_argument;
        keyed_identity made(std::move(key), std::move(certificates));
        if (made.kind_ == proof_kind::certificate) {
            made.encoded_ = made.certificates_.encode();
        } else {
            std::size_t size = encoding::ed25519::public_key_size;
            made.encoded_.resize(size);
            if (EVP_PKEY_get_raw_public_key(made.key_.handle(), bytes(made.encoded_), &size) != 1) return failed();
        }
        return made;
    }

    // What a client pins.
    [[nodiscard]] const handclasp::fingerprint& fingerprint() const noexcept {
        return certificates_.leaf().fingerprint();
    }

    [[nodiscard]] proof_kind kind() const noexcept { return kind_; }
    [[nodiscard]] octets encoded() const noexcept { return encoded_; }
    [[nodiscard]] std::size_t signature_size() const noexcept { return key_.signature_size(); }

    // errc::invalid_argument for a signature of another size, errc::closed for an object that was moved from,
    // errc::backend.
    [[nodiscard]] result<void> sign(octets message, mutable_octets signature) const noexcept {
        return key_.sign(message, signature);
    }

    [[nodiscard]] const private_key& key() const noexcept { return key_; }
    [[nodiscard]] const x509::chain& certificates() const noexcept { return certificates_; }

private:
    keyed_identity(private_key key, x509::chain certificates) noexcept
        : key_(std::move(key)), certificates_(std::move(certificates)), kind_(shown(key_, certificates_)) {}

    [[nodiscard]] static proof_kind shown(const private_key& key, const x509::chain& certificates) noexcept {
        const bool bare = key.kind() == key_kind::ed25519 && certificates.certificates().size() == 1 &&
            certificates.leaf().self_signed();
        return bare ? proof_kind::ed25519 : proof_kind::certificate;
    }

    private_key key_;
    x509::chain certificates_;
    proof_kind kind_;
    std::vector<std::byte> encoded_;
};
static_assert(identity<keyed_identity>);

}  // namespace handclasp::x509
