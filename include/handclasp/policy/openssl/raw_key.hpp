#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/policy/openssl/library.hpp>

#include <array>

namespace handclasp::openssl {

// Keys of the curves of RFC 7748 and RFC 8032, which are 32 plain octets, private and public. type is OpenSSL's name.
// Null where OpenSSL fails.
[[nodiscard]] inline key_object raw_private_key(const char* type, std::span<const std::byte, 32> source) noexcept {
    return key_object(EVP_PKEY_new_raw_private_key_ex(nullptr, type, nullptr, bytes(source), source.size()));
}
[[nodiscard]] inline key_object raw_public_key(const char* type, std::span<const std::byte, 32> source) noexcept {
    return key_object(EVP_PKEY_new_raw_public_key_ex(nullptr, type, nullptr, bytes(source), source.size()));
}

// Writes the public key that belongs to a key.
[[nodiscard]] inline bool write_public_key(const key_object& key, std::span<std::byte, 32> target) noexcept {
    std::size_t written = target.size();
    return EVP_PKEY_get_raw_public_key(key.get(), bytes(target), &written) == 1 && written == target.size();
}

}  // namespace handclasp::openssl
