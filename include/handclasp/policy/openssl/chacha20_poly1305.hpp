#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/openssl/keyed_aead.hpp>

namespace handclasp::openssl {

// The AEAD of ChaCha20 and Poly1305 (RFC 8439, section 2.8), on OpenSSL.
struct chacha20_poly1305 {
    static constexpr std::size_t key_size = 32;
    static constexpr std::size_t nonce_size = 12;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::string_view name = "ChaCha20-Poly1305";

private:
    static constexpr const char* library_name = "ChaCha20-Poly1305";

public:
    using encryptor = keyed_aead_encryptor<library_name, key_size>;
    using decryptor = keyed_aead_decryptor<library_name, key_size>;
};

static_assert(aead<chacha20_poly1305>);

}  // namespace handclasp::openssl
