#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/policy/encoding/rsa_public_key.hpp>
#include <handclasp/policy/openssl/failure.hpp>

#include <algorithm>
#include <array>
#include <bit>

namespace handclasp::openssl {

// RSA keys of OpenSSL with a modulus of ModulusBits and the exponent 65537, from and to a SubjectPublicKeyInfo, which
// OpenSSL never parses.
template <std::size_t ModulusBits>
struct rsa_key {
    using subject_public_key_info = encoding::rsa_public_key<ModulusBits>;
    static constexpr std::size_t modulus_size = subject_public_key_info::modulus_size;
    using encoded = std::array<std::byte, subject_public_key_info::size>;

    // errc::bad_public_key, errc::backend.
    [[nodiscard]] static result<key_object> load_public(octets source) noexcept {
        const auto modulus = subject_public_key_info::modulus_of(source);
        if (!modulus) return modulus.error();
        std::array<std::byte, modulus_size> native;  // the number in the machine's own order
        copy(*modulus, native);
        if constexpr (std::endian::native == std::endian::little) std::ranges::reverse(native);
        unsigned long exponent = subject_public_key_info::exponent;
        std::array parameters = {
            OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, bytes(native), native.size()),
            OSSL_PARAM_construct_ulong(OSSL_PKEY_PARAM_RSA_E, &exponent),
            OSSL_PARAM_construct_end(),
        };
        const key_context context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
        EVP_PKEY* loaded = nullptr;
        if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
            EVP_PKEY_fromdata(context.get(), &loaded, EVP_PKEY_PUBLIC_KEY, parameters.data()) != 1) {
            return failed();
        }
        return key_object(loaded);
    }

    // Draws from OpenSSL's own generator, which takes no other's place. errc::backend.
    [[nodiscard]] static result<key_object> generate() noexcept {
        std::size_t bits = ModulusBits;
        unsigned long exponent = subject_public_key_info::exponent;
        const std::array parameters = {
            OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_RSA_BITS, &bits),
            OSSL_PARAM_construct_ulong(OSSL_PKEY_PARAM_RSA_E, &exponent),
            OSSL_PARAM_construct_end(),
        };
        const key_context context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
        EVP_PKEY* made = nullptr;
        if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
            EVP_PKEY_CTX_set_params(context.get(), parameters.data()) != 1 ||
            EVP_PKEY_generate(context.get(), &made) != 1) {
            return failed();
        }
        return key_object(made);
    }

    // errc::backend, too, for a key of another modulus size or exponent.
    [[nodiscard]] static result<encoded> encode_public(const key_object& key) noexcept {
        std::array<std::byte, modulus_size> modulus;
        const auto number = number_of(key, OSSL_PKEY_PARAM_RSA_N), exponent = number_of(key, OSSL_PKEY_PARAM_RSA_E);
        if (!number || !exponent || BN_is_word(exponent.get(), subject_public_key_info::exponent) != 1 ||
            BN_bn2binpad(number.get(), bytes(modulus), static_cast<int>(modulus.size())) < 0) {
            return failed();
        }
        const encoded written = subject_public_key_info::encode(modulus);
        if (!subject_public_key_info::modulus_of(written)) return errc::backend;
        return written;
    }

private:
    [[nodiscard]] static public_number number_of(const key_object& key, const char* which) noexcept {
        BIGNUM* number = nullptr;
        if (EVP_PKEY_get_bn_param(key.get(), which, &number) != 1) return nullptr;
        return public_number(number);
    }
};

}  // namespace handclasp::openssl
