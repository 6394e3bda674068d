#pragma once

#include "peers/peer.hpp"

#include <handclasp/policy/openssl/library.hpp>

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <string>

namespace peers {

// A certificate with RSA-2048 that is its own authority, made in memory for one host name.
class self_signed {
public:
    explicit self_signed(const std::string& host)
        : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})), certificate_(X509_new()) {
        require(key_ != nullptr && certificate_ != nullptr, "EVP_PKEY_Q_keygen");
        X509* const made = certificate_.get();
        X509_NAME* const name = X509_get_subject_name(made);
        constexpr long hour = 3600;
        require(X509_set_version(made, X509_VERSION_3) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(made), 1) == 1 &&
                    X509_gmtime_adj(X509_getm_notBefore(made), -hour) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(made), 24 * hour) != nullptr &&
                    X509_set_pubkey(made, key_.get()) == 1 &&
                    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytes(handclasp::as_octets(host)),
                                               static_cast<int>(host.size()), -1, 0) == 1 &&
                    X509_set_issuer_name(made, name) == 1,
                "X509_set");
        const std::string alternative = "DNS:" + host;
        const std::unique_ptr<X509_EXTENSION, handclasp::openssl::releaser<X509_EXTENSION_free>> extension(
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative.c_str()));
        require(extension && X509_add_ext(made, extension.get(), -1) == 1, "X509_add_ext");
        require(X509_sign(made, key_.get(), EVP_sha256()) > 0, "X509_sign");
    }

    [[nodiscard]] EVP_PKEY* key() const noexcept { return key_.get(); }
    [[nodiscard]] X509* certificate() const noexcept { return certificate_.get(); }

private:
    handclasp::openssl::key_object key_;
    std::unique_ptr<X509, handclasp::openssl::releaser<X509_free>> certificate_;
};

}  // namespace peers
