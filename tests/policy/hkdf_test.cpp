#include <handclasp/policy/cryptopp/hkdf.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace hc = handclasp;
using kdf = hc::hkdf<hc::sha256>;
using test::from_hex;
using test::to_hex;

static_assert(kdf::prk_size == 32 && kdf::max_size == 8160);
static_assert(hc::key_derivation<hc::hkdf<hc::sha384>> && hc::hkdf<hc::sha512>::max_size == 16320);

namespace {

std::string octets_from_to(int first, int last) {
    std::string digits;
    for (int octet = first; octet <= last; ++octet) digits += to_hex(test::bytes{static_cast<std::byte>(octet)});
    return digits;
}

struct known_answer {
    std::string input, salt, info, prk, out;
};

}  // namespace

TEST_CASE("HKDF gives the answers of RFC 5869, A.1 to A.3") {
    const known_answer cases[] = {
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
         "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
         "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
        {octets_from_to(0x00, 0x4f), octets_from_to(0x60, 0xaf), octets_from_to(0xb0, 0xff),
         "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
         "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
         "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
         "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
         "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
    };
    for (const auto& known : cases) {
        std::array<std::byte, kdf::prk_size> prk{};
        REQUIRE(kdf::extract(from_hex(known.salt), from_hex(known.input), prk));
        CHECK(to_hex(prk) == known.prk);
        test::bytes out(known.out.size() / 2);
        REQUIRE(kdf::expand(prk, from_hex(known.info), out));
        CHECK(to_hex(out) == known.out);
    }
}

TEST_CASE("HKDF expands to any size within its limit, and the shorter is the start of the longer") {
    const auto prk = test::pattern(kdf::prk_size);
    const std::span<const std::byte, kdf::prk_size> from(prk);
    test::bytes longest(kdf::max_size);
    REQUIRE(kdf::expand(from, hc::as_octets("info"), longest));
    constexpr std::size_t sizes[] = {0, 1, 31, 32, 33, 64, 8159, 8160};
    for (const std::size_t size : sizes) {
        test::bytes out(size);
        REQUIRE(kdf::expand(from, hc::as_octets("info"), out));
        CAPTURE(size);
        CHECK(to_hex(out) == to_hex(longest).substr(0, 2 * size));
    }
}

TEST_CASE("HKDF refuses a size above its limit and writes nothing") {
    const auto prk = test::pattern(kdf::prk_size);
    test::bytes out(kdf::max_size + 1, std::byte{0xa5});
    const auto before = out;
    const auto refused = kdf::expand(std::span<const std::byte, kdf::prk_size>(prk), {}, out);
    REQUIRE_FALSE(refused);
    CHECK(refused.error() == hc::errc::invalid_argument);
    CHECK(out == before);
}
