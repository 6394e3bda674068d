#include <handclasp/policy/cryptopp/aes_gcm.hpp>

#include "support/gcm_answers.hpp"

namespace hc = handclasp;
template <class Aead>
using checks = test::aead_checks<Aead>;

static_assert(hc::aes_gcm<128>::name == "AES-128-GCM" && hc::aes_gcm<192>::name == "AES-192-GCM" &&
              hc::aes_gcm<256>::name == "AES-256-GCM");
static_assert(hc::aes_gcm<192>::key_size == 24 && hc::aes_gcm<192>::nonce_size == 12 &&
              hc::aes_gcm<192>::tag_size == 16);
static_assert(!std::is_copy_constructible_v<hc::aes_gcm<128>::encryptor> &&
              !std::is_copy_assignable_v<hc::aes_gcm<128>::decryptor>);

namespace {

using library = CryptoPP::GCM<CryptoPP::AES>::Encryption;

}  // namespace

TEST_CASE("AES-GCM gives the answers of its authors' test cases 1 to 4, 7 to 10 and 13 to 16") {
    test::check_gcm_answers<hc::aes_gcm>();
}

TEMPLATE_TEST_CASE("AES-GCM of any size at any alignment agrees with a new object of Crypto++", "", hc::aes_gcm<128>,
                   hc::aes_gcm<192>, hc::aes_gcm<256>) {
    checks<TestType>::template agrees_with<library>();
}

TEMPLATE_TEST_CASE("AES-GCM refuses what was altered", "", hc::aes_gcm<128>, hc::aes_gcm<256>) {
    checks<TestType>::refuses_every_altered_bit();
    checks<TestType>::refuses_octets_on_the_wrong_side();
}

TEST_CASE("AES-GCM takes an empty text and empty associated data") {
    checks<hc::aes_gcm<128>>::takes_spans_that_are_nowhere();
}

TEMPLATE_TEST_CASE("AES-GCM keys work where they were moved to", "", hc::aes_gcm<128>, hc::aes_gcm<256>) {
    checks<TestType>::works_where_it_was_moved_to();
}

TEMPLATE_TEST_CASE("AES-GCM allocates nothing for a message", "", hc::aes_gcm<128>, hc::aes_gcm<256>) {
    checks<TestType>::allocates_nothing();
}

TEST_CASE("an AES-GCM key owns at most 1 KiB") {
    if (!test::allocations_are_counted || !CryptoPP::HasAESNI() || !CryptoPP::HasCLMUL()) {
        WARN("skipped: this build has an allocator of its own, or Crypto++ keeps tables on this processor");
        return;
    }
    const auto key_octets = test::pattern(32);
    const auto before = test::allocations_now().bytes;
    const auto held = checks<hc::aes_gcm<256>>::encryptor(key_octets);
    CHECK(test::allocations_now().bytes - before <= 1024);
}
