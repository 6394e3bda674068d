#include <handclasp/core/archetype.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace hc = handclasp;
namespace archetype = handclasp::archetype;

namespace {

hc::result<void> failing(hc::mutable_octets) noexcept {
    return hc::errc::random_source;
}

}  // namespace

// That they satisfy the concepts stands beside them; here, that they keep what the concepts promise beyond the shape.
TEST_CASE("the cipher archetype decrypts what it encrypted, and leaves the IV") {
    const auto key = test::pattern(archetype::cipher::key_size);
    auto encryptor = archetype::cipher::encryptor::make(archetype::cipher::key(key)).value();
    auto decryptor = archetype::cipher::decryptor::make(archetype::cipher::key(key)).value();
    const auto plain = test::pattern(5 * archetype::cipher::block_size, 2);
    auto chain = plain;
    REQUIRE(encryptor.encrypt_chain(chain));
    CHECK(chain != plain);
    CHECK(test::copy_of(hc::octets(chain).first(16)) == test::copy_of(hc::octets(plain).first(16)));
    REQUIRE(decryptor.decrypt_chain(chain));
    CHECK(chain == plain);
}

TEST_CASE("the MAC archetype depends on key and message") {
    const auto tag = [](const test::bytes& key, const test::bytes& message) {
        const auto mac = archetype::mac::make(std::span<const std::byte, archetype::mac::key_size>(key)).value();
        std::array<std::byte, archetype::mac::tag_size> written{};
        REQUIRE(mac.authenticate(message, written));
        return test::to_hex(written);
    };
    const auto key = test::pattern(16), message = test::pattern(40);
    CHECK(tag(key, message) == tag(key, message));
    CHECK(tag(key, message) != tag(test::pattern(16, 2), message));
    CHECK(tag(key, message) != tag(key, test::pattern(40, 2)));
}

TEST_CASE("the AEAD archetype decrypts what it encrypted, and refuses every other input") {
    const auto key = test::pattern(16), nonce = test::pattern(12, 2), associated = test::pattern(16, 3);
    const auto plain = test::pattern(40, 4);
    auto encryptor = archetype::aead::encryptor::make(archetype::aead::key(key)).value();
    auto text = plain;
    std::array<std::byte, archetype::aead::tag_size> tag{};
    REQUIRE(encryptor.encrypt(archetype::aead::nonce(nonce), associated, text, tag));
    CHECK(text != plain);

    const auto decrypted = [&](hc::octets by, hc::octets number, hc::octets with, hc::octets under, test::bytes of) {
        auto decryptor = archetype::aead::decryptor::make(by.first<16>()).value();
        const auto outcome = decryptor.decrypt(number.first<12>(), with, of, under.first<16>());
        if (!outcome) REQUIRE(outcome.error() == hc::errc::authentication_failed);
        return outcome && of == plain;
    };
    const auto flipped = [](hc::octets source) {
        auto copy = test::copy_of(source);
        copy.back() ^= std::byte{1};
        return copy;
    };
    CHECK(decrypted(key, nonce, associated, tag, text));
    CHECK_FALSE(decrypted(flipped(key), nonce, associated, tag, text));
    CHECK_FALSE(decrypted(key, flipped(nonce), associated, tag, text));
    CHECK_FALSE(decrypted(key, nonce, flipped(associated), tag, text));
    CHECK_FALSE(decrypted(key, nonce, associated, flipped(tag), text));
    CHECK_FALSE(decrypted(key, nonce, associated, tag, flipped(text)));
}

TEST_CASE("the key transport archetype carries secrets") {
    auto keys = archetype::key_transport::key_pair::generate(archetype::random::fill).value();
    test::bytes sent(32), encapsulation(archetype::key_transport::encapsulation_size), received(32);
    REQUIRE(archetype::key_transport::encapsulate(keys.public_key(), sent, encapsulation, archetype::random::fill));
    REQUIRE(std::move(keys).decapsulate(encapsulation, received));
    CHECK(sent == received);

    const auto refused = [&](hc::octets public_key, hc::random_function random) {
        return archetype::key_transport::encapsulate(public_key, sent, encapsulation, random).error();
    };
    CHECK(refused(test::from_hex("08"), archetype::random::fill) == hc::errc::bad_public_key);
    CHECK(refused(test::from_hex("07"), failing) == hc::errc::random_source);
}

TEST_CASE("the hash archetype takes its input in any pieces, and a copy goes on by itself") {
    const auto message = test::pattern(100);
    const auto digest = [](archetype::hash hash) {
        std::array<std::byte, archetype::hash::size> written{};
        hash.finish(written);
        return test::to_hex(written);
    };
    archetype::hash whole, pieces;
    whole.update(message);
    pieces.update(hc::octets(message).first(1));
    auto fork = pieces;
    pieces.update(hc::octets(message).subspan(1, 60));
    pieces.update(hc::octets(message).subspan(61));
    CHECK(digest(whole) == digest(pieces));
    CHECK(digest(fork) != digest(pieces));
    fork.update(hc::octets(message).subspan(1));
    CHECK(digest(fork) == digest(whole));
}

TEST_CASE("the key derivation archetype depends on all its inputs") {
    const auto derived = [](std::string_view salt, std::string_view input, std::string_view info) {
        std::array<std::byte, archetype::key_derivation::prk_size> prk{};
        test::bytes out(70);
        REQUIRE(archetype::key_derivation::extract(hc::as_octets(salt), hc::as_octets(input), prk));
        REQUIRE(archetype::key_derivation::expand(prk, hc::as_octets(info), out));
        return test::to_hex(out);
    };
    CHECK(derived("salt", "input", "info") == derived("salt", "input", "info"));
    CHECK(derived("salt", "input", "info") != derived("tals", "input", "info"));
    CHECK(derived("salt", "input", "info") != derived("salt", "tupni", "info"));
    CHECK(derived("salt", "input", "info") != derived("salt", "input", "ofni"));
}

TEST_CASE("the signature archetype refuses another key or message") {
    const auto key = test::pattern(32), message = test::pattern(20);
    archetype::hash hash;
    hash.update(key);
    hash.update(message);
    test::bytes signature(32);
    hash.finish(std::span<std::byte, 32>(signature));
    CHECK(archetype::signature::verify(key, message, signature));
    CHECK_FALSE(archetype::signature::verify(test::pattern(32, 2), message, signature));
    CHECK_FALSE(archetype::signature::verify(key, test::pattern(21), signature));
    signature[31] ^= std::byte{1};
    CHECK_FALSE(archetype::signature::verify(key, message, signature));
}
