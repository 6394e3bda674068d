#pragma once

#include <handclasp/identity/x509/library.hpp>

#include <array>

namespace handclasp::x509 {

// What a certificate may be used for: the extendedKeyUsage of the leaf that it becomes.
enum class certificate_use { server, client, both };

// Whether somebody who does not know an extension has to refuse the certificate.
enum class criticality { critical, not_critical };

// Extensions as certificates, requests and revocation lists carry them (RFC 5280, section 4.2). std::system_error where
// OpenSSL fails.
class extensions {
public:
    extensions() noexcept = default;
    extensions(const extensions&) = delete;
    extensions& operator=(const extensions&) = delete;
    ~extensions() { sk_X509_EXTENSION_pop_free(list_, X509_EXTENSION_free); }

    // Section 4.2.1.9. No other authority may stand between an authority and what it issues.
    void add_authority() {
        const object<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free> constraints(BASIC_CONSTRAINTS_new());
        concluded(constraints != nullptr).value();
        constraints->ca = asn1_true;
        constraints->pathlen = ASN1_INTEGER_new();
        concluded(constraints->pathlen && ASN1_INTEGER_set(constraints->pathlen, 0) == 1).value();
        add(NID_basic_constraints, constraints.get(), criticality::critical);
        add_key_usage(std::array{key_cert_sign, crl_sign});
    }

    // All that says what a leaf is for, but its names.
    void add_leaf(certificate_use use) {
        const object<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free> constraints(BASIC_CONSTRAINTS_new());
        concluded(constraints != nullptr).value();
        add(NID_basic_constraints, constraints.get(), criticality::critical);
        add_leaf_usage(use);
    }

    // Sections 4.2.1.3 and 4.2.1.12: digital signatures, as a server or a client or either.
    void add_leaf_usage(certificate_use use) {
        add_key_usage(std::array{digital_signature});
        const object<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> purposes(EXTENDED_KEY_USAGE_new());
        concluded(purposes != nullptr).value();
        if (use != certificate_use::client) push(*purposes, NID_server_auth);
        if (use != certificate_use::server) push(*purposes, NID_client_auth);
        add(NID_ext_key_usage, purposes.get(), criticality::not_critical);
    }

    // Section 4.2.1.6. Nothing where there are none.
    void add_names(const general_names& names) {
        if (names) add(NID_subject_alt_name, names.get(), criticality::not_critical);
    }

    // Section 4.2.1.2; a hash of the key as in RFC 7093, section 2, method 1, which uses no SHA-1.
    void add_subject_key(X509* of) {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
        constexpr int size = 20;
        unsigned int whole = 0;
        concluded(X509_pubkey_digest(of, EVP_sha256(), digest.data(), &whole) == 1 && whole >= size).value();
        const key_identifier identifier(ASN1_OCTET_STRING_new());
        concluded(identifier && ASN1_OCTET_STRING_set(identifier.get(), digest.data(), size) == 1).value();
        add(NID_subject_key_identifier, identifier.get(), criticality::not_critical);
    }

    // Section 4.2.1.1: which of its issuer's keys has signed. The issuer has a subject key identifier.
    void add_issuer_key(X509* issuer) {
        const object<AUTHORITY_KEYID, AUTHORITY_KEYID_free> identifier(AUTHORITY_KEYID_new());
        const ASN1_OCTET_STRING* const of_issuer = X509_get0_subject_key_id(issuer);
        concluded(identifier && of_issuer).value();
        identifier->keyid = ASN1_OCTET_STRING_dup(of_issuer);
        concluded(identifier->keyid != nullptr).value();
        add(NID_authority_key_identifier, identifier.get(), criticality::not_critical);
    }

    // Section 5.2.3.
    void add_list_number(std::uint64_t number) {
        const object<ASN1_INTEGER, ASN1_INTEGER_free> integer(ASN1_INTEGER_new());
        concluded(integer && ASN1_INTEGER_set_uint64(integer.get(), number) == 1).value();
        add(NID_crl_number, integer.get(), criticality::not_critical);
    }

    // Null where there is none.
    [[nodiscard]] const STACK_OF(X509_EXTENSION) * list() const noexcept { return list_; }

private:
    template <class Object, auto Release>
    using object = std::unique_ptr<Object, releaser<Release>>;
    using key_identifier = object<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;

    static constexpr int asn1_true = 0xff;
    static constexpr int digital_signature = 0, key_cert_sign = 5, crl_sign = 6;  // bits of section 4.2.1.3

    template <std::size_t Count>
    void add_key_usage(const std::array<int, Count>& bits) {
        const object<ASN1_BIT_STRING, ASN1_BIT_STRING_free> usage(ASN1_BIT_STRING_new());
        bool set = usage != nullptr;
        for (const int bit : bits) set = set && ASN1_BIT_STRING_set_bit(usage.get(), bit, 1) == 1;
        concluded(set).value();
        add(NID_key_usage, usage.get(), criticality::critical);
    }

    static void push(EXTENDED_KEY_USAGE& purposes, int purpose) {
        concluded(sk_ASN1_OBJECT_push(&purposes, OBJ_nid2obj(purpose)) > 0).value();
    }

    void add(int kind, void* value, criticality critical) {
        const int flag = critical == criticality::critical ? 1 : 0;
        concluded(X509V3_add1_i2d(&list_, kind, value, flag, X509V3_ADD_DEFAULT) == 1).value();
    }

    STACK_OF(X509_EXTENSION) * list_ = nullptr;
};

}  // namespace handclasp::x509
