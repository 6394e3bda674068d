#include <handclasp/core/constant_time.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace hc = handclasp;
namespace constant_time = handclasp::constant_time;

namespace {

constexpr std::size_t sizes[] = {0, 1, 15, 16, 17, 64};

test::bytes with_bit_flipped(test::bytes octets, std::size_t bit) {
    octets[bit / 8] ^= std::byte{1} << (bit % 8);
    return octets;
}

}  // namespace

TEST_CASE("equal octets are equal, and each single bit makes a difference") {
    for (const std::size_t size : sizes) {
        const auto left = test::pattern(size), right = left;
        CAPTURE(size);
        CHECK(constant_time::equal(left, right));
        CHECK(constant_time::equal(left, left));
        for (std::size_t bit = 0; bit < 8 * size; ++bit) {
            CAPTURE(bit);
            CHECK_FALSE(constant_time::equal(left, with_bit_flipped(right, bit)));
            CHECK_FALSE(constant_time::equal(with_bit_flipped(left, bit), right));
        }
    }
}

TEST_CASE("several differences do not cancel out") {
    const test::bytes left(16, std::byte{0x00}), right(16, std::byte{0xff});
    CHECK_FALSE(constant_time::equal(left, right));
    auto twice = with_bit_flipped(with_bit_flipped(left, 7), 15);
    CHECK_FALSE(constant_time::equal(left, twice));
}

TEST_CASE("spans of different sizes are unequal") {
    const auto octets = test::pattern(17);
    CHECK_FALSE(constant_time::equal(octets, hc::octets(octets).first(16)));
    CHECK_FALSE(constant_time::equal({}, octets));
    CHECK(constant_time::equal({}, {}));
}

TEST_CASE("select takes the source or leaves the target") {
    for (const std::size_t size : sizes) {
        const auto source = test::pattern(size, 1), before = test::pattern(size, 2);
        CAPTURE(size);
        auto target = before;
        constant_time::select(false, source, target);
        CHECK(target == before);
        constant_time::select(true, source, target);
        CHECK(target == source);
    }
}

TEST_CASE("select writes to the target alone") {
    const auto source = test::pattern(16, 1);
    auto buffer = test::pattern(18, 2);
    const auto before = buffer;
    constant_time::select(true, source, hc::mutable_octets(buffer).subspan(1, 16));
    CHECK(buffer.front() == before.front());
    CHECK(buffer.back() == before.back());
    CHECK(test::copy_of(hc::octets(buffer).subspan(1, 16)) == source);
}

TEST_CASE("numbers compare as masks") {
    const std::size_t numbers[] = {0, 1, 2, 15, 16, 17, 255, 256, 16384, (std::size_t{1} << 31) - 1};
    for (const std::size_t left : numbers) {
        for (const std::size_t right : numbers) {
            CHECK(handclasp::constant_time::less(left, right) == (left < right ? 0xffffffffU : 0U));
            CHECK(handclasp::constant_time::same(left, right) == (left == right ? 0xffffffffU : 0U));
        }
    }
}

TEST_CASE("a mask is all ones or zero") {
    CHECK(constant_time::mask(true) == 0xffffffffU);
    CHECK(constant_time::mask(false) == 0);
    CHECK(constant_time::opaque(0x80000001U) == 0x80000001U);
}
