#include <handclasp/policy/openssl/aes_cbc.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/aes_cbc.hpp>

namespace hc = handclasp;
namespace ossl = handclasp::openssl;
using test::from_hex;
using test::to_hex;

static_assert(ossl::aes_cbc<128>::name == hc::aes_cbc<128>::name &&
              ossl::aes_cbc<192>::name == hc::aes_cbc<192>::name && ossl::aes_cbc<256>::name == hc::aes_cbc<256>::name);
static_assert(ossl::aes_cbc<192>::key_size == 24 && ossl::aes_cbc<192>::block_size == 16);

namespace {

template <class Cipher>
auto encryptor(const test::bytes& key) {
    return Cipher::encryptor::make(typename Cipher::key(key)).value();
}
template <class Cipher>
auto decryptor(const test::bytes& key) {
    return Cipher::decryptor::make(typename Cipher::key(key)).value();
}

template <class Cipher>
void check_chain(const std::string& key, const std::string& ciphertext) {
    const std::string iv = "000102030405060708090a0b0c0d0e0f";
    const std::string plaintext = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                                  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
    auto chain = from_hex(iv + plaintext);
    REQUIRE(encryptor<Cipher>(from_hex(key)).encrypt_chain(chain));
    CHECK(to_hex(chain) == iv + ciphertext);
    REQUIRE(decryptor<Cipher>(from_hex(key)).decrypt_chain(chain));
    CHECK(to_hex(chain) == iv + plaintext);
}

template <std::size_t Bits>
void check_against_cryptopp() {
    const auto key = test::pattern(Bits / 8);
    auto encrypting = encryptor<ossl::aes_cbc<Bits>>(key);
    auto decrypting = decryptor<ossl::aes_cbc<Bits>>(key);
    auto theirs = encryptor<hc::aes_cbc<Bits>>(key);
    for (std::size_t blocks = 0; blocks <= 33; ++blocks) {
        const auto plain = test::pattern(16 + 16 * blocks, static_cast<std::uint32_t>(blocks + 2));
        auto expected = plain;
        REQUIRE(theirs.encrypt_chain(expected));
        for (std::size_t offset = 0; offset < 16; ++offset) {
            CAPTURE(Bits, blocks, offset);
            test::bytes buffer(plain.size() + 32, std::byte{0xa5});
            const auto before = buffer;
            const auto chain = hc::mutable_octets(buffer).subspan(offset, plain.size());
            hc::copy(plain, chain);
            REQUIRE(encrypting.encrypt_chain(chain));
            CHECK(test::copy_of(chain) == expected);
            REQUIRE(decrypting.decrypt_chain(chain));
            CHECK(test::copy_of(chain) == plain);

            hc::copy(hc::octets(before).first(chain.size()), chain);
            CHECK(buffer == before);  // nothing beside the chain was touched
        }
    }
    auto ours = test::pattern(16, 9), other = ours;
    REQUIRE(encrypting.encrypt_block(std::span<std::byte, 16>(ours)));
    REQUIRE(theirs.encrypt_block(std::span<std::byte, 16>(other)));
    CHECK(ours == other);
}

}  // namespace

TEST_CASE("AES-CBC on OpenSSL gives the answers of NIST SP 800-38A, F.2.1 to F.2.6") {
    check_chain<ossl::aes_cbc<128>>("2b7e151628aed2a6abf7158809cf4f3c",
                                    "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
                                    "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7");
    check_chain<ossl::aes_cbc<192>>("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                                    "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
                                    "571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd");
    check_chain<ossl::aes_cbc<256>>("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                                    "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
                                    "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b");
}

TEST_CASE("AES on OpenSSL gives the answers of FIPS 197, appendix C, for one block") {
    const auto encrypted = [](auto encryptor) {
        auto block = from_hex("00112233445566778899aabbccddeeff");
        REQUIRE(encryptor.encrypt_block(std::span<std::byte, 16>(block)));
        return to_hex(block);
    };
    const std::string key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    CHECK(encrypted(encryptor<ossl::aes_cbc<128>>(from_hex(key.substr(0, 32)))) == "69c4e0d86a7b0430d8cdb78070b4c55a");
    CHECK(encrypted(encryptor<ossl::aes_cbc<192>>(from_hex(key.substr(0, 48)))) == "dda97ca4864cdfe06eaf70a0ec0d7191");
    CHECK(encrypted(encryptor<ossl::aes_cbc<256>>(from_hex(key))) == "8ea2b7ca516745bfeafc49904b496089");
}

TEST_CASE("AES-CBC on OpenSSL agrees with Crypto++ over chains of 0 to 33 blocks at any alignment") {
    check_against_cryptopp<128>();
    check_against_cryptopp<192>();
    check_against_cryptopp<256>();
}

TEST_CASE("AES on OpenSSL keeps nothing between two calls") {
    auto encrypting = encryptor<ossl::aes_cbc<128>>(test::pattern(16));
    auto first = test::pattern(64), second = first, block = test::pattern(16, 2), again = block;
    REQUIRE(encrypting.encrypt_block(std::span<std::byte, 16>(block)));
    REQUIRE(encrypting.encrypt_chain(first));
    REQUIRE(encrypting.encrypt_block(std::span<std::byte, 16>(again)));
    REQUIRE(encrypting.encrypt_chain(second));
    CHECK(first == second);
    CHECK(block == again);
}

TEST_CASE("AES-CBC on OpenSSL refuses what is not an IV and whole blocks, and changes nothing") {
    auto encrypting = encryptor<ossl::aes_cbc<128>>(test::pattern(16));
    auto decrypting = decryptor<ossl::aes_cbc<128>>(test::pattern(16));
    constexpr std::size_t sizes[] = {0, 1, 15, 17, 31, 33, 47};
    for (const std::size_t size : sizes) {
        auto chain = test::pattern(size);
        CAPTURE(size);
        CHECK(encrypting.encrypt_chain(chain).error() == hc::errc::invalid_argument);
        CHECK(decrypting.decrypt_chain(chain).error() == hc::errc::invalid_argument);
        CHECK(chain == test::pattern(size));
    }
    auto chain = test::pattern(64);
    REQUIRE(encrypting.encrypt_chain(chain));
    REQUIRE(decrypting.decrypt_chain(chain));
    CHECK(chain == test::pattern(64));
}

TEMPLATE_TEST_CASE("AES keys on OpenSSL work where they were moved to, and nowhere else", "", ossl::aes_cbc<128>,
                   ossl::aes_cbc<256>) {
    const auto key = test::pattern(TestType::key_size), other = test::pattern(TestType::key_size, 2);
    const auto plain = test::pattern(96, 3);
    auto expected = plain;
    REQUIRE(encryptor<TestType>(key).encrypt_chain(expected));

    auto from = encryptor<TestType>(key);
    auto to = std::move(from);
    auto chain = plain;
    REQUIRE(to.encrypt_chain(chain));
    CHECK(chain == expected);
    CHECK(from.encrypt_chain(chain).error() == hc::errc::closed);
    CHECK(from.encrypt_block(std::span<std::byte, 16>(hc::mutable_octets(chain).first(16))).error() ==
          hc::errc::closed);
    CHECK(chain == expected);
    from = encryptor<TestType>(other);
    from = std::move(to);
    chain = plain;
    REQUIRE(from.encrypt_chain(chain));
    CHECK(chain == expected);

    auto decrypting = decryptor<TestType>(other), source = decryptor<TestType>(key);
    decrypting = std::move(source);
    REQUIRE(decrypting.decrypt_chain(chain));
    CHECK(chain == plain);
    CHECK(source.decrypt_chain(chain).error() == hc::errc::closed);
}

TEST_CASE("AES-CBC on OpenSSL takes no memory for a chain or a block") {
    auto encrypting = encryptor<ossl::aes_cbc<256>>(test::pattern(32));
    auto decrypting = decryptor<ossl::aes_cbc<256>>(test::pattern(32));
    auto chain = test::pattern(16 + 1024);
    bool good = true;
    const auto before = test::allocations_now();
    for (int i = 0; i < 100; ++i) {
        good = good && encrypting.encrypt_chain(chain).has_value() && decrypting.decrypt_chain(chain).has_value() &&
            encrypting.encrypt_block(std::span<std::byte, 16>(hc::mutable_octets(chain).first(16))).has_value();
    }
    CHECK(test::allocations_now().calls == before.calls);
    CHECK(good);
}
