#include <handclasp/policy/ipsec_mb/aes_gcm.hpp>

#include "support/gcm_answers.hpp"

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

}  // namespace

TEST_CASE("AES-GCM on IPsec-MB gives the answers of its authors' test cases 1 to 4, 7 to 10 and 13 to 16") {
    test::check_gcm_answers<mb::aes_gcm>();
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
