#include <handclasp/record/key_usage.hpp>

#include "support/catch.hpp"

namespace {

struct limits {
    static constexpr std::uint64_t frames_per_key = 8;
    static constexpr std::uint64_t octets_per_key = 1000;
};

using usage = handclasp::record::key_usage<limits>;

}  // namespace

TEST_CASE("a key protects so many frames and none more") {
    usage key;
    for (int frame = 0; frame < 8; ++frame) {
        REQUIRE(key.admits(1));
        key.count(1);
    }
    CHECK_FALSE(key.admits(1));
}

TEST_CASE("a key protects so many octets and none more") {
    usage key;
    CHECK(key.admits(1000));
    CHECK_FALSE(key.admits(1001));
    key.count(400);
    CHECK(key.admits(600));
    CHECK_FALSE(key.admits(601));
    key.count(600);
    CHECK_FALSE(key.admits(1));
}

TEST_CASE("half of either limit calls for a rekey") {
    usage frames, octets;
    for (int frame = 0; frame < 4; ++frame) {
        CHECK_FALSE(frames.wants_rekey());
        frames.count(1);
    }
    CHECK(frames.wants_rekey());
    octets.count(499);
    CHECK_FALSE(octets.wants_rekey());
    octets.count(1);
    CHECK(octets.wants_rekey());
}

TEST_CASE("a frame that leaves no room for a rekey behind it is not spared") {
    usage frames, octets;
    for (int frame = 0; frame < 6; ++frame) frames.count(1);
    CHECK(frames.spares(1, 1));
    frames.count(1);
    CHECK(frames.admits(1));
    CHECK_FALSE(frames.spares(1, 1));
    octets.count(900);
    CHECK(octets.spares(52, 48));
    CHECK_FALSE(octets.spares(53, 48));
}
