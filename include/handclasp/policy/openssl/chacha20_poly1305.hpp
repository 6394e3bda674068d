#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/openssl/keyed_aead.hpp>

#include <bit>

namespace handclasp::openssl {

// The AEAD of ChaCha20 and Poly1305 (RFC 8439, section 2.8), on OpenSSL.
struct chacha20_poly1305 {
    static constexpr std::size_t key_size = 32;
    static constexpr std::size_t nonce_size = 12;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::size_t block_size = 0;  // it has no block cipher
    static constexpr std::string_view name = "ChaCha20-Poly1305";

private:
    static constexpr const char* library_name = "ChaCha20-Poly1305";

public:
    // The chance of one forgery, as a power of 2: at most l / 2^102, where l counts the sixteens of octets of the text,
    // the associated data of a frame and their lengths (RFC 8439, section 4).
    static constexpr int forgery_exponent(std::size_t text_size) noexcept {
        return static_cast<int>(std::bit_width(text_size / 16 + 2)) - 102;
    }

    using encryptor = keyed_aead_encryptor<library_name, key_size>;
    using decryptor = keyed_aead_decryptor<library_name, key_size>;
};

static_assert(aead<chacha20_poly1305>);

}  // namespace handclasp::openssl
