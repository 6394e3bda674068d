#include <handclasp/policy/cryptopp/hmac.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <type_traits>

namespace hc = handclasp;
using test::from_hex;
using test::to_hex;

static_assert(hc::hmac<hc::sha256, 16>::name == "HMAC-SHA-256-128" && hc::hmac<hc::sha512>::name == "HMAC-SHA-512-512");
static_assert(hc::hmac<hc::sha384>::key_size == 48 && hc::hmac<hc::sha384>::tag_size == 48);
static_assert(hc::hmac<hc::sha512, 32>::key_size == 64 && hc::hmac<hc::sha512, 32>::tag_size == 32);
static_assert(std::is_nothrow_move_constructible_v<hc::hmac<hc::sha256>>);
static_assert(!std::is_copy_constructible_v<hc::hmac<hc::sha256>>);

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

// A key of any size as the one of the digest's size that means the same: HMAC itself fills a shorter key with zeros,
// and hashes one that is longer than the hash's block (RFC 2104, section 2).
template <class Hash>
test::bytes fitted(test::bytes key) {
    if (key.size() > Hash::library::BLOCKSIZE) {
        Hash hash;
        hash.update(key);
        key.resize(Hash::size);
        hash.finish(std::span<std::byte, Hash::size>(key));
    }
    REQUIRE(key.size() <= Hash::size);
    key.resize(Hash::size);
    return key;
}

template <class Hash>
std::string tag_of(const test::bytes& key, hc::octets message) {
    return to_hex(tag_of(keyed<hc::hmac<Hash>>(fitted<Hash>(key)), message));
}

template <class Hash>
test::bytes expected_tag(const test::bytes& key, hc::octets message) {
    CryptoPP::HMAC<typename Hash::library> theirs(hc::cryptopp::bytes(key), key.size());
    theirs.Update(hc::cryptopp::bytes(message), message.size());
    test::bytes tag(Hash::size);
    theirs.Final(hc::cryptopp::bytes(tag));
    return tag;
}

struct known_answer {
    test::bytes key, message;
    std::string sha256, sha384, sha512;
};

test::bytes repeated(unsigned char octet, std::size_t count) {
    return test::bytes(count, std::byte{octet});
}
test::bytes text(std::string_view spelled) {
    return test::copy_of(hc::as_octets(spelled));
}

}  // namespace

TEST_CASE("HMAC gives the answers of RFC 4231, sections 4.2 to 4.8") {
    const known_answer cases[] = {
        {repeated(0x0b, 20), text("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
         "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
         "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f"
         "170"
         "2e696c203a126854"},
        {text("Jefe"), text("what do ya want for nothing?"),
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
         "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
         "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6"
         "b4b"
         "636e070a38bce737"},
        {repeated(0xaa, 20), repeated(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
         "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
         "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee89"
         "426"
         "74278859e13292fb"},
        {from_hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), repeated(0xcd, 50),
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
         "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
         "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4"
         "f2d"
         "e2adebeb10a298dd"},
        {repeated(0xaa, 131), text("Test Using Larger Than Block-Size Key - Hash Key First"),
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
         "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
         "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0"
         "aec"
         "8b915a985d786598"},
        {repeated(0xaa, 131),
         text(
             "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
             "hashed before being used by the HMAC algorithm."),
         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
         "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e",
         "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de04"
         "460"
         "65c97440fa8c6a58"},
    };
    for (const auto& known : cases) {
        CHECK(tag_of<hc::sha256>(known.key, known.message) == known.sha256);
        CHECK(tag_of<hc::sha384>(known.key, known.message) == known.sha384);
        CHECK(tag_of<hc::sha512>(known.key, known.message) == known.sha512);
    }
}

TEST_CASE("HMAC truncated to 128 bits gives the answers of RFC 4231, section 4.6") {
    const auto tag = [](auto mac) { return to_hex(tag_of(mac, hc::as_octets("Test With Truncation"))); };
    const auto key = repeated(0x0c, 20);
    CHECK(tag(keyed<hc::hmac<hc::sha256, 16>>(fitted<hc::sha256>(key))) == "a3b6167473100ee06e0c796c2955552b");
    CHECK(tag(keyed<hc::hmac<hc::sha384, 16>>(fitted<hc::sha384>(key))) == "3abf34c3503b2a23a46efc619baef897");
    CHECK(tag(keyed<hc::hmac<hc::sha512, 16>>(fitted<hc::sha512>(key))) == "415fad6271580a531d4179bc891d87a6");
}

TEMPLATE_TEST_CASE("HMAC over 0 to 300 octets at any alignment agrees with Crypto++'s", "", hc::sha256, hc::sha384,
                   hc::sha512) {
    const auto key = test::pattern(TestType::size);
    const auto mac = keyed<hc::hmac<TestType>>(key);
    const auto source = test::pattern(300, 2);
    for (std::size_t size = 0; size <= source.size(); ++size) {
        const auto message = hc::octets(source).first(size);
        const auto expected = expected_tag<TestType>(key, message);
        for (std::size_t offset = 0; offset < 16; ++offset) {
            alignas(16) std::array<std::byte, 316> buffer{};
            const auto place = hc::mutable_octets(buffer).subspan(offset, size);
            hc::copy(message, place);
            CAPTURE(size, offset);
            CHECK(tag_of(mac, place) == expected);
        }
    }
}

TEMPLATE_TEST_CASE("HMAC over long messages agrees with Crypto++'s", "", hc::sha256, hc::sha384, hc::sha512) {
    const auto key = test::pattern(TestType::size);
    const auto mac = keyed<hc::hmac<TestType>>(key);
    const auto source = test::pattern(65601, 2);
    constexpr std::size_t sizes[] = {1024, 16383, 16384, 16416, 65535, 65536, 65600};
    for (const std::size_t size : sizes) {
        for (std::size_t offset = 0; offset < 2; ++offset) {
            const auto message = hc::octets(source).subspan(offset, size);
            CAPTURE(size, offset);
            CHECK(tag_of(mac, message) == expected_tag<TestType>(key, message));
        }
    }
}

TEST_CASE("a truncated tag is the start of the whole one") {
    const auto key = test::pattern(64), message = test::pattern(100, 2);
    const auto whole = to_hex(expected_tag<hc::sha512>(key, message));
    const auto check = [&]<std::size_t Size>(std::integral_constant<std::size_t, Size>) {
        CHECK(to_hex(tag_of(keyed<hc::hmac<hc::sha512, Size>>(key), message)) == whole.substr(0, 2 * Size));
    };
    check(std::integral_constant<std::size_t, 64>());
    check(std::integral_constant<std::size_t, 63>());
    check(std::integral_constant<std::size_t, 57>());
    check(std::integral_constant<std::size_t, 56>());
    check(std::integral_constant<std::size_t, 33>());
    check(std::integral_constant<std::size_t, 32>());
}

TEST_CASE("a tag may be written over its message") {
    const auto mac = keyed<hc::hmac<hc::sha256, 16>>(test::pattern(32));
    auto message = test::pattern(80, 2);
    const auto expected = tag_of(mac, message);
    REQUIRE(mac.authenticate(message, std::span<std::byte, 16>(hc::mutable_octets(message).first(16))));
    CHECK(test::copy_of(hc::octets(message).first(16)) == expected);
}

TEST_CASE("HMAC depends on each octet of its key") {
    const auto message = test::pattern(20, 2);
    const auto key = test::pattern(64);
    const auto tag = tag_of(keyed<hc::hmac<hc::sha512>>(key), message);
    for (std::size_t i = 0; i < key.size(); ++i) {
        auto other = key;
        other[i] ^= std::byte{1};
        CHECK(tag_of(keyed<hc::hmac<hc::sha512>>(other), message) != tag);
    }
}

TEST_CASE("HMAC keys work where they were moved to, and nowhere else") {
    using mac = hc::hmac<hc::sha256>;
    const auto key = test::pattern(32), message = test::pattern(100, 2);
    const auto expected = expected_tag<hc::sha256>(key, message);
    auto from = keyed<mac>(key);
    auto to = std::move(from);
    CHECK(tag_of(to, message) == expected);
    std::array<std::byte, mac::tag_size> tag{};
    CHECK(from.authenticate(message, tag).error() == hc::errc::closed);
    auto assigned = keyed<mac>(test::pattern(32, 3));
    assigned = std::move(to);
    CHECK(tag_of(assigned, message) == expected);
}
