#pragma once

#include <handclasp/identity/key_store/bag.hpp>
#include <handclasp/identity/key_store/derivation_budget.hpp>
#include <handclasp/identity/x509/pem.hpp>
#include <handclasp/identity/x509/pem_text.hpp>

namespace handclasp::pkcs {

// A private key in PEM (PKCS#8, RFC 5958). What is thrown is as in derivation_budget and password.
class key_block {
public:
    static constexpr int rounds = 600'000;  // of PBKDF2
    static constexpr int salt_size = 16;

    // Encrypted with PBES2: PBKDF2 with HMAC-SHA-256, and AES-256 in CBC mode. std::system_error: errc::backend.
    [[nodiscard]] static std::string write(EVP_PKEY* key, octets secret) {
        const password chosen(secret);
        const key_info info(key ? EVP_PKEY2PKCS8(key) : nullptr);
        x509::concluded(info != nullptr).value();
        constexpr int with_cipher = -1;
        const encrypted_key encrypted(PKCS8_encrypt(with_cipher, EVP_aes_256_cbc(), chosen.data(), chosen.size(),
                                                    nullptr, salt_size, rounds, info.get()));
        x509::concluded(encrypted != nullptr).value();
        return x509::pem_of<X509_SIG>(encrypted.get(), PEM_write_bio_PKCS8);
    }

    // The key of a block, which is_private_key(). The password may be empty where the key is not encrypted.
    [[nodiscard]] static openssl::key_object read(const x509::pem_block& block, octets secret) {
        if (block.label() == PEM_STRING_PKCS8INF) return key_of(*parsed<key_info>(block, d2i_PKCS8_PRIV_KEY_INFO));
        if (block.label() == PEM_STRING_PKCS8) return key_of(*decrypted(block, secret));
        throw identity_error(identity_fault::weak, {},
                             "a key of the form '" + x509::wording::printable(block.label()) + "' is not read here",
                             advice);
    }

private:
    static constexpr std::string_view advice = "convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW";

    // Of just the block's octets.
    template <class Owner, class Read>
    [[nodiscard]] static Owner parsed(const x509::pem_block& block, Read read) {
        const octets content = block.content();
        const unsigned char* at = x509::bytes(content);
        Owner made(read(nullptr, &at, static_cast<long>(content.size())));
        if (!made || at != x509::bytes(content) + content.size()) refuse_damaged();
        return made;
    }

    [[nodiscard]] static key_info decrypted(const x509::pem_block& block, octets secret) {
        if (secret.empty()) {
            throw identity_error(identity_fault::password, {},
                                 "its private key is encrypted, and no password is given");
        }
        const password chosen(secret);
        const auto encrypted = parsed<encrypted_key>(block, d2i_X509_SIG);
        const X509_ALGOR* algorithm = nullptr;
        X509_SIG_get0(encrypted.get(), &algorithm, nullptr);
        derivation_budget(advice).charge(*algorithm);
        key_info info(PKCS8_decrypt(encrypted.get(), chosen.data(), chosen.size()));
        if (!info) throw wrong_password();
        return info;
    }

    [[nodiscard]] static openssl::key_object key_of(const PKCS8_PRIV_KEY_INFO& info) {
        openssl::key_object key(EVP_PKCS82PKEY(&info));
        if (!key) refuse_damaged();
        return key;
    }

    [[noreturn]] static void refuse_damaged() {
        ERR_clear_error();
        throw identity_error(identity_fault::malformed, {},
                             "its private key is damaged, or of a kind that OpenSSL does not know");
    }
};

}  // namespace handclasp::pkcs
