#include <handclasp/policy/encoding/rsa_public_key.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/library.hpp>

namespace hc = handclasp;
using key_2048 = hc::encoding::rsa_public_key<2048>;
using key_3072 = hc::encoding::rsa_public_key<3072>;
using CryptoPP::Integer;

static_assert(key_2048::size == 294 && key_3072::size == 422 && key_2048::exponent == 65537);

// NIST SP 800-57 part 1 rev. 5, table 2.
template <std::size_t ModulusBits>
constexpr std::size_t security_bits = hc::encoding::rsa_public_key<ModulusBits>::security_bits;
static_assert(security_bits<1024> == 80 && security_bits<2048> == 112 && security_bits<3072> == 128);
static_assert(security_bits<7680> == 192 && security_bits<15360> == 256);
static_assert(security_bits<1792> == 80 && security_bits<2816> == 112 && security_bits<4096> == 128);
static_assert(security_bits<7424> == 128 && security_bits<15104> == 192 && security_bits<16384> == 256);

namespace {

// The gate looks at size, highest and lowest bit of a modulus and does not factor it, so any such number serves.
Integer modulus(std::size_t bits) {
    auto octets = test::pattern(bits / 8);
    octets.front() |= std::byte{0x80};
    octets.back() |= std::byte{0x01};
    return Integer(hc::cryptopp::bytes(octets), octets.size());
}

template <class Key>
test::bytes encoded(const Integer& modulus) {
    std::array<std::byte, Key::modulus_size> octets;
    modulus.Encode(hc::cryptopp::bytes(octets), octets.size());
    return test::copy_of(Key::encode(octets));
}

// The SubjectPublicKeyInfo that Crypto++ writes for a modulus and an exponent.
test::bytes encoded_by_library(const Integer& modulus, const Integer& exponent) {
    CryptoPP::RSA::PublicKey key;
    key.Initialize(modulus, exponent);
    std::string der;
    CryptoPP::StringSink sink(der);
    key.Save(sink);
    return test::copy_of(hc::as_octets(der));
}

template <class Key = key_2048>
bool refused(const test::bytes& key) {
    const auto found = Key::modulus_of(key);
    return !found && found.error() == hc::errc::bad_public_key;
}

constexpr std::size_t modulus_offset = 33;

}  // namespace

TEMPLATE_TEST_CASE("a public key is encoded as Crypto++ encodes it", "", key_2048, key_3072) {
    const auto n = modulus((TestType::size - 38) * 8);
    const auto key = encoded<TestType>(n);
    CHECK(key == encoded_by_library(n, 65537));

    CryptoPP::ArraySource source(hc::cryptopp::bytes(key), key.size(), true);
    CryptoPP::RSA::PublicKey loaded;
    loaded.Load(source);
    CHECK(source.AnyRetrievable() == false);
    CHECK(loaded.GetModulus() == n);
    CHECK(loaded.GetPublicExponent() == 65537);
}

TEMPLATE_TEST_CASE("the modulus of a public key is a view of it", "", key_2048, key_3072) {
    const auto key = encoded<TestType>(modulus((TestType::size - 38) * 8));
    const auto found = TestType::modulus_of(key).value();
    CHECK(found.data() == key.data() + modulus_offset);
    CHECK(found.size() == TestType::size - 38);
}

TEST_CASE("a public key with another exponent is refused") {
    const auto n = modulus(2048);
    for (const long exponent : {3, 17}) {
        const auto other = encoded_by_library(n, exponent);
        REQUIRE(other.size() == 292);  // what Crypto++ generates unless told otherwise has the exponent 17
        CHECK(refused(other));

        auto padded = encoded<key_2048>(n);  // the same number in three octets, which DER forbids
        padded[291] = padded[292] = std::byte{0};
        padded[293] = static_cast<std::byte>(exponent);
        CHECK(refused(padded));
    }
    CHECK(refused(encoded_by_library(n, 65539)));
    CHECK(refused(encoded_by_library(n, 1)));
    CHECK(refused(encoded_by_library(n, 4294967297)));
}

TEST_CASE("a public key with an unsound modulus is refused") {
    auto key = encoded<key_2048>(modulus(2048));
    SECTION("even") {
        key[modulus_offset + 255] &= std::byte{0xfe};
    }
    SECTION("one bit short") {
        key[modulus_offset] &= std::byte{0x7f};
    }
    SECTION("zero") {
        std::fill_n(key.begin() + modulus_offset, 256, std::byte{0});
    }
    SECTION("one") {
        std::fill_n(key.begin() + modulus_offset, 255, std::byte{0});
        key[modulus_offset + 255] = std::byte{1};
    }
    CHECK(refused(key));
}

TEST_CASE("a public key with another modulus size is refused") {
    CHECK(refused<key_2048>(encoded_by_library(modulus(3072), 65537)));
    CHECK(refused<key_3072>(encoded_by_library(modulus(2048), 65537)));
    CHECK(refused<key_2048>(encoded_by_library(modulus(2056), 65537)));
    CHECK(refused<key_2048>(encoded_by_library(modulus(2040), 65537)));
    CHECK(refused<key_2048>(encoded_by_library(modulus(1024), 65537)));
    CHECK(refused<key_2048>(encoded_by_library(modulus(16384), 65537)));
}

TEST_CASE("a public key that is cut or goes on is refused, whatever the size") {
    const auto key = encoded<key_2048>(modulus(2048));
    for (std::size_t size = 0; size < key.size(); ++size) {
        CAPTURE(size);
        CHECK(refused(test::copy_of(hc::octets(key).first(size))));
    }
    auto longer = key;
    longer.push_back(std::byte{0});
    CHECK(refused(longer));
    CHECK(refused(test::copy_of(hc::octets(longer).subspan(1))));

    // With all that is constant in its place.
    const auto digits = test::to_hex(key), exponent = std::string("0203010001");
    CHECK(refused(test::from_hex(digits + exponent)));
    CHECK(refused(test::from_hex(digits + "01" + exponent)));
    CHECK(refused(test::from_hex(digits.substr(0, 2 * 288) + exponent)));
    CHECK(refused(test::from_hex(digits.substr(0, 2 * 34) + exponent)));
    CHECK(refused(test::from_hex(digits.substr(0, 2 * 33) + exponent)));
}

TEST_CASE("each octet around the modulus has one value alone") {
    const auto key = encoded<key_2048>(modulus(2048));
    REQUIRE_FALSE(refused(key));
    for (std::size_t at = 0; at < key.size(); ++at) {
        if (at == modulus_offset) at += 256;
        for (unsigned change = 1; change < 256; ++change) {
            auto altered = key;
            altered[at] ^= static_cast<std::byte>(change);
            if (!refused(altered)) {
                CAPTURE(at, change);
                CHECK(refused(altered));
            }
        }
    }
}

TEST_CASE("a key of another algorithm or in another encoding is refused") {
    const auto key = encoded<key_2048>(modulus(2048));
    constexpr std::size_t last_of_oid = 16, null_tag = 17;
    auto altered = key;
    SECTION("RSAES-OAEP, 1.2.840.113549.1.1.7") {
        altered[last_of_oid] = std::byte{7};
    }
    SECTION("RSASSA-PSS, 1.2.840.113549.1.1.10") {
        altered[last_of_oid] = std::byte{10};
    }
    SECTION("parameters other than NULL") {
        altered[null_tag] = std::byte{0x04};
    }
    SECTION("a length of indefinite form, which is BER and comes out at the same size") {
        altered = test::from_hex("3080" + test::to_hex(hc::octets(key).subspan(4)) + "0000");
        REQUIRE(altered.size() == key.size());
    }
    SECTION("an Ed25519 key") {
        altered = test::from_hex("302a300506032b6570032100" + std::string(64, '1'));
    }
    SECTION("a bare RSAPublicKey") {
        altered = test::copy_of(hc::octets(key).subspan(24));
    }
    SECTION("zeros") {
        altered.assign(key.size(), std::byte{0});
    }
    SECTION("random octets") {
        altered = test::pattern(key.size(), 3);
    }
    CHECK(refused(altered));
}
