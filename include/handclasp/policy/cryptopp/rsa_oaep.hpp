#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/cryptopp/hash.hpp>
#include <handclasp/policy/cryptopp/random.hpp>
#include <handclasp/policy/cryptopp/rsa_public_key.hpp>

#include <memory>

namespace handclasp::cryptopp {

// MGF1 (RFC 8017, appendix B.2.1) over a hash of its own; in Crypto++ it has OAEP's.
template <class Hash>
class mgf1 final : public CryptoPP::MaskGeneratingFunction {
public:
    static const char* StaticAlgorithmName() { return "MGF1"; }

    void GenerateAndMask(CryptoPP::HashTransformation&, CryptoPP::byte* out, std::size_t out_size,
                         const CryptoPP::byte* in, std::size_t in_size, bool mask) const override {
        typename Hash::library hash;
        CryptoPP::P1363_MGF1KDF2_Common(hash, out, out_size, in, in_size, nullptr, 0, mask, 0);
    }
};

struct rsa_oaep_test_access;  // defined by tests alone, which need key pairs from elsewhere

}  // namespace handclasp::cryptopp

namespace handclasp {

// RSAES-OAEP (RFC 8017, section 7.1) with an empty label, a modulus of ModulusBits and the exponent 65537, on
// Crypto++. The secrets travel in one block, so that no two of them can be mixed and matched.
//
// Crypto++ blinds its private-key operation, but neither that nor its OAEP decoding is constant-time. Attacks on
// either need many decryptions under one key; a key pair here makes one.
template <std::size_t ModulusBits, class Hash = sha256, class MgfHash = Hash>
class rsa_oaep {
    static_assert(ModulusBits >= 2048, "handclasp: the RSA modulus has fewer than 2048 bits");
    static_assert(ModulusBits % 256 == 0 && ModulusBits <= 16384,
                  "handclasp: the RSA modulus has to be a multiple of 256 bits, at most 16384");

    using scheme = CryptoPP::RSAES<CryptoPP::OAEP<typename Hash::library, cryptopp::mgf1<MgfHash>>>;
    using subject_public_key_info = cryptopp::rsa_public_key<ModulusBits>;
    static constexpr std::string_view prefix = "RSA-", middle = "-OAEP-", mgf_prefix = "-MGF1-", none = "";
    static constexpr std::string_view hash_name = Hash::name, mgf_name = MgfHash::name;
    static constexpr std::string_view mgf_suffix =
        hash_name == mgf_name ? none : text::joined<mgf_prefix, mgf_name>::value;

public:
    static constexpr std::size_t modulus_bits = ModulusBits;
    static constexpr std::size_t public_key_size = subject_public_key_info::size;
    static constexpr std::size_t encapsulation_size = ModulusBits / 8;
    static constexpr std::size_t max_secrets_size = encapsulation_size - 2 * Hash::size - 2;
    static constexpr std::string_view name =
        text::joined<prefix, text::decimal<ModulusBits>::value, middle, hash_name, mgf_suffix>::value;
    class key_pair;

    // errc::bad_public_key, errc::invalid_argument for sizes, errc::random_source, errc::backend.
    [[nodiscard]] static result<void> encapsulate(octets public_key, mutable_octets secrets,
                                                  mutable_octets encapsulation, random_function random) noexcept {
        if (secrets.size() > max_secrets_size || encapsulation.size() != encapsulation_size)
            return errc::invalid_argument;
        const auto modulus = subject_public_key_info::modulus_of(public_key);
        if (!modulus) return modulus.error();
        if (const auto drawn = random(secrets); !drawn) return drawn.error();
        return cryptopp::guarded([&]() -> result<void> {
            typename scheme::Encryptor encryptor;
            encryptor.AccessKey().Initialize(CryptoPP::Integer(cryptopp::bytes(*modulus), modulus->size()),
                                             CryptoPP::Integer(subject_public_key_info::exponent));
            cryptopp::generator generator(random);
            encryptor.Encrypt(generator, cryptopp::bytes(secrets), secrets.size(), cryptopp::bytes(encapsulation));
            return {};
        });
    }
};

// The key pair of one session: its private key opens one encapsulation and is wiped by that.
template <std::size_t ModulusBits, class Hash, class MgfHash>
class rsa_oaep<ModulusBits, Hash, MgfHash>::key_pair {
public:
    // Takes about as long as everything else in a handshake fifty times over. errc::random_source, errc::backend.
    [[nodiscard]] static result<key_pair> generate(random_function random) noexcept {
        return cryptopp::guarded([random]() -> result<key_pair> {
            cryptopp::generator generator(random);
            auto decryptor = std::make_unique<typename scheme::Decryptor>();
            decryptor->AccessKey().Initialize(generator, static_cast<unsigned int>(ModulusBits),
                                              CryptoPP::Integer(subject_public_key_info::exponent));
            return key_pair(std::move(decryptor));
        });
    }

    [[nodiscard]] std::span<const std::byte, public_key_size> public_key() const noexcept { return public_key_; }

    // Crypto++ tells of failure in three ways (two exceptions and a result), and they come out as one.
    [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
        const auto decryptor = std::move(decryptor_);  // destroyed, and so wiped, on every path
        if (!decryptor || encapsulation.size() != encapsulation_size) return false;
        try {
            cryptopp::generator blinding(os_random::fill);
            secret<max_secrets_size> recovered;
            const auto decoded = decryptor->Decrypt(blinding, cryptopp::bytes(encapsulation), encapsulation.size(),
                                                    cryptopp::bytes(recovered.overwrite()));
            if (!decoded.isValidCoding || decoded.messageLength != secrets.size()) return false;
            copy(recovered.expose().first(secrets.size()), secrets);
            return true;
        } catch (...) {
            return false;
        }
    }
    // The key pair is used up by what it opens: write std::move(pair).decapsulate(...).
    bool decapsulate(octets encapsulation, mutable_octets secrets) & = delete;

private:
    friend struct cryptopp::rsa_oaep_test_access;

    explicit key_pair(std::unique_ptr<typename scheme::Decryptor> decryptor)
        : public_key_(subject_public_key_info::encode(decryptor->GetKey().GetModulus())),
          decryptor_(std::move(decryptor)) {}

    std::array<std::byte, public_key_size> public_key_;
    std::unique_ptr<typename scheme::Decryptor> decryptor_;
};

static_assert(key_transport<rsa_oaep<2048>> && key_transport<rsa_oaep<3072>>);

}  // namespace handclasp
