#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/cryptopp/keyed_aead.hpp>
#include <handclasp/policy/cryptopp/lean_aes.hpp>

#include <bit>

namespace handclasp {

// AES with a key of 128, 192 or 256 bits in Galois/Counter Mode (NIST SP 800-38D), on Crypto++, with nonces of 96 bits
// and whole tags. A text has at most 2^36 - 32 octets (section 5.2.1.1 there); errc::backend for a longer one.
//
// Where the processor has neither AES nor carry-less multiplication, Crypto++ computes both with tables that it indexes
// by secrets.
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
    using library = CryptoPP::GCM<cryptopp::lean_aes>;

public:
    static constexpr std::string_view name = text::joined<prefix, text::decimal<KeyBits>::value, suffix>::value;
    // The chance of one forgery, as a power of 2: at most l / 2^128, where l counts the blocks of the text, the
    // associated data of a frame and their lengths (McGrew and Viega 2004, section 4).
    static constexpr int forgery_exponent(std::size_t text_size) noexcept {
        return static_cast<int>(std::bit_width(text_size / block_size + 2)) - 128;
    }

    using encryptor = cryptopp::keyed_aead_encryptor<typename library::Encryption, key_size>;
    using decryptor = cryptopp::keyed_aead_decryptor<typename library::Decryption, key_size>;
};

static_assert(aead<aes_gcm<128>> && aead<aes_gcm<192>> && aead<aes_gcm<256>>);

}  // namespace handclasp
