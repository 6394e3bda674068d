#pragma once

#include <handclasp/identity/x509/der.hpp>
#include <handclasp/identity/x509/pem_text.hpp>
#include <handclasp/identity/x509/private_key.hpp>
#include <handclasp/identity/x509/wording.hpp>

namespace handclasp::x509 {

// A certificate (RFC 5280) that says what it says: whether it is to be believed, trust::authority decides. It does not
// change, so copies share OpenSSL's object, and several threads may use them.
class certificate {
public:
    // Of just these octets. errc::malformed, too, for a form of theirs that is not DER and for octets behind it.
    [[nodiscard]] static result<certificate> from_der(octets der) {
        if (der.empty() || der.size() > LONG_MAX) return errc::malformed;
        const unsigned char* at = bytes(der);
        auto made = adopt(certificate_object(d2i_X509(nullptr, &at, static_cast<long>(der.size()))));
        if (!made || !std::ranges::equal(made->der_, der)) return failed(errc::malformed);
        return made;
    }

    // The first one in a text in PEM. errc::malformed, also where there is none.
    [[nodiscard]] static result<certificate> from_pem(octets text) {
        const auto in = reading(text);
        if (!in) return failed();
        return adopt(certificate_object(PEM_read_bio_X509(in.get(), nullptr, no_password, nullptr)));
    }

    // Takes over a certificate of OpenSSL's that nobody changes any more. errc::malformed for one without a public key
    // that OpenSSL knows, with times that are none, or whose signed part is in a form that is not DER.
    [[nodiscard]] static result<certificate> adopt(certificate_object object) {
        if (!object || !X509_get0_pubkey(object.get())) return failed(errc::malformed);
        const auto from = wording::time_of(X509_get0_notBefore(object.get()));
        const auto to = wording::time_of(X509_get0_notAfter(object.get()));
        auto der = encoded<X509>(object.get(), i2d_X509);
        const auto key = encoded<X509_PUBKEY>(X509_get_X509_PUBKEY(object.get()), i2d_X509_PUBKEY);
        if (!from || !to || key.empty() || !x509::der::is_one_value(der)) return failed(errc::malformed);
        certificate adopted(std::move(object), std::move(der), *from, *to);
        openssl::sha256 hash;
        hash.update(key);
        hash.finish(adopted.fingerprint_.octets);
        return adopted;
    }

    // Distinguished names for people to read, as in "O=Acme, CN=server".
    [[nodiscard]] std::string subject() const { return wording::of(X509_get_subject_name(handle())); }
    [[nodiscard]] std::string issuer() const { return wording::of(X509_get_issuer_name(handle())); }

    // What it is for: the DNS names and addresses of its subjectAltName, in their order, for people to read.
    [[nodiscard]] std::vector<std::string> names() const { return wording::names_of(handle()); }

    // Valid from the first of these seconds on; in the last one OpenSSL calls it expired.
    [[nodiscard]] std::chrono::sys_seconds not_before() const noexcept { return not_before_; }
    [[nodiscard]] std::chrono::sys_seconds not_after() const noexcept { return not_after_; }

    // SHA-256 of its SubjectPublicKeyInfo, as it stands there.
    [[nodiscard]] const handclasp::fingerprint& fingerprint() const noexcept { return fingerprint_; }

    // None for keys that no identity has (key_form says which).
    [[nodiscard]] std::optional<key_kind> kind() const noexcept { return kind_; }

    // Whether it names itself as issuer, and its signature verifies by its own key. One that only names itself may be from
    // another authority of that name, or signed by an older key of its own (RFC 5280, section 3.2: self-issued). Verifies
    // at each call.
    [[nodiscard]] bool self_signed() const noexcept {
        constexpr int with_signature = 1;
        const bool own = X509_self_signed(handle(), with_signature) == 1;
        ERR_clear_error();
        return own;
    }

    // Whether the other one has the name of its issuer.
    [[nodiscard]] bool names_as_issuer(const certificate& other) const noexcept {
        return X509_NAME_cmp(X509_get_issuer_name(handle()), X509_get_subject_name(other.handle())) == 0;
    }

    [[nodiscard]] const std::vector<std::byte>& der() const noexcept { return der_; }

    // std::system_error: errc::backend.
    [[nodiscard]] std::string pem() const { return pem_of(handle(), PEM_write_bio_X509); }

    // OpenSSL's object, which goes on belonging here. Its functions take it without const, and change caches alone.
    [[nodiscard]] X509* handle() const noexcept { return object_.get(); }

    friend bool operator==(const certificate& left, const certificate& right) noexcept {
        return left.der_ == right.der_;
    }

private:
    certificate(certificate_object object, std::vector<std::byte> der, std::chrono::sys_seconds not_before,
                std::chrono::sys_seconds not_after)
        : object_(std::move(object)), der_(std::move(der)), kind_(key_form::kind_of_certificate(object_.get())),
          not_before_(not_before), not_after_(not_after) {}

    std::shared_ptr<X509> object_;
    std::vector<std::byte> der_;
    std::optional<key_kind> kind_;
    std::chrono::sys_seconds not_before_, not_after_;
    handclasp::fingerprint fingerprint_{};
};

}  // namespace handclasp::x509
