#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/openssl/keyed_cipher.hpp>

#include <array>

namespace handclasp::openssl {

// AES with a key of 128, 192 or 256 bits in CBC mode (FIPS 197; NIST SP 800-38A, section 6.2), on OpenSSL. The key
// schedule is made once; a chain sets the IV and makes one call.
template <std::size_t KeyBits>
struct aes_cbc {
    static_assert(KeyBits == 128 || KeyBits == 192 || KeyBits == 256,
                  "handclasp: AES has keys of 128, 192 or 256 bits");

    static constexpr std::size_t key_size = KeyBits / 8;
    static constexpr std::size_t block_size = 16;

private:
    static constexpr std::string_view prefix = "AES-", suffix = "-CBC";
    static constexpr const char* library_name = KeyBits == 128 ? "AES-128-CBC"
        : KeyBits == 192                                       ? "AES-192-CBC"
                                                               : "AES-256-CBC";

    // The context of one direction, without padding: that is the composition's.
    [[nodiscard]] static result<cipher_context> context(std::span<const std::byte, key_size> key,
                                                        direction way) noexcept {
        unsigned int padding = 0;
        const std::array parameters = {OSSL_PARAM_construct_uint(OSSL_CIPHER_PARAM_PADDING, &padding),
                                       OSSL_PARAM_construct_end()};
        return keyed_cipher(library_name, key, way, parameters.data());
    }

    [[nodiscard]] static result<void> process(const cipher_context& context, mutable_octets chain) noexcept {
        if (!context) return errc::closed;
        if (chain.size() < block_size || chain.size() % block_size != 0 || chain.size() > INT_MAX)
            return errc::invalid_argument;
        return concluded(begin_message(context, chain.first(block_size)) &&
                         transform(context, chain.subspan(block_size)));
    }

public:
    static constexpr std::string_view name = text::joined<prefix, text::decimal<KeyBits>::value, suffix>::value;
    using key = std::span<const std::byte, key_size>;

    // Both functions: errc::closed for an object that was moved from, errc::backend.
    class encryptor {
    public:
        // errc::backend.
        [[nodiscard]] static result<encryptor> make(key source) noexcept {
            auto made = aes_cbc::context(source, direction::encrypt);
            if (!made) return made.error();
            return encryptor(*std::move(made));
        }

        // errc::invalid_argument, too, for what is not whole blocks.
        [[nodiscard]] result<void> encrypt_chain(mutable_octets chain) noexcept { return process(context_, chain); }

        // One block behind an IV of zeros is the bare cipher.
        [[nodiscard]] result<void> encrypt_block(std::span<std::byte, block_size> block) noexcept {
            if (!context_) return errc::closed;
            constexpr std::array<std::byte, block_size> zero{};
            return concluded(begin_message(context_, zero) && transform(context_, block));
        }

    private:
        explicit encryptor(cipher_context context) noexcept : context_(std::move(context)) {}
        cipher_context context_;
    };

    class decryptor {
    public:
        // errc::backend.
        [[nodiscard]] static result<decryptor> make(key source) noexcept {
            auto made = aes_cbc::context(source, direction::decrypt);
            if (!made) return made.error();
            return decryptor(*std::move(made));
        }

        // errc::closed for an object that was moved from, errc::invalid_argument for what is not whole blocks,
        // errc::backend.
        [[nodiscard]] result<void> decrypt_chain(mutable_octets chain) noexcept { return process(context_, chain); }

    private:
        explicit decryptor(cipher_context context) noexcept : context_(std::move(context)) {}
        cipher_context context_;
    };
};

static_assert(cipher<aes_cbc<128>> && cipher<aes_cbc<192>> && cipher<aes_cbc<256>>);

}  // namespace handclasp::openssl
