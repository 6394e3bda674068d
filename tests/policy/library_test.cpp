#include <handclasp/policy/cryptopp/library.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <array>

namespace cryptopp = handclasp::cryptopp;

static_assert(std::is_same_v<decltype(cryptopp::bytes(std::declval<handclasp::octets>())), const CryptoPP::byte*>);
static_assert(std::is_same_v<decltype(cryptopp::bytes(std::declval<handclasp::mutable_octets>())), CryptoPP::byte*>);
static_assert(std::is_same_v<decltype(cryptopp::bytes(std::declval<const test::bytes&>())), const CryptoPP::byte*>);
static_assert(std::is_same_v<decltype(cryptopp::bytes(std::declval<test::bytes&>())), CryptoPP::byte*>);

TEST_CASE("Crypto++ sees the same octets") {
    std::array<std::byte, 3> octets = {std::byte{1}, std::byte{2}, std::byte{3}};
    CHECK(static_cast<void*>(cryptopp::bytes(octets)) == octets.data());
    CHECK(cryptopp::bytes(octets)[2] == 3);
    cryptopp::bytes(octets)[0] = 9;
    CHECK(octets[0] == std::byte{9});
    CHECK(cryptopp::bytes(handclasp::octets()) == nullptr);
}
