#pragma once

#include <handclasp/identity/key_store/bag.hpp>
#include <handclasp/identity/key_store/derivation_budget.hpp>

namespace handclasp::pkcs {

inline constexpr std::size_t most_file_size = std::size_t{10} * 1024 * 1024;  // octets of a file of keys

// Opens a PKCS#12 file (RFC 7292): looks at all that it asks for before the first key is derived, then at its MAC, and
// only then decrypts.
//
// Throws identity_error without a file's name: identity_fault::password for a wrong password and for what was altered,
// and the others of derivation_budget.
class container_reader {
public:
    static constexpr std::size_t most_keys = 32, most_bags = 1024, most_safes = 64;

    [[nodiscard]] static bags read(octets file, octets secret) {
        refuse_foreign(file);
        const password chosen(secret);
        return container_reader(chosen).open(file);
    }

private:
    using container = std::unique_ptr<PKCS12, releaser<PKCS12_free>>;

    static constexpr std::string_view advice =
        "convert it: openssl pkcs12 -legacy -in OLD -out PEM, then openssl pkcs12 -export -in PEM -name ALIAS -out NEW";

    explicit container_reader(const password& secret) noexcept : password_(secret), budget_(advice) {}

    [[nodiscard]] bags open(octets file) {
        const unsigned char* at = x509::bytes(file);
        const container outer(d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
        if (!outer || at != x509::bytes(file) + file.size()) refuse("it is no PKCS#12 file, or cut short or damaged");
        budget_.charge_mac(*outer);
        const safe_list safes(PKCS12_unpack_authsafes(outer.get()));
        if (!safes) refuse("it is no PKCS#12 file that a password protects, or damaged");
        if (static_cast<std::size_t>(sk_PKCS7_num(safes.get())) > most_safes) refuse_crowd();
        for (int i = 0; i < sk_PKCS7_num(safes.get()); ++i) survey(sk_PKCS7_value(safes.get(), i));
        if (PKCS12_verify_mac(outer.get(), password_.data(), password_.size()) != 1) throw wrong_password();
        for (PKCS7* const safe : encrypted_) {
            bag_list opened(PKCS12_unpack_p7encdata(safe, password_.data(), password_.size()));
            if (!opened) throw wrong_password();
            take(std::move(opened));
        }
        for (auto& bag : found_) sort(std::move(bag));
        return std::move(sorted_);
    }

    // What is encrypted is charged for and left for later.
    void survey(PKCS7* safe) {
        if (PKCS7_type_is_data(safe)) {
            bag_list open(PKCS12_unpack_p7data(safe));
            if (!open) refuse("a part of it is damaged");
            take(std::move(open));
        } else if (PKCS7_type_is_encrypted(safe) && safe->d.encrypted && safe->d.encrypted->enc_data &&
                   safe->d.encrypted->enc_data->algorithm && safe->d.encrypted->enc_data->enc_data) {
            budget_.charge(*safe->d.encrypted->enc_data->algorithm);
            encrypted_.push_back(safe);
        } else {
            refuse("a part of it is neither data nor encrypted with a password");
        }
    }

    void take(bag_list bags) {
        while (bag_object bag{sk_PKCS12_SAFEBAG_shift(bags.get())}) {
            if (found_.size() == most_bags) refuse_crowd();
            if (PKCS12_SAFEBAG_get_nid(bag.get()) == NID_pkcs8ShroudedKeyBag) {
                const X509_ALGOR* algorithm = nullptr;
                const X509_SIG* const key = PKCS12_SAFEBAG_get0_pkcs8(bag.get());
                if (!key) refuse("a key in it is damaged");
                X509_SIG_get0(key, &algorithm, nullptr);
                budget_.charge(*algorithm);
            }
            found_.push_back(std::move(bag));
        }
    }

    void sort(bag_object bag) {
        auto label = bag_label::of(bag.get());
        switch (PKCS12_SAFEBAG_get_nid(bag.get())) {
            case NID_pkcs8ShroudedKeyBag: {
                const key_info decrypted(PKCS12_decrypt_skey(bag.get(), password_.data(), password_.size()));
                if (!decrypted) throw wrong_password();
                return add_key(std::move(label), decrypted.get());
            }
            case NID_keyBag: return add_key(std::move(label), PKCS12_SAFEBAG_get0_p8inf(bag.get()));
            case NID_certBag: {
                std::optional<x509::certificate> certificate;
                if (PKCS12_SAFEBAG_get_bag_nid(bag.get()) == NID_x509Certificate) {
                    auto read = x509::certificate::adopt(x509::certificate_object(PKCS12_SAFEBAG_get1_cert(bag.get())));
                    if (read) certificate = *std::move(read);
                }
                sorted_.certificates.push_back({std::move(label), std::move(certificate), std::move(bag)});
                return;
            }
            case NID_crlBag: sorted_.certificates.push_back({std::move(label), std::nullopt, std::move(bag)}); return;
            case NID_secretBag: ++sorted_.secrets; return;
            default: refuse("a part of it is of an unknown kind");
        }
    }

    void add_key(bag_label label, const PKCS8_PRIV_KEY_INFO* info) {
        if (sorted_.keys.size() == most_keys) refuse_crowd();
        openssl::key_object key(info ? EVP_PKCS82PKEY(info) : nullptr);
        if (!key) refuse("a private key in it is damaged, or of a kind that OpenSSL does not know");
        sorted_.keys.push_back({std::move(label), std::move(key)});
    }

    // What people take for a key store, each with what helps.
    static void refuse_foreign(octets file) {
        const auto text = as_text(file);
        if (file.empty()) refuse("it is empty");
        if (text.find("-----BEGIN ") != text.npos) {
            refuse("it is PEM and no PKCS#12 file", "make one: openssl pkcs12 -export -in PEM -name ALIAS -out NEW");
        }
        if (text.starts_with("\xfe\xed\xfe\xed") || text.starts_with("\xce\xce\xce\xce")) {
            refuse("it is a Java key store of the old kind (JKS or JCEKS) and no PKCS#12 file",
                   "convert it: keytool -importkeystore -srckeystore OLD -destkeystore NEW -deststoretype PKCS12");
        }
    }

    [[noreturn]] static void refuse(const char* reason, const char* help = "") {
        throw identity_error((ERR_clear_error(), identity_fault::malformed), {}, reason, help);
    }

    [[noreturn]] static void refuse_crowd() {
        throw identity_error(identity_fault::too_large, {}, "it has more keys or certificates than are read here");
    }

    const password& password_;
    derivation_budget budget_;
    std::vector<PKCS7*> encrypted_;  // of what is being opened
    std::vector<bag_object> found_;
    bags sorted_;
};

}  // namespace handclasp::pkcs
