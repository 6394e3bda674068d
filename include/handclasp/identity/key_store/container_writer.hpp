#pragma once

#include <handclasp/identity/key_store/entry.hpp>

namespace handclasp::pkcs {

// How often a password is hashed for each key, for the certificates, and for the MAC, whose round is one hash where
// PBKDF2 has two: to guess is as dear at either place.
inline constexpr int key_rounds = 600'000, mac_rounds = 1'200'000;
inline constexpr int salt_size = 16;
static_assert((container_reader::most_keys + 1) * key_rounds + mac_rounds <= derivation_budget::most_rounds,
              "handclasp: a key store could be written that is not read again");

// A PKCS#12 file of which every program reads every part: keys and certificates encrypted with PBES2, that is PBKDF2
// with HMAC-SHA-256 and AES-256 in CBC mode; a MAC of HMAC-SHA-256 with PKCS#12's own derivation.
//
// std::system_error: errc::backend. identity_error: identity_fault::too_large.
class container_writer {
public:
    [[nodiscard]] static std::vector<std::byte> write(const content& what, octets secret) {
        if (what.entries.size() > container_reader::most_keys) {
            throw identity_error(identity_fault::too_large, {}, "a key store here has at most 32 entries");
        }
        container_writer work((password(secret)));
        for (const auto& each : what.others) work.keep(*each);
        for (const auto& each : what.entries) work.add(each);
        return std::move(work).finish();
    }

private:
    static constexpr int encryption = NID_aes_256_cbc;

    explicit container_writer(const password& secret)
        : password_(secret), keys_(sk_PKCS12_SAFEBAG_new_null()), certificates_(sk_PKCS12_SAFEBAG_new_null()) {
        x509::concluded(keys_ && certificates_).value();
    }

    void add(const entry& what) {
        const auto id = identifier_of(what);
        const key_info info(EVP_PKEY2PKCS8(what.key.get()));
        x509::concluded(info != nullptr).value();
        auto key = bag_object(PKCS12_SAFEBAG_create_pkcs8_encrypt(encryption, password_.data(), password_.size(),
                                                                  nullptr, salt_size, key_rounds, info.get()));
        label(key.get(), what.alias, id);
        push(*keys_, std::move(key));
        for (std::size_t i = 0; i < what.certificates.size(); ++i) {
            const auto& certificate = what.certificates[i];
            if (i > 0 && is_written(certificate)) continue;
            auto bag = bag_object(PKCS12_SAFEBAG_create_cert(certificate.handle()));
            if (i == 0) label(bag.get(), what.alias, id);
            push(*certificates_, std::move(bag));
        }
    }

    void keep(PKCS12_SAFEBAG& bag) {
        push(*certificates_,
             bag_object(static_cast<PKCS12_SAFEBAG*>(ASN1_item_dup(ASN1_ITEM_rptr(PKCS12_SAFEBAG), &bag))));
    }

    // Whether a certificate of a chain is there already. The names of leaves are their own.
    [[nodiscard]] bool is_written(const x509::certificate& certificate) const {
        for (int i = 0; i < sk_PKCS12_SAFEBAG_num(certificates_.get()); ++i) {
            const auto* const bag = sk_PKCS12_SAFEBAG_value(certificates_.get(), i);
            if (PKCS12_SAFEBAG_get_nid(bag) != NID_certBag || PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID)) continue;
            const x509::certificate_object other(PKCS12_SAFEBAG_get1_cert(bag));
            if (other && X509_cmp(other.get(), certificate.handle()) == 0) return true;
        }
        ERR_clear_error();
        return false;
    }

    // Its own for each entry, also where two have the same certificate.
    [[nodiscard]] static std::array<std::byte, openssl::sha256::size> identifier_of(const entry& what) {
        openssl::sha256 hash;
        hash.update(as_octets(what.alias));
        if (!what.certificates.empty()) hash.update(what.certificates.front().der());
        std::array<std::byte, openssl::sha256::size> id;
        hash.finish(id);
        return id;
    }

    static void label(PKCS12_SAFEBAG* bag, const std::string& alias, std::array<std::byte, openssl::sha256::size> id) {
        x509::concluded(bag && name(bag, alias) &&
                        PKCS12_add_localkeyid(bag, x509::bytes(id), static_cast<int>(id.size())) == 1)
            .value();
    }

    // In UTF-16, as Java has it: OpenSSL's function for UTF-8 takes no characters beyond the first 65,536.
    [[nodiscard]] static bool name(PKCS12_SAFEBAG* bag, const std::string& alias) {
        constexpr int end = 2;  // octets of the zero that OpenSSL puts behind a text
        unsigned char* text = nullptr;
        int size = 0;
        if (!OPENSSL_utf82uni(alias.data(), static_cast<int>(alias.size()), &text, &size)) return false;
        const std::unique_ptr<unsigned char, release_text> owner(text);
        return PKCS12_add_friendlyname_uni(bag, text, size - end) == 1;
    }

    static void push(STACK_OF(PKCS12_SAFEBAG) & to, bag_object bag) {
        x509::concluded(bag && sk_PKCS12_SAFEBAG_push(&to, bag.get()) > 0).value();
        static_cast<void>(bag.release());  // the list has taken it
    }

    static void push(STACK_OF(PKCS7) & to, PKCS7* made) {
        std::unique_ptr<PKCS7, releaser<PKCS7_free>> safe(made);
        x509::concluded(safe && sk_PKCS7_push(&to, safe.get()) > 0).value();
        static_cast<void>(safe.release());
    }

    [[nodiscard]] std::vector<std::byte> finish() && {
        const safe_list safes(sk_PKCS7_new_null());
        x509::concluded(safes != nullptr).value();
        push(*safes, PKCS12_pack_p7data(keys_.get()));
        push(*safes,
             PKCS12_pack_p7encdata(encryption, password_.data(), password_.size(), nullptr, salt_size, key_rounds,
                                   certificates_.get()));
        const std::unique_ptr<PKCS12, releaser<PKCS12_free>> outer(PKCS12_add_safes(safes.get(), 0));
        x509::concluded(outer &&
                        PKCS12_set_mac(outer.get(), password_.data(), password_.size(), nullptr, salt_size, mac_rounds,
                                       EVP_sha256()) == 1)
            .value();
        auto der = x509::encoded<PKCS12>(outer.get(), i2d_PKCS12);
        if (der.empty()) throw std::system_error(errc::backend);
        return der;
    }

    password password_;
    bag_list keys_, certificates_;
};

}  // namespace handclasp::pkcs
