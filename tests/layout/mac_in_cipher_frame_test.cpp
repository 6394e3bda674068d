#include <handclasp/layout/mac_in_cipher_frame.hpp>

#include "support/catch.hpp"

namespace hc = handclasp;

// Counted by hand from docs/protocol.md, section 6: header 4, IV 16, tag 16, then whole blocks.
using frame = hc::layout::mac_in_cipher_frame<16, 16>;
static_assert(frame::iv.offset == 0 && frame::iv.size == 16);
static_assert(frame::tag.offset == 16 && frame::tag.size == 16);
static_assert(frame::message_offset == 32);
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
static_assert(!frame::max_message(51));
static_assert(frame::max_message(52) == 15);
static_assert(frame::max_message(67) == 15);
static_assert(frame::max_message(68) == 31);
static_assert(frame::max_message(1460) == 1423);

// A tag of two blocks.
using long_tag = hc::layout::mac_in_cipher_frame<16, 32>;
static_assert(long_tag::overhead == 52);
static_assert(long_tag::frame_size(100) == 4 + 16 + 32 + 112);

TEST_CASE("max_message is the longest message whose frame fits") {
    for (std::size_t mtu = 0; mtu < 2000; ++mtu) {
        std::size_t fitting = 0;
        bool any = false;
        for (std::size_t size = 0; size < 2000 && frame::frame_size(size) <= mtu; ++size) {
            fitting = size;
            any = true;
        }
        const auto longest = frame::max_message(mtu);
        REQUIRE(longest.has_value() == any);
        if (any) REQUIRE(*longest == fitting);
    }
}

TEST_CASE("a body holds no fewer octets than min_message says, and one that says so") {
    for (std::size_t size = 0; size < 200; ++size) {
        const auto least = frame::min_message(frame::body_size(size));
        REQUIRE(least <= size);
        REQUIRE(frame::body_size(least) == frame::body_size(size));
    }
}
