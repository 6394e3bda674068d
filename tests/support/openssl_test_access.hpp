// Key pairs on OpenSSL from private keys that exist elsewhere, for vectors. The library itself has no way to make one:
// a key pair is one session's own. Defines the friends that policy/openssl/rsa_oaep.hpp and x25519.hpp declare.
#pragma once

#include <handclasp/policy/openssl/rsa_oaep.hpp>
#include <handclasp/policy/openssl/x25519.hpp>

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdexcept>
#include <string_view>

struct handclasp::openssl::rsa_oaep_test_access {
    // Of a PrivateKeyInfo in DER (PKCS #8; RFC 5208, section 5). Throws std::invalid_argument for a key of another
    // modulus size or exponent than Transport's.
    template <class Transport>
    [[nodiscard]] static typename Transport::key_pair from_pkcs8(octets der) {
        const unsigned char* at = bytes(der);
        const std::unique_ptr<PKCS8_PRIV_KEY_INFO, releaser<PKCS8_PRIV_KEY_INFO_free>> info(
            d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())));
        key_object key(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
        return of_key<Transport>(std::move(key));
    }

    // Of the same in a text of RFC 7468, section 10 ("-----BEGIN PRIVATE KEY-----").
    template <class Transport>
    [[nodiscard]] static typename Transport::key_pair from_pem(std::string_view pem) {
        const std::unique_ptr<BIO, releaser<BIO_free_all>> text(
            BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
        return of_key<Transport>(key_object(PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr)));
    }

    // The public exponent of a key pair that is not used yet.
    template <class KeyPair>
    [[nodiscard]] static unsigned long exponent_of(const KeyPair& keys) {
        BIGNUM* number = nullptr;
        if (EVP_PKEY_get_bn_param(keys.private_key_.get(), OSSL_PKEY_PARAM_RSA_E, &number) != 1) return 0;
        return BN_get_word(public_number(number).get());
    }

private:
    template <class Transport>
    [[nodiscard]] static typename Transport::key_pair of_key(key_object key) {
        if (!key) throw std::invalid_argument("no private key in PKCS #8");
        auto made = Transport::key_pair::from_private(std::move(key));
        if (!made) throw std::invalid_argument("the private key is not of this key transport");
        return *std::move(made);
    }
};

struct handclasp::openssl::x25519_test_access {
    [[nodiscard]] static x25519::key_pair from_private_key(std::span<const std::byte, 32> own) {
        return x25519::key_pair::from_private(own).value();
    }

    // The point alone, without the key derivation; false for zero.
    [[nodiscard]] static bool shared_point(std::span<const std::byte, 32> own, std::span<const std::byte, 32> peer,
                                           secret<32>& shared) {
        return x25519::shared_point(raw_private_key(x25519::library_name, own), peer, shared);
    }
};
