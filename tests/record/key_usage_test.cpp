#include <handclasp/record/key_usage.hpp>

#include "support/catch.hpp"

#include <limits>

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

// A batch asks once for a whole message whether a sender that asks before each frame would come to rekey.
TEST_CASE("usage goes on where no frame finds that a rekey is due, counted by frames") {
    for (std::uint64_t used = 0; used <= 8; ++used) {
        for (std::uint64_t frames = 1; frames <= 10; ++frames) {
            usage key;
            for (std::uint64_t i = 0; i < used; ++i) key.count(1);
            usage one_by_one = key;
            bool due = false;
            for (std::uint64_t i = 0; i < frames && !due; ++i) {
                due = one_by_one.wants_rekey();
                one_by_one.count(1);
            }
            CAPTURE(used, frames);
            CHECK(key.goes_on(frames, frames) == !due);
        }
    }
}

TEST_CASE("and counted by octets, of which all frames have to fit: then each of them finds none due") {
    for (const std::size_t used : {0U, 1U, 250U, 499U, 500U, 501U, 1000U}) {
        for (const std::size_t octets : {1U, 2U, 249U, 250U, 251U, 498U, 499U, 500U, 501U, 1000U}) {
            usage key;
            key.count(used);
            CAPTURE(used, octets);
            CHECK(key.goes_on(1, octets) == (used + octets <= 500));
            CHECK(key.goes_on(3, octets) == (used + octets <= 500));
            if (!key.goes_on(3, octets)) continue;
            for (const std::size_t piece : {octets / 3, octets / 3, octets - 2 * (octets / 3)}) {
                CHECK_FALSE(key.wants_rekey());
                CHECK(key.admits(piece));
                key.count(piece);
            }
        }
    }
}

TEST_CASE("no number of frames or octets is too large to be asked for") {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    usage key;
    CHECK_FALSE(key.goes_on(most, 0));
    CHECK_FALSE(key.goes_on(1, most));
    key.count(1);
    CHECK_FALSE(key.goes_on(most, 0));
    CHECK_FALSE(key.goes_on(1, most));
    CHECK(key.goes_on(0, 0));
}
