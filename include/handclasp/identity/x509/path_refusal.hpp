#pragma once

#include <handclasp/identity/x509/revocation_reason.hpp>
#include <handclasp/identity/x509/wording.hpp>

namespace handclasp::x509 {

enum class peer_role { server, client };

// Why OpenSSL or this library refuses a path of certificates, in words for people: which certificate, what is wrong
// with it, and what is known besides.
class path_refusal {
public:
    // What stopped X509_verify_cert(). list is the revocation list that it was about, if any; sought the host or
    // address that the certificate should be for.
    [[nodiscard]] static std::string of(X509_STORE_CTX* context, X509_CRL* list, peer_role role,
                                        const std::string& sought) {
        const int error = X509_STORE_CTX_get_error(context);
        X509* const current = X509_STORE_CTX_get_current_cert(context);
        X509* const leaf = X509_STORE_CTX_get0_cert(context);
        X509* const at = current ? current : leaf;
        const std::string which = quoted(at), issuer = "\"" + wording::of(X509_get_issuer_name(at)) + "\"";
        switch (error) {
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
                return which + " is self-signed, and is none of the authorities that are trusted here";
            case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
                return "the chain ends at an unknown authority: " + which + " is none of those that are trusted here";
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
            case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
                if (knows_name(context, X509_get_issuer_name(at))) {
                    return which + " was not issued by the " + issuer +
                        " that is known here: that one has another key, or may not issue certificates";
                }
                return which + " was issued by an unknown authority: " + issuer +
                    " is neither in the chain nor one of those that are trusted here";
            case X509_V_ERR_CERT_SIGNATURE_FAILURE:
                return which + " was not signed by " + issuer + ", whatever it says: it is forged or damaged";
            case X509_V_ERR_CERT_NOT_YET_VALID:
                return which + " is not valid before " + date(X509_get0_notBefore(at)) + "; is the clock here right?";
            case X509_V_ERR_CERT_HAS_EXPIRED: return which + " expired on " + date(X509_get0_notAfter(at));
            case X509_V_ERR_HOSTNAME_MISMATCH:
            case X509_V_ERR_IP_ADDRESS_MISMATCH: return wrong_name(leaf, sought);
            case X509_V_ERR_EE_KEY_TOO_SMALL:
            case X509_V_ERR_CA_KEY_TOO_SMALL:
                return which + " has a weak key, " + key(at) + "; 2048 bits of RSA or 224 of a curve are the least";
            case X509_V_ERR_CA_MD_TOO_WEAK:
                return which + " is signed with a weak hash, " + OBJ_nid2ln(X509_get_signature_nid(at)) +
                    "; SHA-256 would do";
            case X509_V_ERR_INVALID_PURPOSE:
                if (at == leaf) return usage(leaf, role).value_or(which + " may not be used as it is here");
                return which + " may not certify " + (role == peer_role::server ? "servers" : "clients") +
                    ": its extendedKeyUsage or keyUsage says so";
            case X509_V_ERR_INVALID_CA:
                return which + " has issued another, and may not: CA:TRUE and keyCertSign are needed for that";
            case X509_V_ERR_CA_CERT_MISSING_KEY_USAGE:
                return which + " has issued another, and does not say that it may: its keyUsage is missing; openssl " +
                    "makes one with -addext keyUsage=critical,keyCertSign,cRLSign";
            case X509_V_ERR_CA_BCONS_NOT_CRITICAL:
                return which + " has basicConstraints that are not critical; openssl makes them so with -addext " +
                    "basicConstraints=critical,CA:TRUE";
            case X509_V_ERR_PATH_LENGTH_EXCEEDED:
                return "there are more authorities below " + which + " than its pathlen allows";
            case X509_V_ERR_CERT_CHAIN_TOO_LONG: return "the chain is too long";
            case X509_V_ERR_PERMITTED_VIOLATION:
            case X509_V_ERR_EXCLUDED_VIOLATION:
                return which + " has a name that an authority above it may not certify (nameConstraints)";
            default: return of_revocation(list, error, at, which, issuer);
        }
    }

    // A certificate that the list has.
    [[nodiscard]] static std::string revoked(X509* certificate, X509_CRL* list) {
        X509_REVOKED* entry = nullptr;
        if (list) X509_CRL_get0_by_cert(list, &entry, certificate);
        auto text = quoted(certificate) + " was revoked by \"" + wording::of(X509_get_issuer_name(certificate)) + "\"";
        if (!entry) return text;
        text += " on " + date(X509_REVOKED_get0_revocationDate(entry));
        const auto reason = reason_extension::read(entry);
        if (reason != revocation_reason::unspecified) text.append(" (").append(name_of(reason)).append(")");
        return text;
    }

    // What the certificate of a peer in that role lacks, beyond what OpenSSL demands: an extension that is missing
    // allows everything there, and nothing here.
    [[nodiscard]] static std::optional<std::string> usage(X509* leaf, peer_role role) {
        const std::uint32_t flags = X509_get_extension_flags(leaf);
        const bool server = role == peer_role::server;
        if ((flags & EXFLAG_INVALID) != 0) return quoted(leaf) + " has a malformed extension";
        if ((flags & EXFLAG_CA) != 0) {
            return quoted(leaf) + " is that of an authority (CA:TRUE); " + (server ? "servers" : "clients") +
                " need one that an authority has issued to them";
        }
        if ((flags & EXFLAG_KUSAGE) == 0 || (X509_get_key_usage(leaf) & KU_DIGITAL_SIGNATURE) == 0) {
            return quoted(leaf) + " is not for signing: its keyUsage lacks digitalSignature";
        }
        const std::uint32_t needed = server ? XKU_SSL_SERVER : XKU_SSL_CLIENT;
        if ((flags & EXFLAG_XKUSAGE) == 0 || (X509_get_extended_key_usage(leaf) & needed) == 0) {
            return quoted(leaf) +
                (server ? " is not for servers: its extendedKeyUsage lacks serverAuth"
                        : " is not for clients: its extendedKeyUsage lacks clientAuth");
        }
        return std::nullopt;
    }

    // The certificate of a peer that is trusted here itself, as an anchor, and that nobody else vouches for.
    [[nodiscard]] static std::string no_authority(const X509* leaf) {
        return quoted(leaf) + " has no authority above it; to trust it for itself, pin its fingerprint";
    }

    [[nodiscard]] static std::string quoted(const X509* certificate) {
        return "certificate \"" + wording::of(X509_get_subject_name(certificate)) + "\"";
    }

private:
    [[nodiscard]] static std::string of_revocation(X509_CRL* list, int error, X509* at, const std::string& which,
                                                   const std::string& issuer) {
        const std::string of_issuer = "the revocation list (CRL) of " + issuer;
        switch (error) {
            case X509_V_ERR_CERT_REVOKED: return revoked(at, list);
            case X509_V_ERR_UNABLE_TO_GET_CRL:
                return of_issuer + " is missing; without it nobody can tell whether " + which + " was revoked";
            case X509_V_ERR_CRL_HAS_EXPIRED:
                return of_issuer + " expired" + (list ? " on " + date(X509_CRL_get0_nextUpdate(list)) : "") +
                    "; get a new one";
            case X509_V_ERR_CRL_NOT_YET_VALID:
                return of_issuer + " is not valid" +
                    (list ? " before " + date(X509_CRL_get0_lastUpdate(list)) : " yet") + "; is the clock here right?";
            case X509_V_ERR_CRL_SIGNATURE_FAILURE: return of_issuer + " is not signed by it: it is forged or damaged";
            case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN: return of_issuer + " is void: its keyUsage lacks cRLSign";
            default: return which + " is refused: " + X509_verify_cert_error_string(error);
        }
    }

    // Whether a certificate of the chain, or a trusted one, has that name.
    [[nodiscard]] static bool knows_name(X509_STORE_CTX* context, const X509_NAME* name) noexcept {
        STACK_OF(X509)* const trusted = X509_STORE_CTX_get1_certs(context, name);
        const bool is_trusted = sk_X509_num(trusted) > 0;
        sk_X509_pop_free(trusted, X509_free);
        STACK_OF(X509)* const others = X509_STORE_CTX_get0_untrusted(context);
        for (int i = 0; i < sk_X509_num(others); ++i) {
            if (X509_NAME_cmp(X509_get_subject_name(sk_X509_value(others, i)), name) == 0) return true;
        }
        return is_trusted;
    }

    [[nodiscard]] static std::string wrong_name(const X509* leaf, const std::string& sought) {
        constexpr std::size_t most = 10;
        const auto names = wording::names_of(leaf);
        const std::string start = quoted(leaf) + " is not for " + sought;
        if (names.empty()) return start + ": it has no name in subjectAltName, and its common name does not count";
        std::string listed;
        for (std::size_t i = 0; i < names.size() && i < most; ++i) listed += (i > 0 ? ", " : "") + names[i];
        if (names.size() > most) listed += " and " + std::to_string(names.size() - most) + " more";
        return start + "; it is for " + listed;
    }

    [[nodiscard]] static std::string key(const X509* certificate) {
        EVP_PKEY* const key = X509_get0_pubkey(certificate);
        const char* const type = key ? EVP_PKEY_get0_type_name(key) : nullptr;
        if (!type) return "of an unknown kind";
        return std::string(type) + " of " + std::to_string(EVP_PKEY_get_bits(key)) + " bits";
    }

    [[nodiscard]] static std::string date(const ASN1_TIME* time) {
        const auto read = wording::time_of(time);
        return read ? wording::of(*read) : "(a time that is none)";
    }
};

}  // namespace handclasp::x509
