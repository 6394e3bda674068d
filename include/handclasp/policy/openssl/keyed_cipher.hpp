#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/policy/openssl/failure.hpp>

#include <climits>

namespace handclasp::openssl {

enum class direction : int { decrypt = 0, encrypt = 1 };  // as EVP_CipherInit_ex counts them

// A context that holds a key, and wipes it; parameters may be null. name is OpenSSL's, and says the key's size.
// errc::backend.
[[nodiscard]] inline result<cipher_context> keyed_cipher(const char* name, octets key, direction way,
                                                         const OSSL_PARAM* parameters = nullptr) noexcept {
    const cipher_algorithm algorithm(EVP_CIPHER_fetch(nullptr, name, nullptr));
    cipher_context context(EVP_CIPHER_CTX_new());
    if (!algorithm || !context) return failed();
    if (EVP_CIPHER_get_key_length(algorithm.get()) != static_cast<int>(key.size())) return failed();
    if (EVP_CipherInit_ex2(context.get(), algorithm.get(), bytes(key), nullptr, static_cast<int>(way), parameters) != 1)
        return failed();
    return context;
}

// Begins a message under the key that the context has; the direction stays. OpenSSL takes no memory for it.
[[nodiscard]] inline bool begin_message(const cipher_context& context, octets iv) noexcept {
    return EVP_CipherInit_ex2(context.get(), nullptr, nullptr, bytes(iv), -1, nullptr) == 1;
}

// Transforms a text in place, all of it; of at most INT_MAX octets.
[[nodiscard]] inline bool transform(const cipher_context& context, mutable_octets text) noexcept {
    if (text.empty()) return true;
    const int size = static_cast<int>(text.size());
    int written = 0;
    return EVP_CipherUpdate(context.get(), bytes(text), &written, bytes(text), size) == 1 && written == size;
}

}  // namespace handclasp::openssl
