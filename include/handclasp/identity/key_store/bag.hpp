#pragma once

#include <handclasp/identity/x509/certificate.hpp>

namespace handclasp::pkcs {

using x509::failed;
using x509::releaser;

using bag_object = std::unique_ptr<PKCS12_SAFEBAG, releaser<PKCS12_SAFEBAG_free>>;
using key_info = std::unique_ptr<PKCS8_PRIV_KEY_INFO, releaser<PKCS8_PRIV_KEY_INFO_free>>;  // wiped by OpenSSL
using encrypted_key = std::unique_ptr<X509_SIG, releaser<X509_SIG_free>>;

struct release_text {
    void operator()(void* text) const noexcept { OPENSSL_free(text); }
};
struct release_bags {
    void operator()(STACK_OF(PKCS12_SAFEBAG) * bags) const noexcept {
        sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    }
};
using bag_list = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), release_bags>;

struct release_safes {
    void operator()(STACK_OF(PKCS7) * safes) const noexcept { sk_PKCS7_pop_free(safes, PKCS7_free); }
};
using safe_list = std::unique_ptr<STACK_OF(PKCS7), release_safes>;

// How the bags of a PKCS#12 file belong together (RFC 7292, section 4.2).
struct bag_label {
    std::string alias;              // friendlyName in UTF-8; empty where it has none
    std::vector<std::byte> key_id;  // localKeyID, which a key has in common with its certificate; empty likewise
    bool other_attributes = false;  // it says something besides these

    [[nodiscard]] static bag_label of(PKCS12_SAFEBAG* bag) {
        bag_label read;
        read.alias = name_of(PKCS12_SAFEBAG_get0_attr(bag, NID_friendlyName));
        const ASN1_TYPE* const id = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
        if (id && id->type == V_ASN1_OCTET_STRING) {
            const ASN1_OCTET_STRING* const octet_string = id->value.octet_string;
            const auto* const first = reinterpret_cast<const std::byte*>(ASN1_STRING_get0_data(octet_string));
            read.key_id.assign(first, first + ASN1_STRING_length(octet_string));
        }
        const auto* const all = PKCS12_SAFEBAG_get0_attrs(bag);
        for (int i = 0; i < sk_X509_ATTRIBUTE_num(all); ++i) {
            const int kind = OBJ_obj2nid(X509_ATTRIBUTE_get0_object(sk_X509_ATTRIBUTE_value(all, i)));
            read.other_attributes = read.other_attributes || (kind != NID_friendlyName && kind != NID_localKeyID);
        }
        return read;
    }

private:
    // From UTF-16. PKCS12_get_friendlyname() loses a last character of three octets (OpenSSL 3.0), unless a zero
    // follows.
    [[nodiscard]] static std::string name_of(const ASN1_TYPE* attribute) {
        if (!attribute || attribute->type != V_ASN1_BMPSTRING) return {};
        const ASN1_BMPSTRING* const text = attribute->value.bmpstring;
        std::vector<unsigned char> ended(ASN1_STRING_get0_data(text),
                                         ASN1_STRING_get0_data(text) + ASN1_STRING_length(text));
        ended.insert(ended.end(), 2, 0);
        const std::unique_ptr<char, release_text> name(OPENSSL_uni2utf8(ended.data(), static_cast<int>(ended.size())));
        return name ? name.get() : std::string();
    }
};

struct key_bag {
    bag_label label;
    openssl::key_object key;
};

// A certificate, or a revocation list or whatever else has no certificate in it and is kept as it is.
struct certificate_bag {
    bag_label label;
    std::optional<x509::certificate> certificate;
    bag_object whole;
};

// All that is in a PKCS#12 file.
struct bags {
    std::vector<key_bag> keys;
    std::vector<certificate_bag> certificates;
    std::size_t secrets = 0;  // how many of keytool's secret keys, which are encrypted once more, there are besides
};

}  // namespace handclasp::pkcs
