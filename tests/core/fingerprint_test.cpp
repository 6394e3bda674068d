#include <handclasp/core/fingerprint.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/core/archetype.hpp>

namespace hc = handclasp;
using hc::fingerprint;

namespace {

const std::string digits = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210";

}  // namespace

TEST_CASE("a fingerprint survives the way to text and back") {
    const auto parsed = fingerprint::from_text(digits).value();
    CHECK(test::to_hex(parsed.octets) == digits);
    CHECK(parsed.text() == digits);
    CHECK(fingerprint().text() == std::string(64, '0'));

    fingerprint all;
    all.octets.fill(std::byte{0xff});
    CHECK(fingerprint::from_text(all.text()).value() == all);
}

TEST_CASE("a fingerprint may be written in digits of either case") {
    std::string upper = digits;
    for (char& digit : upper) {
        if (digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
    }
    REQUIRE(upper != digits);
    CHECK(fingerprint::from_text(upper).value() == fingerprint::from_text(digits).value());
}

TEST_CASE("fingerprints differ by each of their octets") {
    const auto name = fingerprint::from_text(digits).value();
    for (std::size_t i = 0; i < fingerprint::size; ++i) {
        auto other = name;
        other.octets[i] ^= std::byte{1};
        CHECK(other != name);
    }
}

TEST_CASE("text that is no fingerprint is refused") {
    const auto refused = [](const std::string& text) {
        const auto parsed = fingerprint::from_text(text);
        return !parsed && parsed.error() == hc::errc::invalid_argument;
    };
    CHECK(refused(""));
    CHECK(refused(digits.substr(1)));
    CHECK(refused(digits.substr(2)));
    CHECK(refused(digits + "0"));
    CHECK(refused(digits + "00"));
    CHECK(refused(" " + digits));
    CHECK(refused("0x" + digits.substr(2)));
    for (int octet = 0; octet < 256; ++octet) {
        const auto character = static_cast<char>(octet);
        if (std::string_view("0123456789abcdefABCDEF").find(character) != std::string_view::npos) continue;
        for (const std::size_t place : {std::size_t{0}, std::size_t{31}, std::size_t{63}}) {
            std::string text = digits;
            text[place] = character;
            CAPTURE(octet, place);
            CHECK(refused(text));
        }
    }
}

// With a real hash in tests/policy; here, what is hashed: RFC 8410, section 4.
TEST_CASE("the fingerprint of an Ed25519 key is that of its SubjectPublicKeyInfo") {
    const auto key = test::pattern(32);
    hc::archetype::hash hash;
    hash.update(test::from_hex("302a300506032b6570032100"));
    hash.update(key);
    fingerprint expected;
    hash.finish(expected.octets);
    CHECK(hc::ed25519_fingerprint<hc::archetype::hash>(key) == expected);
    CHECK(hc::ed25519_fingerprint<hc::archetype::hash>(test::pattern(32, 2)) != expected);
}
