#pragma once

#include <handclasp/identity/x509/library.hpp>

#include <array>
#include <cstring>
#include <optional>

namespace handclasp::x509 {

// The keys that identities have (docs/protocol.md, section 4.5): Ed25519; ECDSA over P-256; RSA of 2048 to 4096 bits,
// which signs with RSASSA-PSS.
enum class key_kind { ed25519, p256, rsa };

inline constexpr int min_rsa_bits = 2048;
inline constexpr int max_rsa_bits = 4096;

// Both work on either half of a key pair.
struct key_form {
    // None for a key of any other kind or size. RSASSA-PSS keys that restrict themselves, curves that are spelled out,
    // points that are compressed (RFC 5480, sections 2.1.1 and 2.2) and RSA exponents other than 65537 are others.
    [[nodiscard]] static std::optional<key_kind> kind_of(EVP_PKEY* key) noexcept {
        const auto kind = !key              ? std::nullopt
            : EVP_PKEY_is_a(key, "ED25519") ? std::optional(key_kind::ed25519)
            : EVP_PKEY_is_a(key, "EC")      ? p256(key)
            : EVP_PKEY_is_a(key, "RSA")     ? rsa(key)
                                            : std::nullopt;
        if (!kind) ERR_clear_error();
        return kind;
    }

    // The same for the key of a certificate, which also has to be encoded in the one way of the protocol, so that it
    // has one fingerprint.
    [[nodiscard]] static std::optional<key_kind> kind_of_certificate(const X509* certificate) {
        EVP_PKEY* const key = X509_get0_pubkey(certificate);
        const auto kind = kind_of(key);
        if (!kind) return std::nullopt;
        const auto found = encoded<X509_PUBKEY>(X509_get_X509_PUBKEY(certificate), i2d_X509_PUBKEY);
        return found == encoded<EVP_PKEY>(key, i2d_PUBKEY) ? kind : std::nullopt;
    }

    // Octets of a signature as it goes over the wire.
    [[nodiscard]] static std::size_t signature_size(EVP_PKEY* key, key_kind kind) noexcept {
        return kind == key_kind::rsa ? static_cast<std::size_t>(EVP_PKEY_get_size(key)) : 64;
    }

private:
    [[nodiscard]] static std::optional<key_kind> p256(EVP_PKEY* key) noexcept {
        std::array<char, 32> name{};
        int written_out = 1;
        if (EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) != 1 ||
            std::strcmp(name.data(), SN_X9_62_prime256v1) != 0 ||
            EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &written_out) != 1 ||
            written_out != 0 || EVP_PKEY_get_ec_point_conv_form(key) != POINT_CONVERSION_UNCOMPRESSED) {
            return std::nullopt;
        }
        return key_kind::p256;
    }

    [[nodiscard]] static std::optional<key_kind> rsa(EVP_PKEY* key) noexcept {
        const int bits = EVP_PKEY_get_bits(key);
        BIGNUM* read = nullptr;
        if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &read) != 1) return std::nullopt;
        const openssl::public_number exponent(read);
        if (bits < min_rsa_bits || bits > max_rsa_bits || BN_is_word(read, RSA_F4) != 1) return std::nullopt;
        return key_kind::rsa;
    }
};

}  // namespace handclasp::x509
