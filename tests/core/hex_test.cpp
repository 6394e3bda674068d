#include <handclasp/core/hex.hpp>

#include "support/catch.hpp"

#include <array>

namespace text = handclasp::text;

namespace {

constexpr std::array some = {std::byte{0x00}, std::byte{0x9a}, std::byte{0xff}};

// What is read into three octets, or nothing.
bool reads(std::string_view digits) {
    std::array<std::byte, 3> out{};
    return text::from_hex(digits, out) && out == some;
}

}  // namespace

TEST_CASE("octets are written as lower-case digits") {
    CHECK(text::to_hex(some) == "009aff");
    CHECK(text::to_hex({}).empty());
}

TEST_CASE("digits of either case are read, as many as there is room for") {
    CHECK(reads("009aff"));
    CHECK(reads("009AfF"));
    CHECK(text::from_hex("", {}));
    for (const auto* const wrong :
         {"", "009af", "009a", "009aff0", "009aff00", "009afg", "009a f", "0x009a", "00-1ff"}) {
        CHECK_FALSE(reads(wrong));
    }
}
