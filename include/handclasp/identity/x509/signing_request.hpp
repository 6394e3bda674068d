#pragma once

#include <handclasp/identity/x509/certificate_draft.hpp>
#include <handclasp/identity/x509/pem_text.hpp>

namespace handclasp::x509 {

// What the owner of a key asks an authority to certify (PKCS#10, RFC 2986). Its signature shows that whoever asks has
// the key; what it says of names is a wish.
class signing_request {
public:
    static constexpr std::size_t max_size = std::size_t{64} * 1024;  // octets of its PEM

    // Asks for these names and that use. identity_error, as in subject_encoding; std::system_error: errc::backend.
    [[nodiscard]] static signing_request make(const private_key& key, const subject& who, certificate_use use) {
        if (!key.handle()) throw std::system_error(errc::invalid_argument);
        const auto name = subject_encoding::name_of(who);
        extensions wished;
        wished.add_leaf_usage(use);
        wished.add_names(subject_encoding::names_of(who));
        request_object made(X509_REQ_new());
        concluded(made && X509_REQ_set_version(made.get(), X509_REQ_VERSION_1) == 1 &&
                  X509_REQ_set_subject_name(made.get(), name.get()) == 1 &&
                  X509_REQ_set_pubkey(made.get(), key.handle()) == 1 &&
                  X509_REQ_add_extensions(made.get(), wished.list()) == 1 &&
                  X509_REQ_sign(made.get(), key.handle(), certificate_draft::signing_hash(key)) > 0)
            .value();
        return signing_request(std::move(made));
    }

    // The first one in a text in PEM. errc::malformed; errc::bad_public_key for a key that no identity may have
    // (key_form says which); errc::bad_proof where the signature is not that key's.
    [[nodiscard]] static result<signing_request> from_pem(octets text) {
        if (text.size() > max_size) return errc::malformed;
        const auto in = reading(text);
        if (!in) return failed();
        request_object read(PEM_read_bio_X509_REQ(in.get(), nullptr, no_password, nullptr));
        if (!read) return failed(errc::malformed);
        EVP_PKEY* const key = X509_REQ_get0_pubkey(read.get());
        if (!key_form::kind_of(key)) return failed(errc::bad_public_key);
        if (X509_REQ_verify(read.get(), key) != 1) return failed(errc::bad_proof);
        return signing_request(std::move(read));
    }

    // What it asks for: its common name, which is empty where it has none or several, and the DNS names and addresses
    // of its subjectAltName. For people to read, and to take over, as it is or in part, into what issue() grants.
    [[nodiscard]] subject wanted() const { return {common_name(), names()}; }

    // What the certificate will be known by, whoever issues it. errc::backend.
    [[nodiscard]] result<handclasp::fingerprint> fingerprint() const { return fingerprint_of(public_key()); }

    // std::system_error: errc::backend.
    [[nodiscard]] std::string pem() const { return pem_of<X509_REQ>(object_.get(), PEM_write_bio_X509_REQ); }

    // OpenSSL's object, which goes on belonging here.
    [[nodiscard]] EVP_PKEY* public_key() const noexcept { return X509_REQ_get0_pubkey(object_.get()); }

private:
    struct release_list {
        void operator()(STACK_OF(X509_EXTENSION) * list) const noexcept {
            sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
        }
    };
    struct release_text {
        void operator()(unsigned char* text) const noexcept { OPENSSL_free(text); }
    };

    explicit signing_request(request_object object) noexcept : object_(std::move(object)) {}

    [[nodiscard]] std::string common_name() const {
        const X509_NAME* const name = X509_REQ_get_subject_name(object_.get());
        const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
        if (at < 0 || X509_NAME_get_index_by_NID(name, NID_commonName, at) >= 0) return {};
        unsigned char* text = nullptr;
        const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
        if (size < 0) return ERR_clear_error(), std::string();
        const std::unique_ptr<unsigned char, release_text> owner(text);
        std::string read(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
        return text::is_plain(read) ? read : std::string();
    }

    [[nodiscard]] std::vector<std::string> names() const {
        const std::unique_ptr<STACK_OF(X509_EXTENSION), release_list> wished(X509_REQ_get_extensions(object_.get()));
        const general_names all(
            static_cast<GENERAL_NAMES*>(X509V3_get_d2i(wished.get(), NID_subject_alt_name, nullptr, nullptr)));
        std::vector<std::string> listed;
        for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
            if (auto name = wording::of(sk_GENERAL_NAME_value(all.get(), i))) listed.push_back(*std::move(name));
        }
        ERR_clear_error();
        return listed;
    }

    request_object object_;
};

}  // namespace handclasp::x509
