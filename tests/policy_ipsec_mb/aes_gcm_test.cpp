#include <handclasp/policy/ipsec_mb/aes_gcm.hpp>

#include "support/aead_checks.hpp"

#include <handclasp/policy/cryptopp/aes_gcm.hpp>

namespace hc = handclasp;
namespace mb = handclasp::ipsec_mb;
template <class Aead>
using checks = test::aead_checks<Aead>;

static_assert(mb::aes_gcm<128>::name == hc::aes_gcm<128>::name && mb::aes_gcm<192>::name == hc::aes_gcm<192>::name &&
              mb::aes_gcm<256>::name == hc::aes_gcm<256>::name);
static_assert(mb::aes_gcm<192>::key_size == 24 && mb::aes_gcm<192>::nonce_size == 12 &&
              mb::aes_gcm<192>::tag_size == 16);
static_assert(mb::aes_gcm<128>::forgery_exponent(16384) == hc::aes_gcm<128>::forgery_exponent(16384));
static_assert(!std::is_copy_constructible_v<mb::aes_gcm<128>::encryptor> &&
              !std::is_copy_assignable_v<mb::aes_gcm<128>::decryptor>);

namespace {

using library = CryptoPP::GCM<CryptoPP::AES>::Encryption;

// Of D. McGrew and J. Viega, The Galois/Counter Mode of Operation, appendix B, which SP 800-38D is the standard of.
const std::string no_text, zero_block(32, '0'), zero_nonce(24, '0'), nonce = "cafebabefacedbaddecaf888";
const std::string key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
const std::string associated = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
const std::string plain = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                          "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";

// Test cases n to n + 3 of one key size: two under a key of zeros, and two under the key above.
struct known_answers {
    std::string tag_of_nothing, zeros, tag_of_zeros, ciphertext, tag, tag_with_associated;
};
template <class Aead>
void check(const known_answers& known) {
    const std::string zero_key(2 * Aead::key_size, '0'), own_key = key.substr(0, 2 * Aead::key_size);
    checks<Aead>::gives(zero_key, zero_nonce, no_text, no_text, no_text, known.tag_of_nothing);
    checks<Aead>::gives(zero_key, zero_nonce, no_text, zero_block, known.zeros, known.tag_of_zeros);
    checks<Aead>::gives(own_key, nonce, no_text, plain, known.ciphertext, known.tag);
    checks<Aead>::gives(own_key, nonce, associated, plain.substr(0, 120), known.ciphertext.substr(0, 120),
                        known.tag_with_associated);
}

}  // namespace

TEST_CASE("AES-GCM on IPsec-MB gives the answers of its authors' test cases 1 to 4, 7 to 10 and 13 to 16") {
    check<mb::aes_gcm<128>>({"58e2fccefa7e3061367f1d57a4e7455a", "0388dace60b6a392f328c2b971b2fe78",
                             "ab6e47d42cec13bdf53a67b21257bddf",
                             "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                             "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
                             "4d5c2af327cd64a62cf35abd2ba6fab4", "5bc94fbc3221a5db94fae95ae7121a47"});
    check<mb::aes_gcm<192>>({"cd33b28ac773f74ba00ed1f312572435", "98e7247c07f0fe411c267e4384b0f600",
                             "2ff58d80033927ab8ef4d4587514f0fb",
                             "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
                             "7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710acade256",
                             "9924a7c8587336bfb118024db8674a14", "2519498e80f1478f37ba55bd6d27618c"});
    check<mb::aes_gcm<256>>({"530f8afbc74536b9a963b4f1c4cb738b", "cea7403d4d606b6e074ec5d3baf39d18",
                             "d0d1c8a799996bf0265b98b5d48ab919",
                             "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                             "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
                             "b094dac5d93471bdec1a502270e3cc6c", "76fc6ece0f4e1768cddf8853bb2d551b"});
}

TEMPLATE_TEST_CASE("AES-GCM on IPsec-MB of any size at any alignment agrees with Crypto++", "", mb::aes_gcm<128>,
                   mb::aes_gcm<192>, mb::aes_gcm<256>) {
    checks<TestType>::template agrees_with<library>();
}

TEMPLATE_TEST_CASE("AES-GCM on IPsec-MB refuses what was altered", "", mb::aes_gcm<128>, mb::aes_gcm<256>) {
    checks<TestType>::refuses_every_altered_bit();
    checks<TestType>::refuses_octets_on_the_wrong_side();
}

TEST_CASE("AES-GCM on IPsec-MB takes an empty text and empty associated data") {
    checks<mb::aes_gcm<128>>::takes_spans_that_are_nowhere();
}

TEMPLATE_TEST_CASE("AES-GCM keys on IPsec-MB work where they were moved to, and nowhere else", "", mb::aes_gcm<128>,
                   mb::aes_gcm<192>, mb::aes_gcm<256>) {
    checks<TestType>::works_where_it_was_moved_to();
    const auto source = test::pattern(TestType::key_size), number = test::pattern(12);
    auto encrypting = checks<TestType>::encryptor(source);
    auto decrypting = checks<TestType>::decryptor(source);
    const auto elsewhere = std::move(encrypting);
    const auto also_elsewhere = std::move(decrypting);
    auto text = test::pattern(20, 3), tag = test::pattern(16, 4);
    const std::span<const std::byte, 12> nonce_octets(number);
    CHECK(encrypting.encrypt(nonce_octets, {}, text, std::span<std::byte, 16>(tag)).error() == hc::errc::closed);
    CHECK(decrypting.decrypt(nonce_octets, {}, text, std::span<const std::byte, 16>(tag)).error() == hc::errc::closed);
    CHECK(text == test::pattern(20, 3));
    CHECK(tag == test::pattern(16, 4));
}

TEMPLATE_TEST_CASE("AES-GCM on IPsec-MB allocates nothing for a message", "", mb::aes_gcm<128>, mb::aes_gcm<256>) {
    checks<TestType>::allocates_nothing();
}

TEMPLATE_TEST_CASE("AES-GCM on IPsec-MB refuses a text beyond the limit of SP 800-38D, section 5.2.1.1", "",
                   mb::aes_gcm<128>, mb::aes_gcm<256>) {
    auto encrypting = checks<TestType>::encryptor(test::pattern(TestType::key_size));
    auto decrypting = checks<TestType>::decryptor(test::pattern(TestType::key_size));
    const auto number = test::pattern(12);
    const std::span<const std::byte, 12> nonce_octets(number);
    test::bytes some(16), tag(16);
    const hc::mutable_octets many(some.data(), (std::size_t{1} << 36U) - 31);
    CHECK(encrypting.encrypt(nonce_octets, {}, many, std::span<std::byte, 16>(tag)).error() ==
          hc::errc::invalid_argument);
    CHECK(decrypting.decrypt(nonce_octets, {}, many, std::span<const std::byte, 16>(tag)).error() ==
          hc::errc::invalid_argument);
    CHECK(some == test::bytes(16));
}
