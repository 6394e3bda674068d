#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/cryptopp/keyed_aead.hpp>
#include <handclasp/policy/cryptopp/lean_aes.hpp>
#include <handclasp/policy/encoding/aes_gcm.hpp>

namespace handclasp {

// AES with a key of 128, 192 or 256 bits in Galois/Counter Mode (NIST SP 800-38D), on Crypto++, with nonces of 96 bits
// and whole tags. A text has at most 2^36 - 32 octets (section 5.2.1.1 there); errc::backend for a longer one.
//
// Where the processor has neither AES nor carry-less multiplication, Crypto++ computes both with tables that it indexes
// by secrets.
template <std::size_t KeyBits>
struct aes_gcm : aes_gcm_form<KeyBits> {
private:
    using library = CryptoPP::GCM<cryptopp::lean_aes>;

public:
    using encryptor = cryptopp::keyed_aead_encryptor<typename library::Encryption, aes_gcm::key_size>;
    using decryptor = cryptopp::keyed_aead_decryptor<typename library::Decryption, aes_gcm::key_size>;
};

static_assert(aead<aes_gcm<128>> && aead<aes_gcm<192>> && aead<aes_gcm<256>>);

}  // namespace handclasp
