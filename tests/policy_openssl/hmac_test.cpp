#include <handclasp/policy/openssl/hmac.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/hmac.hpp>

namespace hc = handclasp;
namespace ossl = handclasp::openssl;
using test::to_hex;

static_assert(ossl::hmac<ossl::sha256, 16>::name == "HMAC-SHA-256-128");
static_assert(ossl::hmac<ossl::sha256, 16>::name == hc::hmac<hc::sha256, 16>::name &&
              ossl::hmac<ossl::sha512>::name == hc::hmac<hc::sha512>::name);
static_assert(ossl::hmac<ossl::sha384>::key_size == 48 && ossl::hmac<ossl::sha512, 32>::tag_size == 32);
static_assert(std::is_nothrow_move_constructible_v<ossl::hmac<ossl::sha256>> &&
              !std::is_copy_constructible_v<ossl::hmac<ossl::sha256>>);

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

// A key of any size, to the primitive underneath.
template <class Hash>
std::string digest_of(hc::octets key, hc::octets message) {
    std::array<std::byte, Hash::size> digest{};
    ossl::keyed_hash<Hash>(key).authenticate({message}, digest);
    return to_hex(digest);
}

test::bytes repeated(unsigned char octet, std::size_t count) {
    return test::bytes(count, std::byte{octet});
}

template <class Ours, class Theirs>
void check_against() {
    const auto key = test::pattern(Ours::key_size);
    const auto ours = keyed<Ours>(key);
    const auto theirs = keyed<Theirs>(key);
    const auto source = test::pattern(400, 2);
    for (std::size_t size = 0; size <= 384; ++size) {
        const auto message = hc::octets(source).subspan(size % 16, size);
        CAPTURE(size);
        CHECK(tag_of(ours, message) == tag_of(theirs, message));
    }
    const auto large = test::pattern(65601, 3);
    CHECK(tag_of(ours, hc::octets(large).subspan(1)) == tag_of(theirs, hc::octets(large).subspan(1)));
}

}  // namespace

TEST_CASE("HMAC on OpenSSL gives the answers of RFC 4231, sections 4.2, 4.3 and 4.7") {
    const auto hi = hc::as_octets("Hi There"), jefe = hc::as_octets("Jefe");
    const auto question = hc::as_octets("what do ya want for nothing?");
    CHECK(digest_of<ossl::sha256>(repeated(0x0b, 20), hi) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(digest_of<ossl::sha384>(repeated(0x0b, 20), hi) ==
          "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6");
    CHECK(digest_of<ossl::sha256>(jefe, question) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(digest_of<ossl::sha512>(jefe, question) ==
          "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
          "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
    const auto longer = hc::as_octets("Test Using Larger Than Block-Size Key - Hash Key First");
    CHECK(digest_of<ossl::sha256>(repeated(0xaa, 131), longer) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CHECK(digest_of<ossl::sha384>(repeated(0xaa, 131), longer) ==
          "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952");
}

TEST_CASE("HMAC on OpenSSL agrees with Crypto++'s over 0 to 384 octets at any alignment, and over many") {
    check_against<ossl::hmac<ossl::sha256>, hc::hmac<hc::sha256>>();
    check_against<ossl::hmac<ossl::sha256, 16>, hc::hmac<hc::sha256, 16>>();
    check_against<ossl::hmac<ossl::sha384>, hc::hmac<hc::sha384>>();
    check_against<ossl::hmac<ossl::sha512, 33>, hc::hmac<hc::sha512, 33>>();
}

TEST_CASE("an HMAC's key on OpenSSL may have one block, or an octet more or less") {
    const auto message = test::pattern(100, 2);
    const auto check = [&]<class Hash, class Library>(Hash, Library) {
        for (const std::size_t size : {std::size_t{0}, Hash::block_size - 1, Hash::block_size, Hash::block_size + 1}) {
            const auto key = test::pattern(size, 3);
            CryptoPP::HMAC<Library> theirs(hc::cryptopp::bytes(key), key.size());
            theirs.Update(hc::cryptopp::bytes(message), message.size());
            test::bytes expected(Hash::size);
            theirs.Final(hc::cryptopp::bytes(expected));
            CAPTURE(size);
            CHECK(digest_of<Hash>(key, message) == to_hex(expected));
        }
    };
    check(ossl::sha256(), CryptoPP::SHA256());
    check(ossl::sha512(), CryptoPP::SHA512());
}

TEST_CASE("a tag of HMAC on OpenSSL may be written over its message") {
    const auto mac = keyed<ossl::hmac<ossl::sha256, 16>>(test::pattern(32));
    auto message = test::pattern(80, 2);
    const auto expected = tag_of(mac, message);
    REQUIRE(mac.authenticate(message, std::span<std::byte, 16>(hc::mutable_octets(message).first(16))));
    CHECK(test::copy_of(hc::octets(message).first(16)) == expected);
}

TEST_CASE("HMAC keys on OpenSSL work where they were moved to, and nowhere else") {
    using mac = ossl::hmac<ossl::sha256>;
    const auto key = test::pattern(32), message = test::pattern(100, 2);
    const auto expected = tag_of(keyed<mac>(key), message);
    auto from = keyed<mac>(key);
    auto to = std::move(from);
    CHECK(tag_of(to, message) == expected);
    std::array<std::byte, mac::tag_size> tag{};
    CHECK(from.authenticate(message, tag).error() == hc::errc::closed);
    auto assigned = keyed<mac>(test::pattern(32, 3));
    assigned = std::move(to);
    CHECK(tag_of(assigned, message) == expected);
    auto& same = assigned;
    assigned = std::move(same);
    CHECK(tag_of(assigned, message) == expected);
}

TEST_CASE("HMAC on OpenSSL takes no memory") {
    const auto mac = keyed<ossl::hmac<ossl::sha256, 16>>(test::pattern(32));
    const auto message = test::pattern(1000, 2);
    std::array<std::byte, 16> tag{};
    const auto before = test::allocations_now();
    for (int i = 0; i < 100; ++i) (void)mac.authenticate(message, tag);
    CHECK(test::allocations_now().calls == before.calls);
}
