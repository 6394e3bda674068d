#include <handclasp/policy/openssl/aes_gcm.hpp>
#include <handclasp/policy/openssl/chacha20_poly1305.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/aes_gcm.hpp>
#include <handclasp/policy/cryptopp/chacha20_poly1305.hpp>

namespace hc = handclasp;
namespace ossl = handclasp::openssl;
using test::from_hex;
using test::to_hex;
using chacha = ossl::chacha20_poly1305;

static_assert(ossl::aes_gcm<128>::name == hc::aes_gcm<128>::name && ossl::aes_gcm<256>::name == hc::aes_gcm<256>::name);
static_assert(chacha::name == hc::chacha20_poly1305::name);
static_assert(ossl::aes_gcm<192>::key_size == 24 && chacha::key_size == 32);
static_assert(ossl::aes_gcm<128>::block_size == hc::aes_gcm<128>::block_size);

namespace {

template <class Aead>
struct both_ways {
    explicit both_ways(hc::octets key)
        : encryptor(Aead::encryptor::make(key.first<Aead::key_size>()).value()),
          decryptor(Aead::decryptor::make(key.first<Aead::key_size>()).value()) {}

    hc::result<void> encrypt(hc::octets nonce, hc::octets associated, hc::mutable_octets text, hc::mutable_octets tag) {
        return encryptor.encrypt(nonce.first<12>(), associated, text, tag.first<16>());
    }
    hc::result<void> decrypt(hc::octets nonce, hc::octets associated, hc::mutable_octets text, hc::octets tag) {
        return decryptor.decrypt(nonce.first<12>(), associated, text, tag.first<16>());
    }

    typename Aead::encryptor encryptor;
    typename Aead::decryptor decryptor;
};

struct known_answer {
    std::string key, nonce, associated, plaintext, ciphertext, tag;
};

template <class Aead>
void check(const known_answer& known) {
    both_ways<Aead> keys(from_hex(known.key));
    auto text = from_hex(known.plaintext);
    test::bytes tag(16);
    REQUIRE(keys.encrypt(from_hex(known.nonce), from_hex(known.associated), text, tag));
    CHECK(to_hex(text) == known.ciphertext);
    CHECK(to_hex(tag) == known.tag);
    REQUIRE(keys.decrypt(from_hex(known.nonce), from_hex(known.associated), text, tag));
    CHECK(to_hex(text) == known.plaintext);
}

template <class Ours, class Theirs>
void check_against() {
    const auto key = test::pattern(Ours::key_size);
    both_ways<Ours> ours(key);
    both_ways<Theirs> theirs(key);
    for (std::size_t size = 0; size <= 300; ++size) {
        const auto nonce = test::pattern(12, static_cast<std::uint32_t>(size + 2));
        const auto associated = test::pattern(size % 37, 3), plain = test::pattern(size, 4);
        auto expected = plain;
        test::bytes expected_tag(16), tag(16), buffer(size + 32, std::byte{0xa5});
        const auto before = buffer;
        REQUIRE(theirs.encrypt(nonce, associated, expected, expected_tag));

        const auto text = hc::mutable_octets(buffer).subspan(size % 16, size);
        hc::copy(plain, text);
        CAPTURE(size);
        REQUIRE(ours.encrypt(nonce, associated, text, tag));
        CHECK(test::copy_of(text) == expected);
        CHECK(tag == expected_tag);
        REQUIRE(ours.decrypt(nonce, associated, text, tag));
        CHECK(test::copy_of(text) == plain);
        hc::copy(hc::octets(before).first(size), text);
        CHECK(buffer == before);  // nothing beside the text was touched
    }
}

}  // namespace

// "The Galois/Counter Mode of Operation" by McGrew and Viega, appendix B, test cases 1 to 4, 10 and 16.
TEST_CASE("AES-GCM on OpenSSL gives the answers of its specification") {
    const std::string zero_key(32, '0'), zero_nonce(24, '0');
    check<ossl::aes_gcm<128>>({zero_key, zero_nonce, "", "", "", "58e2fccefa7e3061367f1d57a4e7455a"});
    check<ossl::aes_gcm<128>>({zero_key, zero_nonce, "", std::string(32, '0'), "0388dace60b6a392f328c2b971b2fe78",
                               "ab6e47d42cec13bdf53a67b21257bddf"});
    const std::string nonce = "cafebabefacedbaddecaf888", associated = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
    const std::string plaintext = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    check<ossl::aes_gcm<128>>({"feffe9928665731c6d6a8f9467308308", nonce, associated, plaintext,
                               "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                               "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
                               "5bc94fbc3221a5db94fae95ae7121a47"});
    check<ossl::aes_gcm<192>>({"feffe9928665731c6d6a8f9467308308feffe9928665731c", nonce, associated, plaintext,
                               "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
                               "7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710",
                               "2519498e80f1478f37ba55bd6d27618c"});
    check<ossl::aes_gcm<256>>({"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", nonce, associated,
                               plaintext,
                               "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                               "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
                               "76fc6ece0f4e1768cddf8853bb2d551b"});
}

TEST_CASE("ChaCha20-Poly1305 on OpenSSL gives the answer of RFC 8439, section 2.8.2") {
    const auto plaintext = hc::as_octets("Ladies and Gentlemen of the class of '99: If I could offer you only one tip "
                                         "for the future, sunscreen would be it.");
    check<chacha>({"808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", "070000004041424344454647",
                   "50515253c0c1c2c3c4c5c6c7", to_hex(plaintext),
                   "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                   "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                   "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                   "3ff4def08e4b7a9de576d26586cec64b6116",
                   "1ae10b594f09e26a7e902ecbd0600691"});
}

TEST_CASE("AEADs on OpenSSL agree with Crypto++'s over 0 to 300 octets, one object over all of them") {
    check_against<ossl::aes_gcm<128>, hc::aes_gcm<128>>();
    check_against<ossl::aes_gcm<192>, hc::aes_gcm<192>>();
    check_against<ossl::aes_gcm<256>, hc::aes_gcm<256>>();
    check_against<chacha, hc::chacha20_poly1305>();
}

TEMPLATE_TEST_CASE("an AEAD on OpenSSL refuses any altered bit, and goes on", "", ossl::aes_gcm<128>,
                   ossl::aes_gcm<256>, chacha) {
    both_ways<TestType> keys(test::pattern(32));
    const std::size_t sizes[] = {0, 21};
    for (const std::size_t size : sizes) {
        const auto plain = test::pattern(size, 5);
        test::bytes parts[] = {test::pattern(12, 2), test::pattern(size / 2, 3), plain, test::bytes(16)};
        REQUIRE(keys.encrypt(parts[0], parts[1], parts[2], parts[3]));
        for (std::size_t part = 0; part < 4; ++part) {
            for (std::size_t bit = 0; bit < 8 * parts[part].size(); ++bit) {
                test::bytes altered[] = {parts[0], parts[1], parts[2], parts[3]};
                altered[part][bit / 8] ^= std::byte{1} << (bit % 8);
                CAPTURE(part, bit);
                const auto refused = keys.decrypt(altered[0], altered[1], altered[2], altered[3]);
                REQUIRE_FALSE(refused);
                CHECK(refused.error() == hc::errc::authentication_failed);
            }
        }
        auto text = parts[2];
        REQUIRE(keys.decrypt(parts[0], parts[1], text, parts[3]));
        CHECK(text == plain);
    }
}

TEMPLATE_TEST_CASE("AEAD keys on OpenSSL work where they were moved to, and nowhere else", "", ossl::aes_gcm<256>,
                   chacha) {
    const auto nonce = test::pattern(12), plain = test::pattern(40, 2);
    auto expected = plain, text = plain;
    test::bytes expected_tag(16), tag(16);
    REQUIRE(both_ways<TestType>(test::pattern(32)).encrypt(nonce, {}, expected, expected_tag));

    both_ways<TestType> from(test::pattern(32)), to(test::pattern(32, 2));
    to = std::move(from);
    REQUIRE(to.encrypt(nonce, {}, text, tag));
    CHECK(text == expected);
    CHECK(tag == expected_tag);
    CHECK(from.encrypt(nonce, {}, text, tag).error() == hc::errc::closed);
    CHECK(from.decrypt(nonce, {}, text, tag).error() == hc::errc::closed);
    auto built = std::move(to);
    REQUIRE(built.decrypt(nonce, {}, text, tag));
    CHECK(text == plain);
    from = both_ways<TestType>(test::pattern(32));
    REQUIRE(from.encrypt(nonce, {}, text, tag));
    CHECK(text == expected);
}

// Spans that only claim their size: nothing may be read before it is refused.
TEMPLATE_TEST_CASE("an AEAD on OpenSSL refuses more octets than an int counts", "", ossl::aes_gcm<128>, chacha) {
    both_ways<TestType> keys(test::pattern(32));
    const auto nonce = test::pattern(12);
    test::bytes some(16), tag(16);
    const hc::mutable_octets many(some.data(), std::size_t{INT_MAX} + 1);
    CHECK(keys.encrypt(nonce, many, some, tag).error() == hc::errc::invalid_argument);
    CHECK(keys.encrypt(nonce, {}, many, tag).error() == hc::errc::invalid_argument);
    CHECK(keys.decrypt(nonce, many, some, tag).error() == hc::errc::invalid_argument);
    CHECK(keys.decrypt(nonce, {}, many, tag).error() == hc::errc::invalid_argument);
    CHECK(some == test::bytes(16));
}

TEMPLATE_TEST_CASE("an AEAD on OpenSSL takes no memory for a message", "", ossl::aes_gcm<128>, ossl::aes_gcm<256>,
                   chacha) {
    both_ways<TestType> keys(test::pattern(32));
    const auto nonce = test::pattern(12), associated = test::pattern(12, 2);
    auto text = test::pattern(1000, 3);
    test::bytes tag(16);
    bool good = true;
    const auto before = test::allocations_now();
    for (int i = 0; i < 100; ++i) {
        good = good && keys.encrypt(nonce, associated, text, tag).has_value() &&
            keys.decrypt(nonce, associated, text, tag).has_value();
    }
    CHECK(test::allocations_now().calls == before.calls);
    CHECK(good);
}
