#pragma once

#include <handclasp/identity/x509/library.hpp>

namespace handclasp::x509 {

// Which faults of a trusted authority do not count where a path ends at it. It is trusted because it was given, and
// what it says of itself proves nothing (RFC 5280, section 6.1, leaves it out of the path). There are well-known ones
// without subjectKeyIdentifier or with basicConstraints that are not critical, and `openssl req -x509` leaves keyUsage
// out (section 6.1.4 (n): keyCertSign, if the extension is there). How many authorities it allows below, counts.
class trusted_for_being_given {
public:
    // What OpenSSL asks about each fault while it verifies. The application's data of the verification is a
    // revocation_list_object, for the list that the fault is about: OpenSSL has it only here.
    static int hear(int good, X509_STORE_CTX* verification) noexcept {
        if (good == 1) return 1;
        if (is_meant(verification) && forgives(verification)) {
            X509_STORE_CTX_set_error(verification, X509_V_OK);
            return 1;
        }
        X509_CRL* const list = X509_STORE_CTX_get0_current_crl(verification);
        if (list && X509_CRL_up_ref(list) == 1) {
            static_cast<revocation_list_object*>(X509_STORE_CTX_get_app_data(verification))->reset(list);
        }
        return 0;
    }

    // Whether the fault is that of the last certificate of the path.
    [[nodiscard]] static bool is_meant(X509_STORE_CTX* verification) noexcept {
        const int last = sk_X509_num(X509_STORE_CTX_get0_chain(verification)) - 1;
        return X509_STORE_CTX_get_error_depth(verification) == last;
    }

private:
    [[nodiscard]] static bool forgives(X509_STORE_CTX* verification) noexcept {
        switch (X509_STORE_CTX_get_error(verification)) {
            case X509_V_ERR_CA_CERT_MISSING_KEY_USAGE:
            case X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER:
            case X509_V_ERR_CA_BCONS_NOT_CRITICAL: return true;
            case X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN: {
                X509* const authority = X509_STORE_CTX_get_current_cert(verification);
                return (X509_get_extension_flags(authority) & EXFLAG_KUSAGE) == 0;
            }
            // No list has to speak for it, and so one that cannot does no harm: OpenSSL holds that of the authority
            // above against the key of this one. Its own list was looked at for what is below.
            case X509_V_ERR_UNABLE_TO_GET_CRL:
            case X509_V_ERR_CRL_SIGNATURE_FAILURE:
            case X509_V_ERR_CRL_NOT_YET_VALID:
            case X509_V_ERR_CRL_HAS_EXPIRED:
            case X509_V_ERR_DIFFERENT_CRL_SCOPE:
            case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION: return true;
            default: return false;
        }
    }
};

}  // namespace handclasp::x509
