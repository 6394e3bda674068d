#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/openssl/keyed_aead.hpp>

#include <bit>

namespace handclasp::openssl {

// AES with a key of 128, 192 or 256 bits in Galois/Counter Mode (NIST SP 800-38D), on OpenSSL, with nonces of 96 bits
// and whole tags.
template <std::size_t KeyBits>
struct aes_gcm {
    static_assert(KeyBits == 128 || KeyBits == 192 || KeyBits == 256,
                  "handclasp: AES has keys of 128, 192 or 256 bits");

    static constexpr std::size_t key_size = KeyBits / 8;
    static constexpr std::size_t nonce_size = 12;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::size_t block_size = 16;  // of AES

private:
    static constexpr std::string_view prefix = "AES-", suffix = "-GCM";
    static constexpr const char* library_name = KeyBits == 128 ? "AES-128-GCM"
        : KeyBits == 192                                       ? "AES-192-GCM"
                                                               : "AES-256-GCM";

public:
    static constexpr std::string_view name = text::joined<prefix, text::decimal<KeyBits>::value, suffix>::value;
    // The chance of one forgery, as a power of 2: at most l / 2^128, where l counts the blocks of the text, the
    // associated data of a frame and their lengths (McGrew and Viega 2004, section 4).
    static constexpr int forgery_exponent(std::size_t text_size) noexcept {
        return static_cast<int>(std::bit_width(text_size / block_size + 2)) - 128;
    }

    using encryptor = keyed_aead_encryptor<library_name, key_size>;
    using decryptor = keyed_aead_decryptor<library_name, key_size>;
};

static_assert(aead<aes_gcm<128>> && aead<aes_gcm<192>> && aead<aes_gcm<256>>);

}  // namespace handclasp::openssl
