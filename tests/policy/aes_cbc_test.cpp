#include <handclasp/policy/cryptopp/aes_cbc.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <cryptopp/modes.h>

namespace hc = handclasp;
using test::from_hex;
using test::to_hex;

static_assert(hc::aes_cbc<128>::name == "AES-128-CBC" && hc::aes_cbc<256>::name == "AES-256-CBC");
static_assert(hc::aes_cbc<192>::key_size == 24 && hc::aes_cbc<192>::block_size == 16);

namespace {

template <class Key>
constexpr bool moves_and_never_copies = std::is_nothrow_move_constructible_v<Key> &&
    std::is_nothrow_move_assignable_v<Key> && !std::is_copy_constructible_v<Key> && !std::is_copy_assignable_v<Key>;
static_assert(moves_and_never_copies<hc::aes_cbc<128>::encryptor> &&
              moves_and_never_copies<hc::aes_cbc<128>::decryptor>);
static_assert(moves_and_never_copies<hc::aes_cbc<256>::encryptor> &&
              moves_and_never_copies<hc::aes_cbc<256>::decryptor>);

template <class Cipher>
auto encryptor(const test::bytes& key) {
    return Cipher::encryptor::make(typename Cipher::key(key)).value();
}
template <class Cipher>
auto decryptor(const test::bytes& key) {
    return Cipher::decryptor::make(typename Cipher::key(key)).value();
}

// What Crypto++'s own mode makes of the same chain.
test::bytes encrypted_by_cbc_mode(const test::bytes& key, test::bytes chain) {
    CryptoPP::CBC_Mode<CryptoPP::AES>::Encryption mode(hc::cryptopp::bytes(key), key.size(),
                                                       hc::cryptopp::bytes(chain));
    auto* const blocks = hc::cryptopp::bytes(chain) + 16;
    mode.ProcessData(blocks, blocks, chain.size() - 16);
    return chain;
}

struct known_answer {
    std::string key, ciphertext;
};

template <class Cipher>
void check_chain(const known_answer& known) {
    const std::string iv = "000102030405060708090a0b0c0d0e0f";
    const std::string plaintext = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                                  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
    auto chain = from_hex(iv + plaintext);
    REQUIRE(encryptor<Cipher>(from_hex(known.key)).encrypt_chain(chain));
    CHECK(to_hex(chain) == iv + known.ciphertext);
    REQUIRE(decryptor<Cipher>(from_hex(known.key)).decrypt_chain(chain));
    CHECK(to_hex(chain) == iv + plaintext);
}

}  // namespace

TEST_CASE("AES-CBC gives the answers of NIST SP 800-38A, F.2.1 to F.2.6") {
    check_chain<hc::aes_cbc<128>>({"2b7e151628aed2a6abf7158809cf4f3c",
                                   "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
                                   "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"});
    check_chain<hc::aes_cbc<192>>({"8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                                   "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
                                   "571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd"});
    check_chain<hc::aes_cbc<256>>({"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                                   "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
                                   "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"});
}

TEST_CASE("AES gives the answers of FIPS 197, appendix C, for one block") {
    const auto encrypted = [](auto encryptor) {
        auto block = from_hex("00112233445566778899aabbccddeeff");
        REQUIRE(encryptor.encrypt_block(std::span<std::byte, 16>(block)));
        return to_hex(block);
    };
    const std::string key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    CHECK(encrypted(encryptor<hc::aes_cbc<128>>(from_hex(key.substr(0, 32)))) == "69c4e0d86a7b0430d8cdb78070b4c55a");
    CHECK(encrypted(encryptor<hc::aes_cbc<192>>(from_hex(key.substr(0, 48)))) == "dda97ca4864cdfe06eaf70a0ec0d7191");
    CHECK(encrypted(encryptor<hc::aes_cbc<256>>(from_hex(key))) == "8ea2b7ca516745bfeafc49904b496089");
}

// Crypto++ takes several blocks at a time where it can, and the rest one by one.
TEMPLATE_TEST_CASE("AES-CBC chains of 0 to 33 blocks at any alignment agree with Crypto++'s mode", "", hc::aes_cbc<128>,
                   hc::aes_cbc<192>, hc::aes_cbc<256>) {
    const auto key = test::pattern(TestType::key_size);
    auto encrypting = encryptor<TestType>(key);
    auto decrypting = decryptor<TestType>(key);
    for (std::size_t blocks = 0; blocks <= 33; ++blocks) {
        const auto plain = test::pattern(16 + 16 * blocks, static_cast<std::uint32_t>(blocks + 2));
        const auto expected = encrypted_by_cbc_mode(key, plain);
        for (std::size_t offset = 0; offset < 16; ++offset) {
            CAPTURE(blocks, offset);
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
}

TEST_CASE("AES encrypts one block at any alignment") {
    auto encrypting = encryptor<hc::aes_cbc<128>>(test::pattern(16));
    const auto plain = test::pattern(16, 2);
    auto expected = plain;
    REQUIRE(encrypting.encrypt_block(std::span<std::byte, 16>(expected)));
    for (std::size_t offset = 0; offset < 16; ++offset) {
        test::bytes buffer(32);
        const std::span<std::byte, 16> block(hc::mutable_octets(buffer).subspan(offset, 16));
        hc::copy(plain, block);
        REQUIRE(encrypting.encrypt_block(block));
        CHECK(test::copy_of(block) == expected);
    }
}

TEST_CASE("AES keeps nothing between two calls") {
    auto encrypting = encryptor<hc::aes_cbc<128>>(test::pattern(16));
    auto first = test::pattern(64), second = first;
    REQUIRE(encrypting.encrypt_chain(first));
    REQUIRE(encrypting.encrypt_chain(second));
    CHECK(first == second);
}

TEMPLATE_TEST_CASE("AES keys work where they were moved to, and nowhere else", "", hc::aes_cbc<128>, hc::aes_cbc<256>) {
    const auto key = test::pattern(TestType::key_size), other = test::pattern(TestType::key_size, 2);
    const auto plain = test::pattern(96, 3);
    const auto expected = encrypted_by_cbc_mode(key, plain);
    auto chain = plain;

    SECTION("an encryptor, by construction") {
        auto from = encryptor<TestType>(key);
        auto to = std::move(from);
        CHECK(from.encrypt_chain(chain).error() == hc::errc::closed);
        CHECK(from.encrypt_block(std::span<std::byte, 16>(chain.data(), 16)).error() == hc::errc::closed);
        REQUIRE(to.encrypt_chain(chain));
        CHECK(chain == expected);
    }
    SECTION("an encryptor, by assignment, and what was moved from can be assigned again") {
        auto to = encryptor<TestType>(other), from = encryptor<TestType>(key);
        to = std::move(from);
        REQUIRE(to.encrypt_chain(chain));
        CHECK(chain == expected);
        from = encryptor<TestType>(key);
        chain = plain;
        REQUIRE(from.encrypt_chain(chain));
        CHECK(chain == expected);
    }
    SECTION("a decryptor, by construction") {
        auto from = decryptor<TestType>(key);
        auto to = std::move(from);
        CHECK(from.decrypt_chain(chain).error() == hc::errc::closed);
        chain = expected;
        REQUIRE(to.decrypt_chain(chain));
        CHECK(chain == plain);
    }
    SECTION("a decryptor, by assignment") {
        auto to = decryptor<TestType>(other), from = decryptor<TestType>(key);
        to = std::move(from);
        chain = expected;
        REQUIRE(to.decrypt_chain(chain));
        CHECK(chain == plain);
    }
    SECTION("an encryptor, onto itself") {
        auto to = encryptor<TestType>(key);
        auto& same = to;
        to = std::move(same);
        REQUIRE(to.encrypt_chain(chain));
        CHECK(chain == expected);
    }
}
