#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/cryptopp/random.hpp>
#include <handclasp/policy/encoding/rsa_public_key.hpp>

#include <algorithm>

namespace handclasp {

// Verification of RSASSA-PSS signatures (RFC 8017, section 8.1.2) with SHA-256, MGF1 over SHA-256 and a salt of 32
// octets, on Crypto++. Public keys are SubjectPublicKeyInfo of rsaEncryption with the exponent 65537 and a modulus of
// just ModulusBits.
template <std::size_t ModulusBits>
struct rsa_pss {
    static_assert(ModulusBits >= 2048, "handclasp: the RSA modulus has fewer than 2048 bits");
    static_assert(ModulusBits % 256 == 0 && ModulusBits <= 4096,
                  "handclasp: the RSA modulus has to be a multiple of 256 bits, at most 4096");

private:
    using subject_public_key_info = encoding::rsa_public_key<ModulusBits>;
    using scheme = CryptoPP::RSASS<CryptoPP::PSS, CryptoPP::SHA256>;

public:
    static constexpr std::size_t modulus_bits = ModulusBits;
    static constexpr std::size_t public_key_size = subject_public_key_info::size;
    static constexpr std::size_t signature_size = ModulusBits / 8;

    // False, too, for a public key of another form and where the library fails.
    [[nodiscard]] static bool verify(octets public_key, octets message, octets signature) noexcept {
        if (signature.size() != signature_size) return false;
        const auto modulus = subject_public_key_info::modulus_of(public_key);
        if (!modulus) return false;
        // Section 5.2.2. Crypto++ would reduce a larger number, so that some signatures had a second form.
        if (!std::ranges::lexicographical_compare(signature, *modulus)) return false;
        const auto verified = cryptopp::guarded([&]() -> result<bool> {
            typename scheme::Verifier verifier;
            verifier.AccessKey().Initialize(CryptoPP::Integer(cryptopp::bytes(*modulus), modulus->size()),
                                            CryptoPP::Integer(subject_public_key_info::exponent));
            return verifier.VerifyMessage(cryptopp::bytes(message), message.size(), cryptopp::bytes(signature),
                                          signature.size());
        });
        return verified && *verified;
    }
};

static_assert(signature_verifier<rsa_pss<2048>> && signature_verifier<rsa_pss<3072>> &&
              signature_verifier<rsa_pss<4096>>);

}  // namespace handclasp
