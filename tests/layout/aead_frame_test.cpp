#include <handclasp/layout/aead_frame.hpp>

#include "support/catch.hpp"

namespace hc = handclasp;

// Counted by hand: header 4, the message as long as it is, tag 16.
using frame = hc::layout::aead_frame<16>;
static_assert(frame::message_offset == 0);
static_assert(frame::tag(16).offset == 0 && frame::tag(16).size == 16);
static_assert(frame::tag(17).offset == 1 && frame::tag(17).size == 16);
static_assert(frame::tag(80).offset == 64 && frame::tag(80).size == 16);
static_assert(frame::overhead == 20);
static_assert(frame::body_size(0) == 16);
static_assert(frame::body_size(1) == 17);
static_assert(frame::body_size(15) == 31);
static_assert(frame::body_size(16) == 32);
static_assert(frame::body_size(64) == 80);
static_assert(frame::body_size(16384) == 16400);
static_assert(frame::frame_size(0) == 20);
static_assert(frame::frame_size(64) == 84);
static_assert(frame::frame_size(16384) == 16404);
static_assert(!frame::max_message(0));
static_assert(!frame::max_message(19));
static_assert(frame::max_message(20) == 0);
static_assert(frame::max_message(21) == 1);
static_assert(frame::max_message(84) == 64);
static_assert(frame::max_message(1460) == 1440);
static_assert(frame::min_message(16) == 0);
static_assert(frame::min_message(17) == 1);
static_assert(frame::min_message(80) == 64);

using long_tag = hc::layout::aead_frame<32>;
static_assert(long_tag::overhead == 36);
static_assert(long_tag::frame_size(100) == 136);
static_assert(long_tag::tag(132).offset == 100 && long_tag::tag(132).size == 32);
static_assert(!long_tag::max_message(35) && long_tag::max_message(36) == 0);

TEMPLATE_TEST_CASE("with an AEAD, max_message is the message whose frame fills the room", "", frame, long_tag) {
    for (std::size_t mtu = 0; mtu < 2000; ++mtu) {
        const auto longest = TestType::max_message(mtu);
        REQUIRE(longest.has_value() == (mtu >= TestType::frame_size(0)));
        if (longest) REQUIRE(TestType::frame_size(*longest) == mtu);
    }
}

TEMPLATE_TEST_CASE("with an AEAD, the size of a body gives that of its message", "", frame, long_tag) {
    for (std::size_t size = 0; size < 200; ++size) REQUIRE(TestType::min_message(TestType::body_size(size)) == size);
}
