#include <handclasp/record/frame_order.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <random>
#include <vector>

namespace hc = handclasp;

namespace {

constexpr std::size_t longest = hc::layout::unit_header::max_length;
static_assert(longest == (1U << 24U) - 1);

struct body_job {
    hc::mutable_octets body;
};
struct frame {
    body_job job;
    std::size_t number = 0;  // not the first member alone: views of larger things are ordered
};

// Frames of these sizes. An order looks at the sizes of their bodies and never into them.
std::vector<frame> frames_of(const std::vector<std::size_t>& sizes) {
    static std::byte somewhere{};
    std::vector<frame> frames;
    for (const std::size_t size : sizes) frames.push_back({{hc::mutable_octets(&somewhere, size)}, frames.size()});
    return frames;
}

std::vector<std::size_t> numbers(std::vector<frame>& frames) {
    hc::record::frame_order<body_job> order;
    std::vector<std::size_t> listed;
    for (const auto* const job : order.of(std::span(frames))) {
        const auto found = std::ranges::find_if(frames, [job](const frame& each) { return &each.job == job; });
        REQUIRE(found != frames.end());
        listed.push_back(found->number);
    }
    return listed;
}

// Whether each frame is listed once, and none comes before one that is longer by more than an eighth of itself.
void check_order(const std::vector<std::size_t>& sizes) {
    auto frames = frames_of(sizes);
    const auto order = numbers(frames);
    auto sorted = order;
    std::ranges::sort(sorted);
    REQUIRE(sorted.size() == sizes.size());
    for (std::size_t i = 0; i < sorted.size(); ++i) REQUIRE(sorted[i] == i);
    std::size_t least = longest;
    for (const std::size_t number : order) {
        CAPTURE(sizes[number], least);
        REQUIRE(sizes[number] <= least + least / 8);
        least = std::min(least, sizes[number]);
    }
}

}  // namespace

TEST_CASE("frames come longest first, as exactly as an eighth of a length") {
    check_order({});
    check_order({7});
    check_order({0, longest});
    check_order({longest, 0});
    check_order({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 31, 32, 33, 35, 36, 63, 64});
    std::vector<std::size_t> edges;
    for (std::size_t bit = 0; bit < 24; ++bit) {
        const std::size_t power = std::size_t{1} << bit;
        for (const std::size_t size : {power - 1, power, power + 1, power + power / 8, 2 * power - 1})
            edges.push_back(size);
    }
    edges.push_back(longest - 1);
    edges.resize(hc::record::max_gathered, longest);
    check_order(edges);
    std::ranges::reverse(edges);
    check_order(edges);

    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
        std::vector<std::size_t> sizes(random() % (hc::record::max_gathered + 1));
        for (auto& size : sizes) size = random() % (std::size_t{1} << (1 + random() % 24));
        check_order(sizes);
    }
}

TEST_CASE("short frames come in their exact order, and those that an eighth tells apart") {
    for (std::size_t size = 0; size < 16; ++size) {
        auto frames = frames_of({size, size + 1});
        CHECK(numbers(frames) == std::vector<std::size_t>{1, 0});
    }
    for (std::size_t bit = 4; bit < 24; ++bit) {
        const std::size_t power = std::size_t{1} << bit;
        for (std::size_t eighth = 0; eighth < 8; ++eighth) {
            const std::size_t size = power + eighth * (power / 8), next = size + power / 8;
            if (next > longest) continue;
            CAPTURE(size, next);
            auto frames = frames_of({next - 1, next, size, next - 1});
            CHECK(numbers(frames) == std::vector<std::size_t>{1, 0, 2, 3});
        }
    }
}

TEST_CASE("frames of one length keep the order in which they came, as many as there are") {
    for (const std::size_t size : {std::size_t{0}, std::size_t{48}, std::size_t{16432}, longest}) {
        for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{127}, hc::record::max_gathered}) {
            CAPTURE(size, count);
            auto frames = frames_of(std::vector<std::size_t>(count, size));
            const auto order = numbers(frames);
            REQUIRE(order.size() == count);
            for (std::size_t i = 0; i < count; ++i) REQUIRE(order[i] == i);
        }
    }
}

TEST_CASE("an order can be used again") {
    hc::record::frame_order<body_job> order;
    auto many = frames_of(std::vector<std::size_t>(hc::record::max_gathered, 5)), few = frames_of({1, 2});
    CHECK(order.of(std::span(many)).size() == hc::record::max_gathered);
    const auto jobs = order.of(std::span(few));
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0] == &few[1].job);
    CHECK(jobs[1] == &few[0].job);
}
