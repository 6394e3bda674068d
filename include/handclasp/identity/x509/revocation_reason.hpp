#pragma once

#include <handclasp/identity/x509/library.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace handclasp::x509 {

// Why a certificate was taken back (RFC 5280, section 5.3.1). Of those that are not here, certificateHold and
// removeFromCRL belong to lists that take a revocation back, and aACompromise to certificates of attributes.
enum class revocation_reason {
    unspecified,
    key_compromise,
    authority_compromise,
    affiliation_changed,
    superseded,
    cessation_of_operation,
    privilege_withdrawn
};

struct revocation_reason_form {
    revocation_reason reason;
    long code;  // of CRLReason
    std::string_view name;
};

inline constexpr std::array<revocation_reason_form, 7> revocation_reasons{{
    {revocation_reason::unspecified, CRL_REASON_UNSPECIFIED, "unspecified"},
    {revocation_reason::key_compromise, CRL_REASON_KEY_COMPROMISE, "keyCompromise"},
    {revocation_reason::authority_compromise, CRL_REASON_CA_COMPROMISE, "cACompromise"},
    {revocation_reason::affiliation_changed, CRL_REASON_AFFILIATION_CHANGED, "affiliationChanged"},
    {revocation_reason::superseded, CRL_REASON_SUPERSEDED, "superseded"},
    {revocation_reason::cessation_of_operation, CRL_REASON_CESSATION_OF_OPERATION, "cessationOfOperation"},
    {revocation_reason::privilege_withdrawn, CRL_REASON_PRIVILEGE_WITHDRAWN, "privilegeWithdrawn"},
}};

// As the RFC spells it. None for a name that is none of them.
[[nodiscard]] constexpr std::optional<revocation_reason> parse(std::string_view name) noexcept {
    for (const auto& form : revocation_reasons) {
        if (form.name == name) return form.reason;
    }
    return std::nullopt;
}

[[nodiscard]] constexpr std::string_view name_of(revocation_reason reason) noexcept {
    return revocation_reasons[static_cast<std::size_t>(reason)].name;
}

// The extension of an entry in a list. The unspecified reason has none, as the RFC asks.
struct reason_extension {
    // unspecified, too, for a reason that is none of these.
    [[nodiscard]] static revocation_reason read(const X509_REVOKED* entry) noexcept {
        const value found(
            static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr)));
        const long code = found ? ASN1_ENUMERATED_get(found.get()) : CRL_REASON_UNSPECIFIED;
        ERR_clear_error();
        for (const auto& form : revocation_reasons) {
            if (form.code == code) return form.reason;
        }
        return revocation_reason::unspecified;
    }

    // std::system_error: errc::backend.
    static void write(X509_REVOKED* entry, revocation_reason reason) {
        if (reason == revocation_reason::unspecified) return;
        const value made(ASN1_ENUMERATED_new());
        concluded(made &&
                  ASN1_ENUMERATED_set(made.get(), revocation_reasons[static_cast<std::size_t>(reason)].code) == 1 &&
                  X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, made.get(), 0, X509V3_ADD_DEFAULT) == 1)
            .value();
    }

private:
    using value = std::unique_ptr<ASN1_ENUMERATED, releaser<ASN1_ENUMERATED_free>>;
};

}  // namespace handclasp::x509
