#include <handclasp/policy/openssl/hkdf.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/hkdf.hpp>

namespace hc = handclasp;
namespace ossl = handclasp::openssl;
using kdf = ossl::hkdf<ossl::sha256>;
using test::from_hex;
using test::to_hex;

static_assert(kdf::prk_size == 32 && kdf::max_size == 8160);
static_assert(hc::key_derivation<ossl::hkdf<ossl::sha384>> && ossl::hkdf<ossl::sha512>::max_size == 16320);

namespace {

struct known_answer {
    std::string input, salt, info, prk, out;
};

template <class Kdf>
test::bytes extracted(hc::octets salt, hc::octets input) {
    test::bytes prk(Kdf::prk_size);
    REQUIRE(Kdf::extract(salt, input, std::span<std::byte, Kdf::prk_size>(prk)));
    return prk;
}

template <class Kdf>
test::bytes expanded(const test::bytes& prk, hc::octets info, std::size_t size) {
    test::bytes out(size);
    REQUIRE(Kdf::expand(std::span<const std::byte, Kdf::prk_size>(prk), info, out));
    return out;
}

template <class Ours, class Theirs>
void check_against() {
    constexpr std::size_t parts[] = {0, 1, 31, 32, 63, 64, 65, 128, 129, 300};
    for (const std::size_t salt_size : parts) {
        const auto salt = test::pattern(salt_size, 2), input = test::pattern(300 - salt_size, 3);
        const auto prk = extracted<Ours>(salt, input);
        CAPTURE(salt_size);
        CHECK(prk == extracted<Theirs>(salt, input));
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{1}, Ours::prk_size, Ours::prk_size + 1, Ours::max_size}) {
            CAPTURE(size);
            CHECK(expanded<Ours>(prk, salt, size) == expanded<Theirs>(prk, salt, size));
        }
    }
}

}  // namespace

TEST_CASE("HKDF on OpenSSL gives the answers of RFC 5869, A.1 and A.3") {
    const known_answer cases[] = {
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
         "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
         "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
         "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
         "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
    };
    for (const auto& known : cases) {
        const auto prk = extracted<kdf>(from_hex(known.salt), from_hex(known.input));
        CHECK(to_hex(prk) == known.prk);
        CHECK(to_hex(expanded<kdf>(prk, from_hex(known.info), known.out.size() / 2)) == known.out);
    }
}

TEST_CASE("HKDF on OpenSSL agrees with Crypto++'s for salts and outputs of any size") {
    check_against<kdf, hc::hkdf<hc::sha256>>();
    check_against<ossl::hkdf<ossl::sha384>, hc::hkdf<hc::sha384>>();
    check_against<ossl::hkdf<ossl::sha512>, hc::hkdf<hc::sha512>>();
}

TEST_CASE("HKDF on OpenSSL refuses a size above its limit and writes nothing") {
    const auto prk = test::pattern(kdf::prk_size);
    test::bytes out(kdf::max_size + 1, std::byte{0xa5});
    const auto before = out;
    const auto refused = kdf::expand(std::span<const std::byte, kdf::prk_size>(prk), {}, out);
    REQUIRE_FALSE(refused);
    CHECK(refused.error() == hc::errc::invalid_argument);
    CHECK(out == before);
}
