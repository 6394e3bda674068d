#pragma once

#include <handclasp/core/secret.hpp>
#include <handclasp/policy/cryptopp/random.hpp>

#include <array>
#include <memory>

namespace handclasp::cryptopp {

// MGF1 (RFC 8017, appendix B.2.1) over a hash of its own; in Crypto++ it has OAEP's.
template <class Hash>
class mgf1 final : public CryptoPP::MaskGeneratingFunction {
public:
    static const char* StaticAlgorithmName() { return "MGF1"; }  // Crypto++ asks for it by this name

    void GenerateAndMask(CryptoPP::HashTransformation&, CryptoPP::byte* out, std::size_t out_size,
                         const CryptoPP::byte* in, std::size_t in_size, bool mask) const override {
        typename Hash::library hash;
        CryptoPP::P1363_MGF1KDF2_Common(hash, out, out_size, in, in_size, nullptr, 0, mask, 0);
    }
};

// RSAES-OAEP (RFC 8017, section 7.1) with an empty label, block by block; the key's form and use are for others to
// say.
template <std::size_t ModulusBits, class Hash, class MgfHash>
struct rsa_oaep_block {
    using scheme = CryptoPP::RSAES<CryptoPP::OAEP<typename Hash::library, mgf1<MgfHash>>>;
    using private_key = std::unique_ptr<typename scheme::Decryptor>;  // wiped by Crypto++

    static constexpr std::size_t size = ModulusBits / 8;
    static_assert(size >= 2 * Hash::size + 2, "handclasp: the RSA modulus is too small for OAEP with this hash");
    static constexpr std::size_t max_content = size - 2 * Hash::size - 2;

    // errc::random_source, errc::backend.
    [[nodiscard]] static result<private_key> generate(long exponent, random_function random) noexcept {
        return guarded([=]() -> result<private_key> {
            generator numbers(random);
            auto key = std::make_unique<typename scheme::Decryptor>();
            key->AccessKey().Initialize(numbers, static_cast<unsigned int>(ModulusBits), CryptoPP::Integer(exponent));
            return key;
        });
    }

    // The modulus of such a key, in all its octets.
    [[nodiscard]] static std::array<std::byte, size> modulus_of(const private_key& key) {
        std::array<std::byte, size> modulus;
        key->GetKey().GetModulus().Encode(bytes(modulus), modulus.size());
        return modulus;
    }

    // Fills a block of size octets with content of at most max_content. errc::random_source, errc::backend.
    [[nodiscard]] static result<void> encrypt(octets modulus, long exponent, octets content, mutable_octets block,
                                              random_function random) noexcept {
        return guarded([&]() -> result<void> {
            typename scheme::Encryptor encryptor;
            encryptor.AccessKey().Initialize(CryptoPP::Integer(bytes(modulus), modulus.size()),
                                             CryptoPP::Integer(exponent));
            generator numbers(random);
            encryptor.Encrypt(numbers, bytes(content), content.size(), bytes(block));
            return {};
        });
    }

    // Whether a block holds content of exactly this size, which is then there. Crypto++ tells of failure in three
    // ways (two exceptions and a result), and they come out as one.
    [[nodiscard]] static bool decrypt(const private_key& key, octets block, mutable_octets content) noexcept {
        if (!key || block.size() != size) return false;
        try {
            generator blinding(os_random::fill);
            secret<max_content> recovered;
            const auto decoded = key->Decrypt(blinding, bytes(block), block.size(), bytes(recovered.overwrite()));
            if (!decoded.isValidCoding || decoded.messageLength != content.size()) return false;
            copy(recovered.expose().first(content.size()), content);
            return true;
        } catch (...) {
            return false;
        }
    }
};

struct rsa_oaep_test_access;  // defined by tests alone, which need key pairs from elsewhere

}  // namespace handclasp::cryptopp
