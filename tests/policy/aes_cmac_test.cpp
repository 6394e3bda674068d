#include <handclasp/policy/cryptopp/aes_cmac.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/hex.hpp"

namespace hc = handclasp;
using test::from_hex;
using test::to_hex;

static_assert(hc::aes_cmac<128>::name == "AES-128-CMAC" && hc::aes_cmac<192>::name == "AES-192-CMAC" &&
              hc::aes_cmac<256>::name == "AES-256-CMAC");
static_assert(hc::aes_cmac<192>::key_size == 24 && hc::aes_cmac<192>::tag_size == 16);
static_assert(!std::is_copy_constructible_v<hc::aes_cmac<128>> && !std::is_copy_assignable_v<hc::aes_cmac<128>>);

namespace {

template <class Mac>
Mac keyed(const test::bytes& key) {
    return Mac::make(std::span<const std::byte, Mac::key_size>(key)).value();
}

template <class Mac>
test::bytes tag_of(const Mac& mac, hc::octets message) {
    test::bytes tag(Mac::tag_size);
    REQUIRE(mac.authenticate(message, std::span<std::byte, Mac::tag_size>(tag)));
    return tag;
}

test::bytes tag_by_library(const test::bytes& key, hc::octets message) {
    CryptoPP::CMAC<CryptoPP::AES> theirs(hc::cryptopp::bytes(key), key.size());
    theirs.Update(hc::cryptopp::bytes(message), message.size());
    test::bytes tag(16);
    theirs.Final(hc::cryptopp::bytes(tag));
    return tag;
}

// The tags of the first 0, 16, 40 and 64 octets of the message that RFC 4493 and SP 800-38B share. One object makes
// them all.
template <class Mac>
void check(const std::string& key, const std::array<std::string, 4>& tags) {
    const auto message = from_hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                                  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
    constexpr std::array<std::size_t, 4> sizes = {0, 16, 40, 64};
    const auto mac = keyed<Mac>(from_hex(key));
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        CHECK(to_hex(tag_of(mac, hc::octets(message).first(sizes[i]))) == tags[i]);
    }
}

}  // namespace

TEST_CASE("AES-CMAC gives the answers of RFC 4493, section 4") {
    check<hc::aes_cmac<128>>("2b7e151628aed2a6abf7158809cf4f3c",
                             {"bb1d6929e95937287fa37d129b756746", "070a16b46b4d4144f79bdd9dd04a287c",
                              "dfa66747de9ae63030ca32611497c827", "51f0bebf7e3b9d92fc49741779363cfe"});
}

TEST_CASE("AES-CMAC gives the answers of NIST SP 800-38B (2005), appendix D.2 and D.3") {
    check<hc::aes_cmac<192>>("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                             {"d17ddf46adaacde531cac483de7a9367", "9e99a7bf31e710900662f65e617c5184",
                              "8a1de5be2eb31aad089a82e6ee908b0e", "a1d5df0eed790f794d77589659f39a11"});
    check<hc::aes_cmac<256>>("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                             {"028962f61b7bf89efc6b551f4667d983", "28a7023f452e8f82bd4bf28d8c37c35c",
                              "aaf3d8f1de5640c232f5b169b9c911e6", "e1992190549f6ed5696a2c056c315410"});
}

TEMPLATE_TEST_CASE("AES-CMAC of any size at any alignment agrees with a new object of Crypto++", "", hc::aes_cmac<128>,
                   hc::aes_cmac<192>, hc::aes_cmac<256>) {
    const auto key = test::pattern(TestType::key_size);
    const auto mac = keyed<TestType>(key);
    const auto source = test::pattern(70001, 2);
    const auto check = [&](std::size_t size, std::size_t offset) {
        CAPTURE(size, offset);
        test::bytes buffer(size + 16);
        const auto place = hc::mutable_octets(buffer).subspan(offset, size);
        hc::copy(hc::octets(source).first(size), place);
        const auto before = buffer;
        REQUIRE(tag_of(mac, place) == tag_by_library(key, hc::octets(source).first(size)));
        REQUIRE(buffer == before);
    };
    for (std::size_t size = 0; size <= 66; ++size) {
        for (std::size_t offset = 0; offset < 16; ++offset) check(size, offset);
    }
    for (const std::size_t size : {127U, 128U, 129U, 1000U, 4097U, 16384U, 70001U}) {
        for (const std::size_t offset : {0U, 1U, 8U, 15U}) check(size, offset);
    }
}

TEST_CASE("AES-CMAC takes a span that is nowhere as an empty message") {
    const auto mac = keyed<hc::aes_cmac<128>>(from_hex("2b7e151628aed2a6abf7158809cf4f3c"));
    CHECK(to_hex(tag_of(mac, hc::octets())) == "bb1d6929e95937287fa37d129b756746");
}

TEST_CASE("AES-CMAC depends on each bit of its message and of its key, and on the size") {
    const auto key = test::pattern(16), message = test::pattern(37, 2);
    const auto mac = keyed<hc::aes_cmac<128>>(key);
    const auto tag = tag_of(mac, message);
    for (std::size_t bit = 0; bit < 8 * message.size(); ++bit) {
        auto altered = message;
        altered[bit / 8] ^= std::byte{1} << (bit % 8);
        CAPTURE(bit);
        REQUIRE(tag_of(mac, altered) != tag);
    }
    for (std::size_t bit = 0; bit < 8 * key.size(); ++bit) {
        auto altered = key;
        altered[bit / 8] ^= std::byte{1} << (bit % 8);
        CAPTURE(bit);
        REQUIRE(tag_of(keyed<hc::aes_cmac<128>>(altered), message) != tag);
    }
    // What padding would make of a shorter message is another message.
    auto padded = message;
    padded.push_back(std::byte{0x80});
    padded.resize(48);
    CHECK(tag_of(mac, padded) != tag);
    CHECK(tag_of(mac, message) == tag);
}

TEST_CASE("an AES-CMAC tag may be written over its message") {
    const auto mac = keyed<hc::aes_cmac<128>>(test::pattern(16));
    auto message = test::pattern(80, 2);
    const auto expected = tag_of(mac, message);
    REQUIRE(mac.authenticate(message, std::span<std::byte, 16>(hc::mutable_octets(message).first(16))));
    CHECK(test::copy_of(hc::octets(message).first(16)) == expected);
}

TEMPLATE_TEST_CASE("AES-CMAC keys work where they were moved to", "", hc::aes_cmac<128>, hc::aes_cmac<256>) {
    const auto key = test::pattern(TestType::key_size), message = test::pattern(50, 2);
    const auto expected = tag_by_library(key, message);
    auto first = keyed<TestType>(key);
    auto constructed = std::move(first);
    CHECK(tag_of(constructed, message) == expected);
    auto assigned = keyed<TestType>(test::pattern(TestType::key_size, 3));
    CHECK(tag_of(assigned, message) != expected);
    assigned = std::move(constructed);
    CHECK(tag_of(assigned, message) == expected);

    test::bytes tag(16);
    CHECK(first.authenticate(message, std::span<std::byte, 16>(tag)).error() == hc::errc::closed);
    CHECK(tag == test::bytes(16));
    first = std::move(assigned);  // what was moved from can be assigned again
    CHECK(tag_of(first, message) == expected);
}

TEMPLATE_TEST_CASE("AES-CMAC allocates nothing for a message, and a key owns at most 512 octets", "", hc::aes_cmac<128>,
                   hc::aes_cmac<256>) {
    if (!test::allocations_are_counted) {
        WARN("skipped: this build has an allocator of its own");
        return;
    }
    const auto key = test::pattern(TestType::key_size);
    const auto before_key = test::allocations_now().bytes;
    const auto mac = keyed<TestType>(key);
    if (CryptoPP::HasAESNI()) CHECK(test::allocations_now().bytes - before_key <= 512);
    test::bytes tag(16);
    for (const std::size_t size : {0U, 1U, 16U, 17U, 1000U, 16384U}) {
        CAPTURE(size);
        const auto message = test::pattern(size);
        const auto before = test::allocations_now().calls;
        const bool done = mac.authenticate(message, std::span<std::byte, 16>(tag)).has_value();
        const auto after = test::allocations_now().calls;
        CHECK(done);
        CHECK(after == before);
    }
}
