#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/cryptopp/random.hpp>

namespace handclasp::cryptopp {

// An AES object of Crypto++ that moves without copying, and that gives back 4.6 KB of scratch which its table code
// wants and its AES-NI code does not: an idle channel holds three such objects.
template <class Library>
class aes_key final : public Library {
public:
    explicit aes_key(octets key) {
        this->SetKey(bytes(key), key.size());
        if (needs_no_scratch()) this->m_aliasBlock.New(0);
    }
    aes_key(aes_key&& other) noexcept {
        this->m_rounds = 0;  // which Crypto++ leaves unset
        swap(other);
    }
    aes_key& operator=(aes_key&& other) noexcept {
        aes_key taken(std::move(other));  // what was here ends with it, and is wiped
        swap(taken);
        return *this;
    }
    aes_key(const aes_key&) = delete;
    aes_key& operator=(const aes_key&) = delete;
    ~aes_key() override = default;  // Crypto++ wipes the key schedule

    // Whether there is a key still: not once it was moved away.
    [[nodiscard]] explicit operator bool() const noexcept { return this->m_key.size() > 0; }

private:
    [[nodiscard]] static bool needs_no_scratch() noexcept {
#if defined(CRYPTOPP_BOOL_X86) || defined(CRYPTOPP_BOOL_X32) || defined(CRYPTOPP_BOOL_X64)
        return CryptoPP::HasAESNI();
#else
        return false;
#endif
    }

    void swap(aes_key& other) noexcept {
        std::swap(this->m_rounds, other.m_rounds);
        this->m_key.swap(other.m_key);
        this->m_aliasBlock.swap(other.m_aliasBlock);
    }
};

}  // namespace handclasp::cryptopp

namespace handclasp {

// AES with a key of 128, 192 or 256 bits in CBC mode (FIPS 197; NIST SP 800-38A, section 6.2), on Crypto++.
template <std::size_t KeyBits>
struct aes_cbc {
    static_assert(KeyBits == 128 || KeyBits == 192 || KeyBits == 256,
                  "handclasp: AES has keys of 128, 192 or 256 bits");

    static constexpr std::size_t key_size = KeyBits / 8;
    static constexpr std::size_t block_size = CryptoPP::AES::BLOCKSIZE;

private:
    static constexpr std::string_view prefix = "AES-", suffix = "-CBC";

public:
    static constexpr std::string_view name = text::joined<prefix, text::decimal<KeyBits>::value, suffix>::value;
    using key = std::span<const std::byte, key_size>;

    class encryptor {
    public:
        // errc::backend.
        [[nodiscard]] static result<encryptor> make(key source) noexcept {
            return cryptopp::guarded([source]() -> result<encryptor> { return encryptor(source); });
        }

        // One call for the whole chain: each block is combined with the octets before it, which are the IV or the
        // ciphertext that the call has just written.
        [[nodiscard]] result<void> encrypt_chain(mutable_octets chain) noexcept {
            if (!aes_) return errc::closed;
            const auto blocks = cryptopp::bytes(chain.subspan(block_size));
            aes_.AdvancedProcessBlocks(blocks, cryptopp::bytes(chain), blocks, chain.size() - block_size,
                                       CryptoPP::BlockTransformation::BT_XorInput);
            return {};
        }

        [[nodiscard]] result<void> encrypt_block(std::span<std::byte, block_size> block) noexcept {
            if (!aes_) return errc::closed;
            aes_.ProcessBlock(cryptopp::bytes(block));
            return {};
        }

    private:
        explicit encryptor(key source) : aes_(source) {}
        cryptopp::aes_key<CryptoPP::AES::Encryption> aes_;
    };

    class decryptor {
    public:
        // errc::backend.
        [[nodiscard]] static result<decryptor> make(key source) noexcept {
            return cryptopp::guarded([source]() -> result<decryptor> { return decryptor(source); });
        }

        // From the last block to the first, so that the ciphertext before each block is still there; several at once.
        [[nodiscard]] result<void> decrypt_chain(mutable_octets chain) noexcept {
            using transformation = CryptoPP::BlockTransformation;
            if (!aes_) return errc::closed;
            const auto blocks = cryptopp::bytes(chain.subspan(block_size));
            aes_.AdvancedProcessBlocks(blocks, cryptopp::bytes(chain), blocks, chain.size() - block_size,
                                       transformation::BT_ReverseDirection | transformation::BT_AllowParallel);
            return {};
        }

    private:
        explicit decryptor(key source) : aes_(source) {}
        cryptopp::aes_key<CryptoPP::AES::Decryption> aes_;
    };
};

static_assert(cipher<aes_cbc<128>> && cipher<aes_cbc<192>> && cipher<aes_cbc<256>>);

}  // namespace handclasp
