#pragma once

#include <handclasp/testing/conform/guarded.hpp>
#include <handclasp/testing/conform/keyed.hpp>
#include <handclasp/testing/conform/known_answer.hpp>

namespace handclasp::conform {

// One encryption: what goes in, and with ciphertext and tag what comes out.
struct aead_message {
    bytes nonce, associated, text, tag;

    friend bool operator==(const aead_message&, const aead_message&) = default;
};

// The objects of an AEAD, and short ways to call them.
template <handclasp::aead A>
struct aead_use {
    using encryptor = typename A::encryptor;
    using decryptor = typename A::decryptor;
    using key = std::span<const std::byte, A::key_size>;
    using nonce = std::span<const std::byte, A::nonce_size>;
    using tag = std::span<std::byte, A::tag_size>;
    using given_tag = std::span<const std::byte, A::tag_size>;

    static encryptor make_encryptor(octets key_octets) {
        return must(encryptor::make(key(key_octets)), "the encryptor's make()");
    }
    static decryptor make_decryptor(octets key_octets) {
        return must(decryptor::make(key(key_octets)), "the decryptor's make()");
    }

    static aead_message plain(std::size_t text_size, std::size_t associated_size, std::uint64_t seed = 1) {
        return {pattern(A::nonce_size, seed + 10), pattern(associated_size, seed + 20), pattern(text_size, seed + 30),
                bytes(A::tag_size)};
    }
    static aead_message encrypted(encryptor& by, aead_message message) {
        must(by.encrypt(nonce(message.nonce), message.associated, message.text, tag(message.tag)), "encrypt()");
        return message;
    }
    // Success with the text decrypted in place, or the error.
    static result<void> decrypt(decryptor& by, aead_message& message) {
        return by.decrypt(nonce(message.nonce), message.associated, message.text, given_tag(message.tag));
    }
    // Whether a message is refused as one that was altered, and in no other way.
    static void expect_refusal(decryptor& by, aead_message altered, std::string_view what, problems& seen) {
        const auto opened = decrypt(by, altered);
        if (opened) return seen.add(what, " is accepted");
        if (opened.error() != errc::authentication_failed) {
            seen.add(what, " is refused with \"", make_error_code(opened.error()).message(), "\"");
        }
    }

    // A text with its tag behind it, as check_keyed_objects() wants them.
    static constexpr std::size_t keyed_text_size = 100;
    struct encrypting {
        static constexpr std::string_view name = "encryptor";
        using object = encryptor;
        static result<object> make(std::uint64_t seed) { return made_with_key<object, A::key_size>(seed); }
        static bytes input(std::uint64_t) { return pattern(keyed_text_size + A::tag_size, 3); }
        static result<void> apply(object& tried, mutable_octets data) {
            static const bytes number = pattern(A::nonce_size, 4), associated = pattern(20, 5);
            return tried.encrypt(nonce(number), associated, data.first(keyed_text_size), tag(data.last(A::tag_size)));
        }
    };
    struct decrypting {
        static constexpr std::string_view name = "decryptor";
        using object = decryptor;
        static result<object> make(std::uint64_t seed) { return made_with_key<object, A::key_size>(seed); }
        static bytes input(std::uint64_t seed) {
            auto by = must(encrypting::make(seed), "the encryptor's make()");
            bytes data = encrypting::input(seed);
            must(encrypting::apply(by, data), "encrypt()");
            return data;
        }
        static result<void> apply(object& tried, mutable_octets data) {
            static const bytes number = pattern(A::nonce_size, 4), associated = pattern(20, 5);
            return tried.decrypt(nonce(number), associated, data.first(keyed_text_size),
                                 given_tag(data.last(A::tag_size)));
        }
    };
};

}  // namespace handclasp::conform
