#include <handclasp/core/octets.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <array>

namespace hc = handclasp;
using test::from_hex;
using test::to_hex;

TEST_CASE("big-endian integers of one to eight octets") {
    constexpr std::uint64_t value = 0x0123456789abcdef;
    const std::string digits = "0123456789abcdef";
    for (std::size_t size = 1; size <= 8; ++size) {
        test::bytes stored(size + 2, std::byte{0xaa});
        hc::store_big_endian(value, hc::mutable_octets(stored).subspan(1, size));
        CHECK(to_hex(stored) ==
              "aa" + digits.substr(16 - 2 * size) + "aa");  // the lower octets, and nothing beside them
        const std::uint64_t mask = size == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * size) - 1;
        CHECK(hc::load_big_endian<std::uint64_t>(hc::octets(stored).subspan(1, size)) == (value & mask));
    }
}

TEST_CASE("big-endian integers at the ends of their range") {
    for (std::size_t size = 1; size <= 8; ++size) {
        for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0} >> (64 - 8 * size)}) {
            test::bytes stored(size);
            hc::store_big_endian(value, stored);
            CHECK(hc::load_big_endian<std::uint64_t>(stored) == value);
        }
    }
    CHECK(hc::load_big_endian<std::uint8_t>(from_hex("ff")) == 0xff);
    CHECK(hc::load_big_endian<std::uint16_t>(from_hex("8001")) == 0x8001);
    CHECK(hc::load_big_endian<std::uint32_t>(from_hex("80000001")) == 0x80000001);
}

TEST_CASE("big-endian integers are there at compile time") {
    constexpr auto stored = [] {
        std::array<std::byte, 3> target{};
        hc::store_big_endian(0x010203, target);
        return target;
    }();
    static_assert(stored[0] == std::byte{1} && stored[1] == std::byte{2} && stored[2] == std::byte{3});
    static_assert(hc::load_big_endian<std::uint32_t>(stored) == 0x010203);
    SUCCEED();
}

TEST_CASE("copy takes overlapping spans in either direction, and empty ones") {
    test::bytes buffer = from_hex("00010203040506070809");
    const hc::mutable_octets all(buffer);

    SECTION("to the back") {
        hc::copy(all.first(6), all.subspan(2));
        CHECK(to_hex(buffer) == "00010001020304050809");
    }
    SECTION("to the front") {
        hc::copy(all.subspan(2, 6), all);
        CHECK(to_hex(buffer) == "02030405060706070809");
    }
    SECTION("onto itself") {
        hc::copy(all, all);
        CHECK(to_hex(buffer) == "00010203040506070809");
    }
    SECTION("nothing") {
        hc::copy({}, all);
        hc::copy({}, {});
        hc::copy(all.last(0), all.first(0));
        CHECK(to_hex(buffer) == "00010203040506070809");
    }
}

TEST_CASE("text and octets are views of the same storage") {
    const std::string text("a\0b\xff", 4);
    const hc::octets viewed = hc::as_octets(text);
    CHECK(to_hex(viewed) == "610062ff");
    CHECK(hc::as_text(viewed) == text);
    CHECK(static_cast<const void*>(viewed.data()) == text.data());
    CHECK(hc::as_octets("").empty());
    CHECK(hc::as_text({}).empty());
}

TEST_CASE("two spans overlap where they share an octet") {
    const std::array<std::byte, 8> octets{};
    const hc::octets all(octets);
    CHECK(hc::overlap(all.first(4), all.subspan(3)));
    CHECK(hc::overlap(all.subspan(3), all.first(4)));
    CHECK(hc::overlap(all, all.subspan(2, 1)));
    CHECK_FALSE(hc::overlap(all.first(4), all.subspan(4)));
    CHECK_FALSE(hc::overlap(all.subspan(4), all.first(4)));
    CHECK_FALSE(hc::overlap(all, hc::octets()));
}
