#pragma once

#include <handclasp/identity/x509/certificate_draft.hpp>

namespace handclasp::x509 {

namespace self_signing {

// errc::invalid_argument for a key that was moved from and for a validity without a second.
[[nodiscard]] inline certificate sign(const private_key& key, const distinguished_name& name, validity when,
                                      extensions& said) {
    if (!key.handle() || when.empty()) throw std::system_error(errc::invalid_argument);
    certificate_draft draft(name.get(), key.handle(), when);
    said.add_subject_key(draft.handle());
    return std::move(draft).sign(name.get(), said, key);
}

}  // namespace self_signing

// A certificate of a key by itself, with which nobody vouches for the names: for peers that know it by its fingerprint,
// and until an authority has issued a better one. It signs no other certificates.
//
// identity_error, as in subject_encoding; std::system_error: errc::invalid_argument for a validity without a second, or
// with times that certificates cannot express; errc::backend.
[[nodiscard]] inline certificate self_signed(const private_key& key, const subject& who, certificate_use use,
                                             validity when) {
    extensions said;
    said.add_leaf(use);
    said.add_names(subject_encoding::names_of(who));
    return self_signing::sign(key, subject_encoding::name_of(who), when, said);
}

// The certificate of an authority that issues leaves and revocation lists, and no further authorities. Errors as above.
[[nodiscard]] inline certificate authority_certificate(const private_key& key, const std::string& common_name,
                                                       validity when) {
    extensions said;
    said.add_authority();
    return self_signing::sign(key, subject_encoding::name_of({common_name, {}}), when, said);
}

}  // namespace handclasp::x509
