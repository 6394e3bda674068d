#include <handclasp/layout/unit.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace hc = handclasp;
using hc::layout::unit_header;

TEST_CASE("a header is a type and a length of 24 bits, the highest octet first") {
    STATIC_REQUIRE(unit_header::size == 4);
    CHECK(test::to_hex(unit_header::make(hc::unit_type::initial, 0x012345)) == "12012345");
    CHECK(test::to_hex(unit_header::make(hc::unit_type::message, unit_header::max_length)) == "00ffffff");
    const auto header = test::from_hex("13000203ff");
    CHECK(unit_header::type_of(header) == hc::unit_type::refused);
    CHECK(unit_header::length_of(header) == 0x203);
}

TEST_CASE("a length is admitted at both ends of its limits and not one octet beyond") {
    constexpr hc::layout::length_limits limits{35, 162};
    const auto size = [&](std::size_t length) {
        return hc::layout::admitted_size(unit_header::make(hc::unit_type::request, length), limits);
    };
    CHECK(size(35).value() == 39);
    CHECK(size(162).value() == 166);
    CHECK(size(34).error() == hc::errc::unit_size);
    CHECK(size(163).error() == hc::errc::unit_size);
    CHECK(size(0).error() == hc::errc::unit_size);
    CHECK(size(unit_header::max_length).error() == hc::errc::unit_size);
}
