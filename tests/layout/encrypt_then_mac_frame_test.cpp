#include <handclasp/layout/encrypt_then_mac_frame.hpp>

#include "support/catch.hpp"

namespace hc = handclasp;

// Counted by hand: header 4, IV 16, whole blocks, tag 16.
using frame = hc::layout::encrypt_then_mac_frame<16, 16>;
static_assert(frame::iv.offset == 0 && frame::iv.size == 16);
static_assert(frame::message_offset == 16);
static_assert(frame::tag(48).offset == 32 && frame::tag(48).size == 16);
static_assert(frame::tag(64).offset == 48 && frame::tag(64).size == 16);
static_assert(frame::overhead == 36);
static_assert(frame::body_size(0) == 48);
static_assert(frame::body_size(1) == 48);
static_assert(frame::body_size(15) == 48);
static_assert(frame::body_size(16) == 64);
static_assert(frame::body_size(17) == 64);
static_assert(frame::body_size(64) == 112);
static_assert(frame::body_size(16383) == 32 + 16384);
static_assert(frame::body_size(16384) == 32 + 16400);
static_assert(frame::frame_size(0) == 52);
static_assert(frame::frame_size(64) == 116);
static_assert(frame::frame_size(16384) == 16436);
static_assert(!frame::max_message(0));
static_assert(!frame::max_message(51));
static_assert(frame::max_message(52) == 15);
static_assert(frame::max_message(67) == 15);
static_assert(frame::max_message(68) == 31);
static_assert(frame::max_message(1460) == 1423);
static_assert(frame::min_message(48) == 0);
static_assert(frame::min_message(64) == 16);
static_assert(frame::min_message(112) == 64);

// A tag of two blocks, and one that is no whole number of them.
using long_tag = hc::layout::encrypt_then_mac_frame<16, 32>;
static_assert(long_tag::overhead == 52);
static_assert(long_tag::message_offset == 16);
static_assert(long_tag::frame_size(100) == 4 + 16 + 112 + 32);
static_assert(long_tag::tag(160).offset == 128 && long_tag::tag(160).size == 32);
static_assert(!long_tag::max_message(67) && long_tag::max_message(68) == 15);
using odd_tag = hc::layout::encrypt_then_mac_frame<16, 20>;
static_assert(odd_tag::overhead == 40);
static_assert(odd_tag::frame_size(100) == 4 + 16 + 112 + 20);
static_assert(odd_tag::tag(52).offset == 32 && odd_tag::tag(52).size == 20);
static_assert(!odd_tag::max_message(55) && odd_tag::max_message(56) == 15 && odd_tag::max_message(72) == 31);

TEMPLATE_TEST_CASE("in encrypt_then_mac, max_message is the longest message whose frame fits", "", frame, long_tag,
                   odd_tag) {
    for (std::size_t mtu = 0; mtu < 2000; ++mtu) {
        std::size_t fitting = 0;
        bool any = false;
        for (std::size_t size = 0; size < 2000 && TestType::frame_size(size) <= mtu; ++size) {
            fitting = size;
            any = true;
        }
        const auto longest = TestType::max_message(mtu);
        REQUIRE(longest.has_value() == any);
        if (any) REQUIRE(*longest == fitting);
    }
}

TEMPLATE_TEST_CASE("in encrypt_then_mac, a body holds no fewer octets than min_message says, and one that says so", "",
                   frame, long_tag, odd_tag) {
    for (std::size_t size = 0; size < 200; ++size) {
        const auto least = TestType::min_message(TestType::body_size(size));
        REQUIRE(least <= size);
        REQUIRE(TestType::body_size(least) == TestType::body_size(size));
        REQUIRE((least == 0 || TestType::body_size(least - 1) < TestType::body_size(size)));
    }
}
