#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/security.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/cryptopp/hash.hpp>
#include <handclasp/policy/cryptopp/rsa_oaep_block.hpp>
#include <handclasp/policy/encoding/rsa_public_key.hpp>

#include <array>

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

    using block = cryptopp::rsa_oaep_block<ModulusBits, Hash, MgfHash>;
    using subject_public_key_info = encoding::rsa_public_key<ModulusBits>;
    static constexpr std::string_view prefix = "RSA-", middle = "-OAEP-", mgf_prefix = "-MGF1-", none = "";
    static constexpr std::string_view hash_name = Hash::name, mgf_name = MgfHash::name;
    static constexpr std::string_view mgf_suffix =
        hash_name == mgf_name ? none : text::joined<mgf_prefix, mgf_name>::value;

public:
    static constexpr std::size_t modulus_bits = ModulusBits;
    static constexpr forward_secrecy secrecy = forward_secrecy::every_session;
    static constexpr std::size_t public_key_size = subject_public_key_info::size;
    static constexpr std::size_t encapsulation_size = block::size;
    static constexpr std::size_t max_secrets_size = block::max_content;
    static constexpr std::size_t security_bits = subject_public_key_info::security_bits;
    static constexpr std::string_view security_source = "NIST SP 800-57 part 1, table 2";
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
        return block::encrypt(*modulus, subject_public_key_info::exponent, secrets, encapsulation, random);
    }
};

// The key pair of one session: its private key opens one encapsulation and is wiped by that.
template <std::size_t ModulusBits, class Hash, class MgfHash>
class rsa_oaep<ModulusBits, Hash, MgfHash>::key_pair {
public:
    // By far the longest step of a handshake. errc::random_source, errc::backend.
    [[nodiscard]] static result<key_pair> generate(random_function random) noexcept {
        auto key = block::generate(subject_public_key_info::exponent, random);
        if (!key) return key.error();
        return cryptopp::guarded([&key]() -> result<key_pair> { return key_pair(*std::move(key)); });
    }

    [[nodiscard]] std::span<const std::byte, public_key_size> public_key() const noexcept { return public_key_; }

    [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
        const auto key = std::move(private_key_);  // destroyed, and so wiped, whatever comes of it
        return block::decrypt(key, encapsulation, secrets);
    }
    bool decapsulate(octets encapsulation, mutable_octets secrets) & = delete;  // write std::move(pair)

private:
    friend struct cryptopp::rsa_oaep_test_access;

    explicit key_pair(typename block::private_key key)
        : public_key_(subject_public_key_info::encode(block::modulus_of(key))), private_key_(std::move(key)) {}

    std::array<std::byte, public_key_size> public_key_;
    typename block::private_key private_key_;
};

static_assert(key_transport<rsa_oaep<2048>> && key_transport<rsa_oaep<3072>>);

}  // namespace handclasp
