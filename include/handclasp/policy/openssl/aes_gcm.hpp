#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/encoding/aes_gcm.hpp>
#include <handclasp/policy/openssl/keyed_aead.hpp>

namespace handclasp::openssl {

// AES with a key of 128, 192 or 256 bits in Galois/Counter Mode (NIST SP 800-38D), on OpenSSL, with nonces of 96 bits
// and whole tags.
template <std::size_t KeyBits>
struct aes_gcm : aes_gcm_form<KeyBits> {
private:
    static constexpr const char* library_name = KeyBits == 128 ? "AES-128-GCM"
        : KeyBits == 192                                       ? "AES-192-GCM"
                                                               : "AES-256-GCM";

public:
    using encryptor = keyed_aead_encryptor<library_name, aes_gcm::key_size>;
    using decryptor = keyed_aead_decryptor<library_name, aes_gcm::key_size>;
};

static_assert(aead<aes_gcm<128>> && aead<aes_gcm<192>> && aead<aes_gcm<256>>);

}  // namespace handclasp::openssl
