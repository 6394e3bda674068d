#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/openssl/rsa_key.hpp>

namespace handclasp::openssl {

// Verification of RSASSA-PSS signatures (RFC 8017, section 8.1.2) with SHA-256, MGF1 over SHA-256 and a salt of 32
// octets, on OpenSSL. Public keys are SubjectPublicKeyInfo of rsaEncryption with the exponent 65537 and a modulus of
// just ModulusBits.
template <std::size_t ModulusBits>
struct rsa_pss {
    static_assert(ModulusBits >= 2048, "handclasp: the RSA modulus has fewer than 2048 bits");
    static_assert(ModulusBits % 256 == 0 && ModulusBits <= 4096,
                  "handclasp: the RSA modulus has to be a multiple of 256 bits, at most 4096");

private:
    using rsa = rsa_key<ModulusBits>;
    static constexpr const char* hash_name = "SHA2-256";
    static constexpr int salt_size = 32;

public:
    static constexpr std::size_t modulus_bits = ModulusBits;
    static constexpr std::size_t public_key_size = rsa::subject_public_key_info::size;
    static constexpr std::size_t signature_size = rsa::modulus_size;

    // False, too, for a public key of another form and where the library fails. OpenSSL refuses a signature that is not
    // below the modulus (section 5.2.2).
    [[nodiscard]] static bool verify(octets public_key, octets message, octets signature) noexcept {
        if (signature.size() != signature_size) return false;
        const auto key = rsa::load_public(public_key);
        if (!key) return false;
        const digest_context context(EVP_MD_CTX_new());
        EVP_PKEY_CTX* settings = nullptr;  // the context's own
        const bool verified = context &&
            EVP_DigestVerifyInit_ex(context.get(), &settings, hash_name, nullptr, nullptr, key->get(), nullptr) == 1 &&
            EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, salt_size) == 1 &&
            EVP_PKEY_CTX_set_rsa_mgf1_md_name(settings, hash_name, nullptr) == 1 &&
            EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message), message.size()) == 1;
        return concluded(verified).has_value();
    }
};

static_assert(signature_verifier<rsa_pss<2048>> && signature_verifier<rsa_pss<3072>> &&
              signature_verifier<rsa_pss<4096>>);

}  // namespace handclasp::openssl
