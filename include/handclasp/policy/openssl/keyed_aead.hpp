#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/policy/openssl/keyed_cipher.hpp>

#include <array>
#include <utility>

namespace handclasp::openssl {

// A keyed AEAD of OpenSSL in one direction, of nonces of 12 octets and tags of 16, which are its defaults.
template <const char* const& LibraryName, std::size_t KeySize, direction Way>
class keyed_aead {
public:
    using key = std::span<const std::byte, KeySize>;
    using nonce = std::span<const std::byte, 12>;
    static constexpr std::size_t tag_size = 16;

protected:
    explicit keyed_aead(cipher_context context) noexcept : context_(std::move(context)) {}

    // errc::backend.
    [[nodiscard]] static result<cipher_context> context(key source) noexcept {
        return keyed_cipher(LibraryName, source, Way);
    }

    // All of a message but its tag. errc::closed for an object that was moved from, errc::invalid_argument for more
    // octets than OpenSSL's int counts, errc::backend.
    [[nodiscard]] result<void> process(nonce number, octets associated, mutable_octets text) noexcept {
        if (!context_) return errc::closed;
        if (associated.size() > INT_MAX || text.size() > INT_MAX) return errc::invalid_argument;
        return concluded(begin_message(context_, number) && associate(associated) && transform(context_, text));
    }

    // Ends the message. In decryption, false where the tag given is not its own.
    [[nodiscard]] bool finish() noexcept {
        std::array<std::byte, tag_size> nothing{};
        int written = 0;
        return EVP_CipherFinal_ex(context_.get(), bytes(nothing), &written) == 1 && written == 0;
    }

    [[nodiscard]] bool read_tag(std::span<std::byte, tag_size> tag) noexcept {
        std::array parameters = tag_parameters(tag.data());
        return EVP_CIPHER_CTX_get_params(context_.get(), parameters.data()) == 1;
    }
    [[nodiscard]] bool give_tag(std::array<std::byte, tag_size> tag) noexcept {
        const std::array parameters = tag_parameters(tag.data());
        return EVP_CIPHER_CTX_set_params(context_.get(), parameters.data()) == 1;
    }

private:
    [[nodiscard]] static std::array<OSSL_PARAM, 2> tag_parameters(std::byte* tag) noexcept {
        return {OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, tag_size),
                OSSL_PARAM_construct_end()};
    }

    [[nodiscard]] bool associate(octets associated) noexcept {
        if (associated.empty()) return true;
        int read = 0;
        return EVP_CipherUpdate(context_.get(), nullptr, &read, bytes(associated),
                                static_cast<int>(associated.size())) == 1;
    }

    cipher_context context_;
};

template <const char* const& LibraryName, std::size_t KeySize>
class keyed_aead_encryptor : keyed_aead<LibraryName, KeySize, direction::encrypt> {
    using base = keyed_aead<LibraryName, KeySize, direction::encrypt>;

public:
    // errc::backend.
    [[nodiscard]] static result<keyed_aead_encryptor> make(typename base::key source) noexcept {
        auto made = base::context(source);
        if (!made) return made.error();
        return keyed_aead_encryptor(*std::move(made));
    }

    // errc::closed for an object that was moved from, errc::invalid_argument above INT_MAX octets, errc::backend.
    [[nodiscard]] result<void> encrypt(typename base::nonce number, octets associated, mutable_octets text,
                                       std::span<std::byte, base::tag_size> tag) noexcept {
        if (const auto processed = base::process(number, associated, text); !processed) return processed;
        return concluded(base::finish() && base::read_tag(tag));
    }

private:
    using base::base;
};

template <const char* const& LibraryName, std::size_t KeySize>
class keyed_aead_decryptor : keyed_aead<LibraryName, KeySize, direction::decrypt> {
    using base = keyed_aead<LibraryName, KeySize, direction::decrypt>;

public:
    // errc::backend.
    [[nodiscard]] static result<keyed_aead_decryptor> make(typename base::key source) noexcept {
        auto made = base::context(source);
        if (!made) return made.error();
        return keyed_aead_decryptor(*std::move(made));
    }

    // errc::authentication_failed, errc::closed for an object that was moved from, errc::invalid_argument above INT_MAX
    // octets, errc::backend. OpenSSL compares the tags, in constant time.
    [[nodiscard]] result<void> decrypt(typename base::nonce number, octets associated, mutable_octets text,
                                       std::span<const std::byte, base::tag_size> tag) noexcept {
        if (const auto processed = base::process(number, associated, text); !processed) return processed;
        std::array<std::byte, base::tag_size> expected;  // OpenSSL takes a pointer to what is not const
        copy(tag, expected);
        if (!base::give_tag(expected)) return failed();
        return concluded(base::finish(), errc::authentication_failed);
    }

private:
    using base::base;
};

}  // namespace handclasp::openssl
