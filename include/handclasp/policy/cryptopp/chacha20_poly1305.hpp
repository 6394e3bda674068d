#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/policy/cryptopp/keyed_aead.hpp>

#include <bit>

namespace handclasp::cryptopp {

// Crypto++'s AEAD of RFC 8439 with another way to begin a message. The library's own builds lists of parameters and
// sets ChaCha20's key twice, which takes heap memory for every message; but ChaCha20 keeps its key and can seek.
// Library is the direction's class.
template <class Library>
class chacha20_poly1305_object final : public Library {
    static constexpr CryptoPP::lword block_size = 64;  // of the key stream

    void SetKeyWithoutResync(const CryptoPP::byte* key, std::size_t size,
                             const CryptoPP::NameValuePairs& parameters) override {
        this->AccessSymmetricCipher().SetKey(key, size, parameters);
    }

    // Block 0 of the key stream is the key of Poly1305 (RFC 8439, section 2.6); the text's begins at block 1.
    void Resync(const CryptoPP::byte* nonce, std::size_t size) override {
        auto& cipher = this->AccessSymmetricCipher();
        cipher.Resynchronize(nonce, static_cast<int>(size));
        cipher.Seek(0);
        secret<32> mac_key;
        cipher.ProcessString(bytes(mac_key.overwrite()), mac_key.size);
        this->AccessMAC().SetKey(bytes(mac_key.expose()), mac_key.size);
        cipher.Seek(block_size);
    }
};

}  // namespace handclasp::cryptopp

namespace handclasp {

// The AEAD of ChaCha20 and Poly1305 (RFC 8439, section 2.8), on Crypto++. A text has at most 2^38 - 64 octets there;
// errc::backend for a longer one.
struct chacha20_poly1305 {
    static constexpr std::size_t key_size = 32;
    static constexpr std::size_t nonce_size = 12;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::size_t block_size = 0;  // it has no block cipher
    static constexpr std::string_view name = "ChaCha20-Poly1305";

private:
    using library = CryptoPP::ChaCha20Poly1305;
    template <class Direction>
    using object = cryptopp::chacha20_poly1305_object<Direction>;

public:
    // The chance of one forgery, as a power of 2: at most l / 2^102, where l counts the sixteens of octets of the text,
    // the associated data of a frame and their lengths (RFC 8439, section 4).
    static constexpr int forgery_exponent(std::size_t text_size) noexcept {
        return static_cast<int>(std::bit_width(text_size / 16 + 2)) - 102;
    }

    using encryptor = cryptopp::keyed_aead_encryptor<object<library::Encryption>, key_size>;
    using decryptor = cryptopp::keyed_aead_decryptor<object<library::Decryption>, key_size>;
};

static_assert(aead<chacha20_poly1305>);

}  // namespace handclasp
