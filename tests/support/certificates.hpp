// Certificates, revocation lists and their keys, made in memory by OpenSSL's own functions, good or with one thing
// wrong. They are valid around one moment of their own, so that no test depends on today.
#pragma once

#include "support/hex.hpp"

#include <handclasp/identity/x509/chain.hpp>
#include <handclasp/identity/x509/keyed_identity.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>

namespace test::pki {

namespace hc = handclasp;
using hc::x509::certificate;
using std::chrono::days;
using std::chrono::sys_seconds;

inline const sys_seconds now = std::chrono::sys_days(std::chrono::year(2026) / 6 / 15);

using key = std::shared_ptr<EVP_PKEY>;

inline key owned(EVP_PKEY* made) {
    if (!made) throw std::runtime_error("OpenSSL made no key");
    return key(made, EVP_PKEY_free);
}
inline key curve_key(const char* curve = "P-256") {
    return owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve));
}
inline key ed25519_key() {
    return owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
}
inline key rsa_key(std::size_t bits) {
    return owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits));
}

inline hc::openssl::key_object share(const key& shared) {
    EVP_PKEY_up_ref(shared.get());
    return hc::openssl::key_object(shared.get());
}
inline hc::x509::private_key private_key(const key& shared) {
    return hc::x509::private_key::adopt(share(shared)).value();
}

// What a certificate says. Extensions are written as OpenSSL's configuration has them; an empty one is left out.
struct contents {
    std::string common_name = "server";
    std::string names = "DNS:server.example";
    std::string constraints = "critical,CA:FALSE";
    std::string key_usage = "critical,digitalSignature";
    std::string extended_key_usage = "serverAuth";
    std::string name_constraints = {};
    sys_seconds from = now - days(30);
    sys_seconds to = now + days(30);
    const char* hash = "SHA256";
};

inline contents authority(std::string common_name) {
    contents made;
    made.common_name = std::move(common_name);
    made.names.clear();
    made.constraints = "critical,CA:TRUE";
    made.key_usage = "critical,keyCertSign,cRLSign";
    made.extended_key_usage.clear();
    made.from = now - days(365);
    made.to = now + days(365);
    return made;
}

// A certificate and the key that belongs to it.
struct holder {
    pki::key key;
    pki::certificate certificate;
};

inline void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

inline const EVP_MD* hash_for(EVP_PKEY* signer, const char* name) {
    return EVP_PKEY_is_a(signer, "ED25519") ? nullptr : EVP_get_digestbyname(name);
}

inline void extend(X509* made, X509* issuer, int kind, const std::string& value) {
    if (value.empty()) return;
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, made, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    require(extension && X509_add_ext(made, extension, -1) == 1, value.c_str());
    X509_EXTENSION_free(extension);
}

// Signed by the issuer; by its own key where there is none.
inline holder issue(const holder* issuer, const contents& says, key subject_key = curve_key()) {
    static long serial = 1000;
    hc::x509::certificate_object made(X509_new());
    X509* const x = made.get();
    X509* const above = issuer ? issuer->certificate.handle() : x;
    EVP_PKEY* const signer = issuer ? issuer->key.get() : subject_key.get();
    require(X509_set_version(x, 2) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial) == 1 &&
                X509_set_pubkey(x, subject_key.get()) == 1 &&
                ASN1_TIME_set(X509_getm_notBefore(x), says.from.time_since_epoch().count()) &&
                ASN1_TIME_set(X509_getm_notAfter(x), says.to.time_since_epoch().count()),
            "fields");
    if (!says.common_name.empty()) {
        require(X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                                           reinterpret_cast<const unsigned char*>(says.common_name.c_str()), -1, -1,
                                           0) == 1,
                "name");
    }
    require(X509_set_issuer_name(x, X509_get_subject_name(above)) == 1, "issuer");
    extend(x, above, NID_subject_key_identifier, "hash");
    extend(x, above, NID_authority_key_identifier, issuer ? "keyid" : "");
    extend(x, above, NID_basic_constraints, says.constraints);
    extend(x, above, NID_key_usage, says.key_usage);
    extend(x, above, NID_ext_key_usage, says.extended_key_usage);
    extend(x, above, NID_subject_alt_name, says.names);
    extend(x, above, NID_name_constraints, says.name_constraints);
    require(X509_sign(x, signer, hash_for(signer, says.hash)) > 0, "signature");
    auto read = certificate::adopt(std::move(made)).value();
    ERR_clear_error();
    return {std::move(subject_key), std::move(read)};
}

// A revocation list in PEM.
inline std::string revoke(const holder& issuer, const std::vector<certificate>& revoked,
                          sys_seconds from = now - days(1), sys_seconds to = now + days(1)) {
    const hc::x509::revocation_list_object list(X509_CRL_new());
    const auto time = [](sys_seconds at) {
        return std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)>(
            ASN1_TIME_set(nullptr, at.time_since_epoch().count()), ASN1_TIME_free);
    };
    require(X509_CRL_set_version(list.get(), 1) == 1 &&
                X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.handle())) == 1 &&
                X509_CRL_set1_lastUpdate(list.get(), time(from).get()) == 1 &&
                X509_CRL_set1_nextUpdate(list.get(), time(to).get()) == 1,
            "revocation list");
    for (const auto& each : revoked) {
        X509_REVOKED* const entry = X509_REVOKED_new();
        require(X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(each.handle())) == 1 &&
                    X509_REVOKED_set_revocationDate(entry, time(now - days(2)).get()) == 1 &&
                    X509_CRL_add0_revoked(list.get(), entry) == 1,
                "revocation");
    }
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer.certificate.handle(), nullptr, nullptr, list.get(), 0);
    X509_EXTENSION* const identifier =
        X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always");
    require(identifier && X509_CRL_add_ext(list.get(), identifier, -1) == 1, "key identifier");
    X509_EXTENSION_free(identifier);
    require(X509_CRL_sort(list.get()) == 1 &&
                X509_CRL_sign(list.get(), issuer.key.get(), hash_for(issuer.key.get(), "SHA256")) > 0,
            "signature of the list");
    const hc::x509::stream out(BIO_new(BIO_s_mem()));
    require(PEM_write_bio_X509_CRL(out.get(), list.get()) == 1, "PEM");
    ERR_clear_error();
    return text_of(hc::x509::written(out));
}

inline hc::x509::chain chain_of(std::vector<certificate> leaf_first) {
    return hc::x509::chain::make(std::move(leaf_first)).value();
}
inline hc::x509::keyed_identity identity_of(const holder& leaf, const std::vector<certificate>& others = {}) {
    std::vector<certificate> all{leaf.certificate};
    all.insert(all.end(), others.begin(), others.end());
    return hc::x509::keyed_identity::make(private_key(leaf.key), chain_of(all)).value();
}

// The octets that a chain would have on the wire, whatever they are.
inline bytes wire(const std::vector<bytes>& certificates) {
    bytes all;
    for (const auto& each : certificates) {
        all.push_back(static_cast<std::byte>(each.size() >> 8));
        all.push_back(static_cast<std::byte>(each.size() & 0xff));
        all.insert(all.end(), each.begin(), each.end());
    }
    return all;
}

inline std::string pem_of(const std::vector<certificate>& certificates) {
    std::string text;
    for (const auto& each : certificates) text += each.pem();
    return text;
}

inline std::string private_pem_of(const key& private_half) {
    const hc::x509::stream out(BIO_new(BIO_s_mem()));
    require(PEM_write_bio_PKCS8PrivateKey(out.get(), private_half.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
            "PEM");
    return text_of(hc::x509::written(out));
}

}  // namespace test::pki
