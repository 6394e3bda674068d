#pragma once

#include <handclasp/core/text.hpp>

#include <bit>

namespace handclasp {

// What AES in Galois/Counter Mode (NIST SP 800-38D) is in every library: with a key of 128, 192 or 256 bits, nonces of 96
// bits and whole tags.
template <std::size_t KeyBits>
struct aes_gcm_form {
    static_assert(KeyBits == 128 || KeyBits == 192 || KeyBits == 256,
                  "handclasp: AES has keys of 128, 192 or 256 bits");

    static constexpr std::size_t key_size = KeyBits / 8;
    static constexpr std::size_t nonce_size = 12;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::size_t block_size = 16;  // of AES

private:
    static constexpr std::string_view prefix = "AES-", suffix = "-GCM";

public:
    static constexpr std::string_view name = text::joined<prefix, text::decimal<KeyBits>::value, suffix>::value;

    // The chance of one forgery, as a power of 2: at most l / 2^128, where l counts the blocks of the text, the
    // associated data of a frame and their lengths (McGrew and Viega 2004, section 4).
    static constexpr int forgery_exponent(std::size_t text_size) noexcept {
        return static_cast<int>(std::bit_width(text_size / block_size + 2)) - 128;
    }
};

}  // namespace handclasp
