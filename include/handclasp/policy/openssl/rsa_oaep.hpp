#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/core/security.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/openssl/hash.hpp>
#include <handclasp/policy/openssl/rsa_key.hpp>

#include <array>

namespace handclasp::openssl {

struct rsa_oaep_test_access;  // defined by tests alone, which need key pairs from elsewhere

// RSAES-OAEP (RFC 8017, section 7.1) with an empty label, a modulus of ModulusBits and the exponent 65537, on OpenSSL.
// The secrets travel in one block, so that no two of them can be mixed and matched.
//
// OpenSSL blinds its private-key operation and decodes OAEP in constant time.
template <std::size_t ModulusBits, class Hash = sha256, class MgfHash = Hash>
class rsa_oaep {
    static_assert(ModulusBits >= 2048, "handclasp: the RSA modulus has fewer than 2048 bits");
    static_assert(ModulusBits % 256 == 0 && ModulusBits <= 16384,
                  "handclasp: the RSA modulus has to be a multiple of 256 bits, at most 16384");

    using rsa = rsa_key<ModulusBits>;
    using subject_public_key_info = typename rsa::subject_public_key_info;
    static_assert(rsa::modulus_size >= 2 * Hash::size + 2,
                  "handclasp: the RSA modulus is too small for OAEP with this hash");
    static constexpr std::string_view prefix = "RSA-", middle = "-OAEP-", mgf_prefix = "-MGF1-", none = "";
    static constexpr std::string_view hash_name = Hash::name, mgf_name = MgfHash::name;
    static constexpr std::string_view mgf_suffix =
        hash_name == mgf_name ? none : text::joined<mgf_prefix, mgf_name>::value;

public:
    static constexpr std::size_t modulus_bits = ModulusBits;
    static constexpr forward_secrecy secrecy = forward_secrecy::every_session;
    static constexpr std::size_t public_key_size = subject_public_key_info::size;
    static constexpr std::size_t encapsulation_size = rsa::modulus_size;
    static constexpr std::size_t max_secrets_size = rsa::modulus_size - 2 * Hash::size - 2;
    static constexpr std::size_t security_bits = subject_public_key_info::security_bits;
    static constexpr std::string_view security_source = "NIST SP 800-57 part 1, table 2";
    static constexpr std::string_view name =
        text::joined<prefix, text::decimal<ModulusBits>::value, middle, hash_name, mgf_suffix>::value;
    class key_pair;

    // The secrets come from random, the seed of OAEP from OpenSSL's own generator, which takes no other's place.
    // errc::bad_public_key, errc::invalid_argument for sizes, errc::random_source, errc::backend.
    [[nodiscard]] static result<void> encapsulate(octets public_key, mutable_octets secrets,
                                                  mutable_octets encapsulation, random_function random) noexcept {
        if (secrets.size() > max_secrets_size || encapsulation.size() != encapsulation_size)
            return errc::invalid_argument;
        const auto key = rsa::load_public(public_key);
        if (!key) return key.error();
        if (const auto drawn = random(secrets); !drawn) return drawn.error();
        const key_context context = context_of(*key);
        std::size_t written = encapsulation.size();
        return concluded(
            context && EVP_PKEY_encrypt_init(context.get()) == 1 && choose_oaep(context) &&
            EVP_PKEY_encrypt(context.get(), bytes(encapsulation), &written, bytes(secrets), secrets.size()) == 1 &&
            written == encapsulation.size());
    }

private:
    [[nodiscard]] static key_context context_of(const key_object& key) noexcept {
        return key_context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    }
    [[nodiscard]] static bool choose_oaep(const key_context& context) noexcept {
        return EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_oaep_md_name(context.get(), Hash::library_name, nullptr) == 1 &&
            EVP_PKEY_CTX_set_rsa_mgf1_md_name(context.get(), MgfHash::library_name, nullptr) == 1;
    }
};

// The key pair of one session: its private key opens one encapsulation and is wiped by that.
template <std::size_t ModulusBits, class Hash, class MgfHash>
class rsa_oaep<ModulusBits, Hash, MgfHash>::key_pair {
public:
    // By far the longest step of a handshake. Draws from OpenSSL's own generator: see encapsulate. errc::backend.
    [[nodiscard]] static result<key_pair> generate(random_function) noexcept {
        auto key = rsa::generate();
        if (!key) return key.error();
        return from_private(*std::move(key));
    }

    [[nodiscard]] std::span<const std::byte, public_key_size> public_key() const noexcept { return public_key_; }

    [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
        const key_object key = std::move(private_key_);  // ended, and so wiped, whatever comes of it
        if (!key || encapsulation.size() != encapsulation_size) return false;
        const key_context context = context_of(key);
        secret<rsa::modulus_size> recovered;  // OpenSSL asks for so much room
        std::size_t size = recovered.size;
        const bool opened = context && EVP_PKEY_decrypt_init(context.get()) == 1 && choose_oaep(context) &&
            EVP_PKEY_decrypt(context.get(), bytes(recovered.overwrite()), &size, bytes(encapsulation),
                             encapsulation.size()) == 1 &&
            size == secrets.size();
        if (!concluded(opened)) return false;
        copy(recovered.expose().first(size), secrets);
        return true;
    }
    bool decapsulate(octets encapsulation, mutable_octets secrets) & = delete;  // write std::move(pair)

private:
    friend struct openssl::rsa_oaep_test_access;

    // errc::backend.
    [[nodiscard]] static result<key_pair> from_private(key_object key) noexcept {
        const auto encoded = rsa::encode_public(key);
        if (!encoded) return encoded.error();
        return key_pair(*encoded, std::move(key));
    }

    key_pair(const std::array<std::byte, public_key_size>& encoded, key_object key) noexcept
        : public_key_(encoded), private_key_(std::move(key)) {}

    std::array<std::byte, public_key_size> public_key_;
    key_object private_key_;
};

static_assert(key_transport<rsa_oaep<2048>> && key_transport<rsa_oaep<3072>>);

}  // namespace handclasp::openssl
