#pragma once

#include <handclasp/identity/x509/extensions.hpp>
#include <handclasp/identity/x509/subject.hpp>
#include <handclasp/identity/x509/validity.hpp>

namespace handclasp::x509 {

// A certificate before it is signed. std::system_error where OpenSSL fails.
class certificate_draft {
public:
    // Of version 3, with a fresh random serial number.
    certificate_draft(X509_NAME* of, EVP_PKEY* key, validity when) : object_(X509_new()) {
        concluded(object_ && X509_set_version(handle(), X509_VERSION_3) == 1 &&
                  X509_set_subject_name(handle(), of) == 1 && X509_set_pubkey(handle(), key) == 1)
            .value();
        validity::write(X509_getm_notBefore(handle()), when.from);
        validity::write(X509_getm_notAfter(handle()), when.to);
        draw_serial();
    }

    [[nodiscard]] X509* handle() const noexcept { return object_.get(); }

    // The certificate, once the issuer's key has signed it.
    [[nodiscard]] certificate sign(X509_NAME* issuer, const extensions& said, const private_key& key) && {
        const auto* const list = said.list();
        bool written = X509_set_issuer_name(handle(), issuer) == 1;
        for (int i = 0; written && i < sk_X509_EXTENSION_num(list); ++i) {
            written = X509_add_ext(handle(), sk_X509_EXTENSION_value(list, i), -1) == 1;
        }
        concluded(written && X509_sign(handle(), key.handle(), signing_hash(key)) > 0).value();
        return certificate::adopt(std::move(object_)).value();
    }

    // What OpenSSL's functions that sign want beside a key: a hash, and for Ed25519, which has one of its own, none.
    [[nodiscard]] static const EVP_MD* signing_hash(const private_key& key) noexcept {
        return key.kind() == key_kind::ed25519 ? nullptr : EVP_sha256();
    }

private:
    // Positive, and at most 20 octets in DER (RFC 5280, section 4.1.2.2).
    void draw_serial() {
        constexpr int bits = 128;
        const openssl::public_number number(BN_new());
        bool drawn = number != nullptr;
        do {
            drawn = drawn && BN_rand(number.get(), bits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1;
        } while (drawn && BN_is_zero(number.get()));
        concluded(drawn && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(handle())) != nullptr).value();
    }

    certificate_object object_;
};

}  // namespace handclasp::x509
