// What every AEAD policy has to do, whichever it is. Each function is a test's body.
#pragma once

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/core/concepts.hpp>

namespace test {

struct aead_sealed {
    bytes text, tag;
    bool operator==(const aead_sealed&) const = default;
};

template <handclasp::aead Aead>
struct aead_checks {
    using nonce = std::span<const std::byte, Aead::nonce_size>;
    using tag = std::span<std::byte, Aead::tag_size>;
    using const_tag = std::span<const std::byte, Aead::tag_size>;

    static auto encryptor(const bytes& key) {
        return Aead::encryptor::make(std::span<const std::byte, Aead::key_size>(key)).value();
    }
    static auto decryptor(const bytes& key) {
        return Aead::decryptor::make(std::span<const std::byte, Aead::key_size>(key)).value();
    }

    static aead_sealed seal(typename Aead::encryptor& with, const bytes& number, const bytes& associated,
                            const bytes& plain) {
        aead_sealed sealed{plain, bytes(Aead::tag_size)};
        REQUIRE(with.encrypt(nonce(number), associated, sealed.text, tag(sealed.tag)));
        return sealed;
    }
    static handclasp::result<bytes> open(typename Aead::decryptor& with, const bytes& number, const bytes& associated,
                                         aead_sealed sealed) {
        const auto done = with.decrypt(nonce(number), associated, sealed.text, const_tag(sealed.tag));
        if (!done) return done.error();
        return sealed.text;
    }
    static bool refused(const handclasp::result<bytes>& opened) {
        return !opened && opened.error() == handclasp::errc::authentication_failed;
    }

    // What the library's own class makes of it.
    template <class Library>
    static aead_sealed sealed_by(const bytes& key, const bytes& number, const bytes& associated, const bytes& plain) {
        Library library;
        library.SetKeyWithIV(octets_in(key), key.size(), octets_in(number), number.size());
        aead_sealed sealed{bytes(plain.size()), bytes(Aead::tag_size)};
        library.EncryptAndAuthenticate(octets_in(sealed.text), octets_in(sealed.tag), sealed.tag.size(),
                                       octets_in(number), static_cast<int>(number.size()), octets_in(associated),
                                       associated.size(), octets_in(plain), plain.size());
        return sealed;
    }

    // An answer from a standard, all in hexadecimal digits.
    static void gives(const std::string& key, const std::string& number, const std::string& associated,
                      const std::string& plain, const std::string& ciphertext, const std::string& expected_tag) {
        auto encrypting = encryptor(from_hex(key));
        const auto sealed = seal(encrypting, from_hex(number), from_hex(associated), from_hex(plain));
        CHECK(to_hex(sealed.text) == ciphertext);
        CHECK(to_hex(sealed.tag) == expected_tag);
        auto decrypting = decryptor(from_hex(key));
        const auto opened =
            open(decrypting, from_hex(number), from_hex(associated), {from_hex(ciphertext), from_hex(expected_tag)});
        REQUIRE(opened);
        CHECK(to_hex(*opened) == plain);
    }

    // One object for all messages; the library's class is made anew for each.
    template <class Library>
    static void agrees_with() {
        const auto key = pattern(Aead::key_size);
        auto encrypting = encryptor(key);
        auto decrypting = decryptor(key);
        std::uint32_t message = 0;
        const auto check = [&](std::size_t size, std::size_t associated_size, std::size_t offset) {
            CAPTURE(size, associated_size, offset);
            const auto number = pattern(Aead::nonce_size, ++message);
            const auto plain = pattern(size, message + 1), associated = pattern(associated_size, message + 2);
            const auto expected = sealed_by<Library>(key, number, associated, plain);

            bytes buffer(size + 64, std::byte{0xa5}), associated_buffer(associated_size + 16);
            const auto text = handclasp::mutable_octets(buffer).subspan(offset, size);
            const auto data = handclasp::mutable_octets(associated_buffer).subspan(offset % 16, associated_size);
            handclasp::copy(plain, text);
            handclasp::copy(associated, data);
            bytes made(Aead::tag_size + 16);
            const tag place(handclasp::mutable_octets(made).subspan(offset % 16, Aead::tag_size));
            REQUIRE(encrypting.encrypt(nonce(number), data, text, place));
            REQUIRE(copy_of(text) == expected.text);
            REQUIRE(copy_of(place) == expected.tag);
            REQUIRE(decrypting.decrypt(nonce(number), data, text, place));
            REQUIRE(copy_of(text) == plain);

            handclasp::copy(bytes(size, std::byte{0xa5}), text);
            REQUIRE(buffer == bytes(size + 64, std::byte{0xa5}));  // nothing beside the text was touched
        };
        for (std::size_t size = 0; size <= 66; ++size) {
            for (std::size_t offset = 0; offset < 16; ++offset) check(size, size % 37, offset);
        }
        for (const std::size_t size : {127U, 128U, 129U, 255U, 257U, 513U, 1000U, 4097U, 16384U, 70001U}) {
            for (const std::size_t offset : {0U, 1U, 8U, 15U}) check(size, size % 301, offset);
        }
        for (std::size_t associated_size = 0; associated_size <= 66; ++associated_size) check(0, associated_size, 3);
    }

    static void refuses_every_altered_bit() {
        const auto key = pattern(Aead::key_size), number = pattern(Aead::nonce_size, 2);
        const auto associated = pattern(21, 3), plain = pattern(37, 4);
        auto encrypting = encryptor(key);
        auto decrypting = decryptor(key);
        const auto sealed = seal(encrypting, number, associated, plain);
        const auto each_bit = [](bytes octets, auto&& accepted) {
            std::size_t taken = 0;
            for (std::size_t bit = 0; bit < 8 * octets.size(); ++bit) {
                octets[bit / 8] ^= std::byte{1} << (bit % 8);
                taken += !accepted(octets) ? 0U : 1U;
                octets[bit / 8] ^= std::byte{1} << (bit % 8);
            }
            return taken;
        };
        CHECK(each_bit(sealed.text, [&](const bytes& altered) {
                  return !refused(open(decrypting, number, associated, {altered, sealed.tag}));
              }) == 0);
        CHECK(each_bit(sealed.tag, [&](const bytes& altered) {
                  return !refused(open(decrypting, number, associated, {sealed.text, altered}));
              }) == 0);
        CHECK(each_bit(number, [&](const bytes& altered) {
                  return !refused(open(decrypting, altered, associated, sealed));
              }) == 0);
        CHECK(each_bit(associated,
                       [&](const bytes& altered) { return !refused(open(decrypting, number, altered, sealed)); }) == 0);
        CHECK(each_bit(key, [&](const bytes& altered) {
                  auto other = decryptor(altered);
                  return !refused(open(other, number, associated, sealed));
              }) == 0);
        const auto opened = open(decrypting, number, associated, sealed);  // a failure leaves nothing behind
        REQUIRE(opened);
        CHECK(*opened == plain);
    }

    static void refuses_octets_on_the_wrong_side() {
        const auto key = pattern(Aead::key_size), number = pattern(Aead::nonce_size, 2);
        auto encrypting = encryptor(key);
        auto decrypting = decryptor(key);
        const auto sealed = seal(encrypting, number, pattern(16, 3), pattern(32, 4));
        CHECK(refused(open(decrypting, number, {}, sealed)));
        auto shorter = sealed;
        shorter.text.pop_back();
        CHECK(refused(open(decrypting, number, pattern(16, 3), shorter)));
        auto longer = pattern(16, 3);
        longer.push_back(std::byte{0});
        CHECK(refused(open(decrypting, number, longer, sealed)));
        auto joined = pattern(16, 3);
        joined.insert(joined.end(), sealed.text.begin(), sealed.text.begin() + 16);
        const bytes rest(sealed.text.begin() + 16, sealed.text.end());
        CHECK(refused(open(decrypting, number, joined, {rest, sealed.tag})));
    }

    static void takes_spans_that_are_nowhere() {
        const auto number = pattern(Aead::nonce_size, 2);
        auto encrypting = encryptor(pattern(Aead::key_size));
        auto decrypting = decryptor(pattern(Aead::key_size));
        bytes made(Aead::tag_size);
        REQUIRE(encrypting.encrypt(nonce(number), handclasp::octets(), handclasp::mutable_octets(), tag(made)));
        CHECK(made == seal(encrypting, number, {}, {}).tag);
        CHECK(decrypting.decrypt(nonce(number), handclasp::octets(), handclasp::mutable_octets(), const_tag(made)));
        made.front() ^= std::byte{1};
        CHECK_FALSE(
            decrypting.decrypt(nonce(number), handclasp::octets(), handclasp::mutable_octets(), const_tag(made)));
    }

    static void works_where_it_was_moved_to() {
        const auto key = pattern(Aead::key_size), other = pattern(Aead::key_size, 2);
        const auto number = pattern(Aead::nonce_size, 3), associated = pattern(5, 4), plain = pattern(50, 5);
        auto first = encryptor(key);
        const auto expected = seal(first, number, associated, plain);
        auto constructed = std::move(first);
        CHECK(seal(constructed, number, associated, plain) == expected);
        auto assigned = encryptor(other);
        CHECK(seal(assigned, number, associated, plain) != expected);
        assigned = std::move(constructed);
        CHECK(seal(assigned, number, associated, plain) == expected);

        auto first_decryptor = decryptor(key);
        auto constructed_decryptor = std::move(first_decryptor);
        CHECK(open(constructed_decryptor, number, associated, expected).value() == plain);
        auto assigned_decryptor = decryptor(other);
        assigned_decryptor = std::move(constructed_decryptor);
        CHECK(open(assigned_decryptor, number, associated, expected).value() == plain);

        bytes text = plain, made(Aead::tag_size);
        CHECK(first.encrypt(nonce(number), associated, text, tag(made)).error() == handclasp::errc::closed);
        CHECK(first_decryptor.decrypt(nonce(number), associated, text, const_tag(made)).error() ==
              handclasp::errc::closed);
        CHECK(text == plain);
        first = std::move(assigned);  // what was moved from can be assigned again
        CHECK(seal(first, number, associated, plain) == expected);
    }

    static void allocates_nothing() {
        if (!allocations_are_counted) {
            WARN("skipped: this build has an allocator of its own");
            return;
        }
        auto encrypting = encryptor(pattern(Aead::key_size));
        auto decrypting = decryptor(pattern(Aead::key_size));
        const auto number = pattern(Aead::nonce_size, 2);
        bytes made(Aead::tag_size);
        for (const std::size_t size : {0U, 1U, 16U, 17U, 1000U, 16384U}) {
            CAPTURE(size);
            auto text = pattern(size), associated = pattern(size % 61);
            const auto before = allocations_now().calls;
            const bool sealed = encrypting.encrypt(nonce(number), associated, text, tag(made)).has_value();
            const bool opened = decrypting.decrypt(nonce(number), associated, text, const_tag(made)).has_value();
            made.back() ^= std::byte{1};
            const bool forged = decrypting.decrypt(nonce(number), associated, text, const_tag(made)).has_value();
            const auto after = allocations_now().calls;
            CHECK((sealed && opened && !forged));
            CHECK(after == before);
        }
    }

private:
    template <class Octets>
    static auto* octets_in(Octets& octets) {
        using octet = std::conditional_t<std::is_const_v<Octets>, const unsigned char, unsigned char>;
        return reinterpret_cast<octet*>(octets.data());
    }
};

}  // namespace test
