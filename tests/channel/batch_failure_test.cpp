#include <handclasp/channel/batch.hpp>

#include "support/batches.hpp"
#include "support/failing_policies.hpp"

#include <deque>
#include <map>
#include <utility>

// What becomes of a batch when the library under it fails at any one call, and of one that its caller has misused.
namespace hc = handclasp;
namespace failing = test::failing;
using test::bytes;

namespace {

static_assert(hc::side_by_side<failing::lane_cipher, failing::lane_mac> &&
              !hc::side_by_side<failing::cipher, failing::mac>);

// Lets the next operation fail at its n-th call, for each n, until it makes fewer calls than that.
template <class Attempt>
std::size_t at_each_call(Attempt&& attempt) {
    for (std::size_t calls = 0;; ++calls) {
        CAPTURE(calls);
        failing::after = calls;
        attempt();
        const bool reached = failing::after == failing::never;
        failing::after = failing::never;
        if (!reached) return calls;
    }
}

// Messages of 4 channels, of one frame and of several, of which some meet a rekey; no two sizes are equal, so that an
// engine takes them in another order than that of their numbers.
std::vector<test::outgoing_message> some_messages() {
    std::vector<test::outgoing_message> messages;
    for (std::size_t i = 0; i < 24; ++i) {
        messages.push_back(
            {i % 4, test::pattern(20 + (i * 29) % 50 + (i % 7 == 0 ? 100 : 0), static_cast<std::uint32_t>(i)), 64});
    }
    return messages;
}

// Items over buffers of their own. Where a message fits a frame it lies within it, as a caller's who saves a copy.
template <class Suite>
struct outgoing_batch {
    outgoing_batch(std::vector<test::outgoing_message> source, std::vector<hc::sender<Suite>>& by)
        : messages(std::move(source)) {
        for (const auto& message : messages) {
            auto& out = outs.emplace_back(hc::sender<Suite>::sealed_size(message.text.size(), 64));
            hc::octets text = message.text;
            if (text.size() <= 64) {
                const auto place = hc::sender<Suite>::message_place(out, text.size());
                hc::copy(text, place);
                text = place;
            }
            items.push_back({&by[message.channel], text, out, 64});
        }
    }
    std::vector<test::outgoing_message> messages;
    std::vector<bytes> outs;
    std::vector<typename hc::batch<Suite>::outgoing> items;
};

// How far each channel came: the index of its first item that failed.
template <class Items>
std::map<const void*, std::size_t> first_failures(const Items& items) {
    std::map<const void*, std::size_t> first;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!items[i].outcome) first.try_emplace(items[i].by, i);
    }
    return first;
}

// What a batch has done while one call failed: a channel's items before its failure are what they would have been,
// those from there on have failed alike and left nothing, and the channel is over. Returns how many channels failed.
template <class Suite>
std::size_t check_sealed(const outgoing_batch<Suite>& batch, const outgoing_batch<Suite>& expected) {
    const auto failures = first_failures(batch.items);
    for (std::size_t i = 0; i < batch.items.size(); ++i) {
        CAPTURE(i);
        const auto& item = batch.items[i];
        const auto failed = failures.find(item.by);
        if (failed == failures.end() || i < failed->second) {
            REQUIRE(item.outcome);
            REQUIRE(std::ranges::equal(*item.outcome, *expected.items[i].outcome));
        } else {
            REQUIRE((test::failure_of(item.outcome) == hc::errc::backend));
            REQUIRE(test::all_zero(item.out));
        }
        REQUIRE((item.by->stopped() == (failed == failures.end() ? std::nullopt : std::optional(hc::errc::backend))));
    }
    return failures.size();
}

template <class Suite>
outgoing_batch<Suite> sealed_without_failure() {
    auto batch = test::new_batch<Suite>();
    auto by = test::senders<Suite>(4);
    outgoing_batch<Suite> expected(some_messages(), by);
    batch.seal(expected.items);
    for (const auto& item : expected.items) REQUIRE(item.outcome);
    return expected;
}

template <class Suite>
struct incoming_batch {
    incoming_batch(const outgoing_batch<Suite>& sealed, std::vector<hc::receiver<Suite>>& by) {
        for (std::size_t i = 0; i < sealed.items.size(); ++i) {
            for (auto& unit : test::split_units(*sealed.items[i].outcome)) {
                units.push_back(std::move(unit));
                items.push_back({&by[i % 4], units.back()});
            }
        }
    }
    std::deque<bytes> units;
    std::vector<typename hc::batch<Suite>::incoming> items;
};

template <class Suite>
std::size_t check_opened(const incoming_batch<Suite>& batch, const incoming_batch<Suite>& expected) {
    const auto failures = first_failures(batch.items);
    for (std::size_t i = 0; i < batch.items.size(); ++i) {
        CAPTURE(i);
        const auto& item = batch.items[i];
        const auto failed = failures.find(item.by);
        if (failed == failures.end() || i < failed->second) {
            REQUIRE(item.outcome);
            REQUIRE((item.outcome->kind == expected.items[i].outcome->kind));
            REQUIRE(std::ranges::equal(item.outcome->data, expected.items[i].outcome->data));
        } else {
            REQUIRE((test::failure_of(item.outcome) == hc::errc::backend));
            REQUIRE(test::all_zero(item.unit));
        }
        REQUIRE((item.by->failure() == (failed == failures.end() ? std::nullopt : std::optional(hc::errc::backend))));
    }
    return failures.size();
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a policy that fails while a batch is sealed ends its own channel, and no other", "",
                        failing::suites) {
    const auto expected = sealed_without_failure<TestType>();
    auto batch = test::new_batch<TestType>();
    const auto calls = at_each_call([&] {
        const auto after = std::exchange(failing::after, failing::never);
        auto by = test::senders<TestType>(4);
        outgoing_batch<TestType> items(some_messages(), by);
        failing::after = after;
        batch.seal(items.items);
        const bool reached = failing::after == failing::never;
        REQUIRE(check_sealed(items, expected) == (reached ? 1U : 0U));
    });
    CHECK(calls > 24);
}

TEMPLATE_LIST_TEST_CASE("a policy that fails while a batch is opened ends its own channel, and no other", "",
                        failing::suites) {
    const auto sealed = sealed_without_failure<TestType>();
    auto batch = test::new_batch<TestType>();
    auto reference = test::receivers<TestType>(4);
    incoming_batch<TestType> expected(sealed, reference);
    batch.open(expected.items);
    for (const auto& item : expected.items) REQUIRE(item.outcome);
    const auto calls = at_each_call([&] {
        const auto after = std::exchange(failing::after, failing::never);
        auto by = test::receivers<TestType>(4);
        incoming_batch<TestType> items(sealed, by);
        failing::after = after;
        batch.open(items.items);
        const bool reached = failing::after == failing::never;
        REQUIRE(check_opened(items, expected) == (reached ? 1U : 0U));
    });
    CHECK(calls > 24);
}

TEMPLATE_LIST_TEST_CASE("an engine that fails ends the channels of its burst, and nothing is left of their frames", "",
                        failing::suites_in_lanes) {
    const auto expected = sealed_without_failure<TestType>();
    auto batch = test::new_batch<TestType>();
    std::size_t several = 0;
    at_each_call([&] {
        const auto after = std::exchange(failing::after, failing::never);
        auto by = test::senders<TestType>(4);
        outgoing_batch<TestType> items(some_messages(), by);
        failing::after = after;
        batch.seal(items.items);
        const bool reached = failing::after == failing::never;
        const auto failed = check_sealed(items, expected);
        REQUIRE((failed > 0) == reached);
        if (failed > 1) ++several;
    });
    CHECK(several > 0);

    auto reference = test::receivers<TestType>(4);
    incoming_batch<TestType> opened(expected, reference);
    batch.open(opened.items);
    for (const auto& item : opened.items) REQUIRE(item.outcome);
    several = 0;
    at_each_call([&] {
        const auto after = std::exchange(failing::after, failing::never);
        auto by = test::receivers<TestType>(4);
        incoming_batch<TestType> items(expected, by);
        failing::after = after;
        batch.open(items.items);
        const bool reached = failing::after == failing::never;
        const auto failed = check_opened(items, opened);
        REQUIRE((failed > 0) == reached);
        if (failed > 1) ++several;
    });
    CHECK(several > 0);
}

TEMPLATE_LIST_TEST_CASE("side by side the frames are those of one after the other, and refused alike", "",
                        failing::suites_in_lanes) {
    auto batch = test::new_batch<TestType>();
    std::mt19937 random(8);
    std::size_t opened = 0, all = 0;
    for (int round = 0; round < 100; ++round) {
        CAPTURE(round);
        auto batched = test::senders<TestType>(5), single = test::senders<TestType>(5);
        auto opening = test::receivers<TestType>(5), opening_singly = test::receivers<TestType>(5);
        auto units =
            test::sealed_alike(batch, batched, single, test::random_messages(random, 1 + random() % 200, 5, 200, 64));
        for (auto& [channel, unit] : units) {
            if (random() % 128 != 0) continue;
            if (random() % 2 == 0) {
                unit[random() % unit.size()] ^= static_cast<std::byte>(1 + random() % 255);
            } else {  // not of whole blocks
                unit.resize(4 + random() % (unit.size() - 4));
                hc::copy(hc::layout::unit_header::make(hc::layout::unit_header::type_of(unit), unit.size() - 4), unit);
            }
        }
        all += units.size();
        opened += test::opened_alike(batch, opening, opening_singly, std::move(units));
    }
    CHECK(opened > 1000);
    CHECK(all - opened > 1000);
}

TEMPLATE_LIST_TEST_CASE("a channel that fails far into a message of many windows leaves nothing of it", "",
                        failing::suites) {
    for (const std::size_t calls : {0U, 100U, 400U, 800U}) {
        CAPTURE(calls);
        auto batch = test::new_batch<TestType>();
        auto by = test::senders<TestType>(2);
        // A rekey takes the single calls: so the many frames are those of many items, and one that is long.
        std::vector<bytes> outs(300, bytes(1000, std::byte{0xee}));
        std::vector<typename hc::batch<TestType>::outgoing> items;
        const auto text = test::pattern(250);
        for (std::size_t i = 0; i < outs.size(); ++i) items.push_back({&by[i % 2], text, outs[i], 64});
        failing::after = calls;
        batch.seal(items);
        REQUIRE(failing::after == failing::never);
        const auto failures = first_failures(items);
        REQUIRE(failures.size() == 1);
        for (std::size_t i = 0; i < outs.size(); ++i) {
            if (items[i].outcome) continue;
            REQUIRE(i >= failures.begin()->second);
            REQUIRE(test::all_zero(outs[i]));
        }
    }
}

TEST_CASE("there is no batch whose engine could not be made") {
    using suite = std::tuple_element_t<0, failing::suites_in_lanes>;
    failing::after = 0;
    const auto made = hc::batch<suite>::make();
    REQUIRE(failing::after == failing::never);
    CHECK((test::failure_of(made) == hc::errc::backend));
}

TEMPLATE_LIST_TEST_CASE("misuse of one item changes nothing, of its own channel's neither", "", test::small_suites) {
    constexpr std::size_t limit = TestType::limits::frame_limit;
    using frame = typename TestType::message_frame;
    auto batch = test::new_batch<TestType>();
    auto by = test::senders<TestType>(6), reference = test::senders<TestType>(6);
    const auto elsewhere = std::move(by[3]);
    by[4].stop(hc::errc::truncated);
    bytes buffer(100);
    REQUIRE(by[5].close(buffer));

    const auto text = test::pattern(40), longer = test::pattern(3 * limit);
    bytes first(200), too_small(frame::frame_size(40) - 1, std::byte{0xee}),
        too_small_for_several(3 * limit, std::byte{0xee}), of_none(1000, std::byte{0xee}),
        beyond(1000, std::byte{0xee}), of_moved(1000, std::byte{0xee}), of_stopped(1000),
        of_closed(1000, std::byte{0xee}), second(200), other(200);
    const auto untouched = [](const bytes& out) {
        return std::ranges::all_of(out, [](std::byte octet) { return octet == std::byte{0xee}; });
    };
    std::vector<typename hc::batch<TestType>::outgoing> items = {
        {&by[0], text, first, limit},
        {&by[0], text, too_small, limit},
        {&by[0], longer, too_small_for_several, limit},
        {&by[0], text, of_none, 0},
        {&by[0], text, beyond, limit + 1},
        {&by[3], text, of_moved, limit},
        {&by[4], text, of_stopped, limit},
        {&by[5], text, of_closed, limit},
        {&by[0], text, second, limit},
        {&by[1], text, other, limit},
    };
    batch.seal(items);
    CHECK(std::ranges::equal(items[0].outcome.value(), test::sealed(reference[0], text)));
    CHECK((test::failure_of(items[1].outcome) == hc::errc::buffer_size));
    CHECK((test::failure_of(items[2].outcome) == hc::errc::buffer_size));
    CHECK((test::failure_of(items[3].outcome) == hc::errc::invalid_argument));
    CHECK((test::failure_of(items[4].outcome) == hc::errc::invalid_argument));
    CHECK((test::failure_of(items[5].outcome) == hc::errc::closed));
    CHECK((test::failure_of(items[6].outcome) == hc::errc::truncated));
    CHECK((test::failure_of(items[7].outcome) == hc::errc::closed));
    CHECK(std::ranges::equal(items[8].outcome.value(), test::sealed(reference[0], text)));
    CHECK(std::ranges::equal(items[9].outcome.value(), test::sealed(reference[1], text)));
    for (const auto* out : {&too_small, &too_small_for_several, &of_none, &beyond, &of_moved, &of_closed}) {
        CHECK(untouched(*out));
    }
    CHECK_FALSE(by[0].stopped());
    CHECK_FALSE(by[1].stopped());
}
