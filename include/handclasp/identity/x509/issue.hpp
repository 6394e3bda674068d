#pragma once

#include <handclasp/identity/x509/signing_request.hpp>

namespace handclasp::x509 {

// Refuses what is no authority, or not that of the key. identity_error: identity_fault::certificate.
inline void require_authority(const private_key& key, const certificate& authority, std::uint32_t usage) {
    const auto refuse = [](const char* reason) { throw identity_error(identity_fault::certificate, {}, reason); };
    X509* const object = authority.handle();
    if (!key.handle() || X509_check_private_key(object, key.handle()) != 1) {
        static_cast<void>(failed());
        refuse("the authority's certificate is not that of the authority's key");
    }
    if (X509_check_ca(object) != 1 || (X509_get_key_usage(object) & usage) != usage) {
        refuse("the certificate is not that of an authority which may sign this (basicConstraints, keyUsage)");
    }
    if (!X509_get0_subject_key_id(object)) {
        refuse("the authority's certificate has no subjectKeyIdentifier, by which others find it");
    }
}

// A leaf for the key of a request, signed by an authority. It says what the caller grants: request.wanted() is all that
// the request asks for. Its validity is at most the authority's own.
//
// identity_error: identity_fault::certificate for a name that is none, for a server's certificate without names, for
// what is no authority, and where nothing is left of the validity. std::system_error: errc::invalid_argument for times
// that certificates cannot express; errc::backend.
[[nodiscard]] inline certificate issue(const private_key& authority_key, const certificate& authority,
                                       const signing_request& request, const subject& granted, certificate_use use,
                                       validity when) {
    require_authority(authority_key, authority, KU_KEY_CERT_SIGN);
    if (granted.names.empty() && use != certificate_use::client) {
        throw identity_error(identity_fault::certificate, {},
                             "a server's certificate needs a DNS name or an address, which its clients compare");
    }
    const auto clamped = when.within(authority);
    if (clamped.empty()) {
        throw identity_error(identity_fault::certificate, {},
                             "the certificate would be valid at no time at which the authority's own is");
    }
    const auto name = subject_encoding::name_of(granted);
    certificate_draft draft(name.get(), request.public_key(), clamped);
    extensions said;
    said.add_leaf(use);
    said.add_names(subject_encoding::names_of(granted));
    said.add_subject_key(draft.handle());
    said.add_issuer_key(authority.handle());
    return std::move(draft).sign(X509_get_subject_name(authority.handle()), said, authority_key);
}

}  // namespace handclasp::x509
