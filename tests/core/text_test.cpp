#include <handclasp/core/text.hpp>

#include "support/catch.hpp"

#include <string>

namespace text = handclasp::text;

namespace {

constexpr std::string_view hello = "hello", comma = ", ", world = "world", none = "";

}  // namespace

TEST_CASE("texts are joined at compile time") {
    static_assert(text::joined<hello, comma, world>::value == "hello, world");
    static_assert(text::joined<hello>::value == "hello");
    static_assert(text::joined<none, hello, none>::value == "hello");
    static_assert(text::joined<none>::value.empty());
    static_assert(text::joined<text::joined<hello, comma>::value, world>::value == "hello, world");
    SUCCEED();
}

TEST_CASE("numbers are written in decimal at compile time") {
    static_assert(text::decimal<0>::value == "0");
    static_assert(text::decimal<9>::value == "9");
    static_assert(text::decimal<10>::value == "10");
    static_assert(text::decimal<100>::value == "100");
    static_assert(text::decimal<2048>::value == "2048");
    static_assert(text::decimal<18446744073709551615ULL>::value == "18446744073709551615");
    SUCCEED();
}

TEST_CASE("a name has 1 to 128 octets") {
    CHECK_FALSE(text::is_name(""));
    CHECK(text::is_name("x"));
    CHECK(text::is_name(std::string(128, 'x')));
    CHECK_FALSE(text::is_name(std::string(129, 'x')));
}

TEST_CASE("a name is printable ASCII, wherever in it the octet stands") {
    for (int octet = 0; octet < 256; ++octet) {
        const bool printable = octet >= 0x20 && octet <= 0x7e;
        CAPTURE(octet);
        for (std::size_t place = 0; place < 3; ++place) {
            std::string candidate = "xxx";
            candidate[place] = static_cast<char>(octet);
            CHECK(text::is_name(candidate) == printable);
        }
    }
}
