#include <handclasp/channel/batch.hpp>

#include "support/allocations.hpp"
#include "support/batches.hpp"

// A batch seals what its channels would have sealed one by one, and opens it. What fails in one is in
// batch_failure_test.cpp, what a receiver refuses in batch_opening_test.cpp.
namespace hc = handclasp;
using test::bytes;

namespace {

using standard_suites = std::tuple<hc::standard, hc::standard_256, hc::encrypt_then_mac, hc::gcm, hc::chacha>;

static_assert(!std::is_copy_constructible_v<hc::batch<hc::standard>> &&
              !std::is_copy_assignable_v<hc::batch<hc::standard>> &&
              std::is_nothrow_move_constructible_v<hc::batch<hc::standard>> &&
              std::is_nothrow_move_assignable_v<hc::batch<hc::standard>>);

}  // namespace

TEMPLATE_LIST_TEST_CASE("the frames of a batch are those of one call after the other", "", standard_suites) {
    constexpr std::size_t channels = 30;
    auto batch = test::new_batch<TestType>();
    auto batched = test::senders<TestType>(channels), single = test::senders<TestType>(channels);
    auto opening = test::receivers<TestType>(channels), opening_singly = test::receivers<TestType>(channels);
    std::mt19937 random(1);
    for (const std::size_t count : {1U, 2U, 3U, 16U, 40U, 127U, 128U, 129U, 300U}) {
        CAPTURE(count);
        const auto messages = test::random_messages(random, count, channels, 17000, TestType::limits::frame_limit);
        auto units = test::sealed_alike(batch, batched, single, messages);
        std::vector<bytes> received(messages.size());
        CHECK(test::opened_alike(batch, opening, opening_singly, units) == units.size());
    }
}

TEMPLATE_LIST_TEST_CASE("every message of a batch arrives whole and in its channel's order", "", standard_suites) {
    constexpr std::size_t channels = 7;
    auto batch = test::new_batch<TestType>();
    auto sending = test::senders<TestType>(channels);
    auto receiving = test::receivers<TestType>(channels);
    std::mt19937 random(2);
    const auto messages = test::random_messages(random, 150, channels, 40000, TestType::limits::frame_limit);
    auto reference = test::senders<TestType>(channels);
    auto units = test::sealed_alike(batch, sending, reference, messages);

    std::vector<typename hc::batch<TestType>::incoming> items;
    for (auto& [channel, unit] : units) items.push_back({&receiving[channel], unit});
    batch.open(items);
    std::size_t next = 0;
    bytes whole;
    for (const auto& item : items) {
        REQUIRE(item.outcome);
        whole.insert(whole.end(), item.outcome->data.begin(), item.outcome->data.end());
        if (item.outcome->kind == hc::event_kind::fragment) continue;
        REQUIRE((item.outcome->kind == hc::event_kind::message));
        REQUIRE(whole == messages.at(next++).text);
        whole.clear();
    }
    CHECK(next == messages.size());
}

TEMPLATE_LIST_TEST_CASE("rekeys fall in a batch where they fall without one", "", test::small_suites) {
    constexpr std::size_t channels = 5, limit = TestType::limits::frame_limit;
    auto batch = test::new_batch<TestType>();
    auto batched = test::senders<TestType>(channels), single = test::senders<TestType>(channels);
    auto opening = test::receivers<TestType>(channels), opening_singly = test::receivers<TestType>(channels);
    std::mt19937 random(3);
    std::size_t rekeys = 0;
    for (int round = 0; round < 40; ++round) {
        CAPTURE(round);
        auto messages = test::random_messages(random, 1 + random() % 200, channels, 3 * limit, limit);
        // Some without room for a rekey, which are refused where one is due at last.
        for (auto& message : messages) {
            if (message.text.size() > limit || random() % 3 != 0) continue;
            message.fragment_size = limit;
            message.room = TestType::message_frame::frame_size(message.text.size());
        }
        const auto units = test::sealed_alike(batch, batched, single, messages);
        for (const auto& [channel, unit] : units) {
            rekeys += hc::layout::unit_header::type_of(unit) == hc::unit_type::rekey ? 1U : 0U;
        }
        REQUIRE(test::opened_alike(batch, opening, opening_singly, units) == units.size());
    }
    CHECK(rekeys > 100);
}

namespace {

// Few octets a key, so that it is their count that wears keys out.
struct few_octets : hc::default_limits {
    static constexpr std::size_t frame_limit = 64;
    static constexpr std::uint64_t octets_per_key = 1500;
};
using suites_of_few_octets =
    std::tuple<test::limited<hc::record::mac_in_cipher, few_octets>,
               test::limited<hc::record::encrypt_then_mac, few_octets>, test::limited_aead<few_octets>>;

}  // namespace

TEMPLATE_LIST_TEST_CASE("so do those that the count of octets calls for", "", suites_of_few_octets) {
    constexpr std::size_t channels = 3;
    auto batch = test::new_batch<TestType>();
    auto batched = test::senders<TestType>(channels), single = test::senders<TestType>(channels);
    auto opening = test::receivers<TestType>(channels), opening_singly = test::receivers<TestType>(channels);
    std::mt19937 random(4);
    std::size_t rekeys = 0;
    for (int round = 0; round < 40; ++round) {
        CAPTURE(round);
        const auto units = test::sealed_alike(batch, batched, single,
                                              test::random_messages(random, 1 + random() % 100, channels, 200, 64));
        for (const auto& [channel, unit] : units) {
            rekeys += hc::layout::unit_header::type_of(unit) == hc::unit_type::rekey ? 1U : 0U;
        }
        REQUIRE(test::opened_alike(batch, opening, opening_singly, units) == units.size());
    }
    CHECK(rekeys > 100);
}

TEMPLATE_LIST_TEST_CASE("a batch goes on where a sender's own calls have left off, and they after it", "",
                        test::small_suites) {
    auto batch = test::new_batch<TestType>();
    auto batched = test::senders<TestType>(1), single = test::senders<TestType>(1);
    auto opening = test::receivers<TestType>(1), opening_singly = test::receivers<TestType>(1);
    std::vector<test::incoming_unit> units;
    const auto alike = [&](auto&& seal) {
        bytes buffer(1000), expected(1000);
        const auto sealed = seal(batched[0], hc::mutable_octets(buffer));
        const auto sealed_singly = seal(single[0], hc::mutable_octets(expected));
        REQUIRE((test::failure_of(sealed) == test::failure_of(sealed_singly)));
        if (!sealed) return;
        REQUIRE(std::ranges::equal(*sealed, *sealed_singly));
        for (auto& unit : test::split_units(*sealed)) units.push_back({0, std::move(unit)});
    };
    const auto together = [&](std::size_t size) {
        for (auto& unit : test::sealed_alike(batch, batched, single, {{0, test::pattern(size), 20}})) {
            units.push_back(std::move(unit));
        }
    };
    alike([](auto& by, auto out) { return by.seal_fragment(test::pattern(10), out); });
    alike([](auto& by, auto out) { return by.close(out); });  // not within a message
    together(50);                                             // the end of what began as a fragment
    alike([](auto& by, auto out) { return by.rekey(out); });
    together(0);
    alike([](auto& by, auto out) { return by.seal(test::pattern(64), out); });
    alike([](auto& by, auto out) { return by.close(out); });
    together(1);  // closed
    CHECK(test::opened_alike(batch, opening, opening_singly, units) == units.size());
    CHECK((hc::layout::unit_header::type_of(units.back().unit) == hc::unit_type::close));
}

TEMPLATE_LIST_TEST_CASE("a message may lie within its own frame of a batch", "", standard_suites) {
    using frame = typename TestType::message_frame;
    const std::vector<std::size_t> shifts = {0, 1, 3, 4, 5, 17, frame::overhead, frame::overhead + 7};
    for (const std::size_t size : {0U, 1U, 100U, 300U}) {
        auto batch = test::new_batch<TestType>();
        auto sending = test::senders<TestType>(shifts.size()), single = test::senders<TestType>(shifts.size());
        std::vector<bytes> outs;
        std::vector<typename hc::batch<TestType>::outgoing> items;
        for (std::size_t i = 0; i < shifts.size(); ++i) {
            auto& out = outs.emplace_back(frame::frame_size(size) + shifts[i] + size);
            const auto place = i == 0 ? hc::sender<TestType>::message_place(out, size)
                                      : hc::mutable_octets(out).subspan(shifts[i], size);
            hc::copy(test::pattern(size, 9), place);
            items.push_back({&sending[i], place, out});
        }
        batch.seal(items);
        for (std::size_t i = 0; i < shifts.size(); ++i) {
            CAPTURE(size, shifts[i]);
            const auto expected = test::sealed(single[i], test::pattern(size, 9));
            REQUIRE(items[i].outcome);
            CHECK(test::to_hex(*items[i].outcome) == test::to_hex(expected));
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a message stands in its frame where message_place() says", "", standard_suites) {
    auto sending = test::senders<TestType>(1);
    for (const std::size_t size : {0U, 1U, 16U, 1000U}) {
        bytes out(hc::sender<TestType>::frame::frame_size(size));
        const auto place = hc::sender<TestType>::message_place(out, size);
        CHECK(place.size() == size);
        CHECK(place.data() == out.data() + 4 + TestType::message_frame::message_offset);
        auto receiving = test::receivers<TestType>(1);
        auto fresh = test::senders<TestType>(1);
        REQUIRE(fresh[0].seal(test::pattern(size), out));
        CHECK(receiving[0].open(out).value().data.data() == place.data());
    }
}

TEMPLATE_LIST_TEST_CASE("a batch of nothing does nothing", "", standard_suites) {
    auto batch = test::new_batch<TestType>();
    batch.seal({});
    batch.open({});
    auto moved = std::move(batch);
    auto sending = test::senders<TestType>(1), single = test::senders<TestType>(1);
    CHECK(test::sealed_alike(moved, sending, single, {{0, test::pattern(5), 100}, {0, {}, 1}}).size() == 2);
    batch = std::move(moved);
    CHECK(test::sealed_alike(batch, sending, single, {{0, test::pattern(5), 2}}).size() == 3);
}

TEMPLATE_LIST_TEST_CASE("fragment sizes are those of a single call", "", test::small_suites) {
    constexpr std::size_t limit = TestType::limits::frame_limit;
    auto batch = test::new_batch<TestType>();
    auto batched = test::senders<TestType>(4), single = test::senders<TestType>(4);
    std::vector<test::outgoing_message> messages;
    for (const std::size_t fragment_size :
         {std::size_t{0}, std::size_t{1}, std::size_t{2}, limit - 1, limit, limit + 1}) {
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{2}, limit, limit + 1, 3 * limit}) {
            messages.push_back({messages.size() % 4, test::pattern(size), fragment_size, 20000});
        }
    }
    const auto units = test::sealed_alike(batch, batched, single, messages);
    CHECK(units.size() > messages.size());
    // Units of a message, as its header's rules say: all of them fragments, and the last a message.
    CHECK((hc::layout::unit_header::type_of(units.back().unit) == hc::unit_type::message));
}

TEMPLATE_LIST_TEST_CASE("a batch allocates nothing but when it is made", "", standard_suites) {
    if (!test::allocations_are_counted) {
        WARN("skipped: this build has an allocator of its own");
        return;
    }
    constexpr std::size_t channels = 20, count = 150;
    auto batch = test::new_batch<TestType>();
    auto sending = test::senders<TestType>(channels);
    auto receiving = test::receivers<TestType>(channels);
    std::mt19937 random(5);
    const auto messages = test::random_messages(random, count, channels, 17000, TestType::limits::frame_limit);
    std::vector<bytes> outs;
    std::vector<typename hc::batch<TestType>::outgoing> items;
    for (const auto& message : messages) {
        auto& out = outs.emplace_back(hc::sender<TestType>::sealed_size(message.text.size(), message.fragment_size));
        items.push_back({&sending[message.channel], message.text, out, message.fragment_size});
    }
    std::vector<typename hc::batch<TestType>::incoming> units;
    units.reserve(20 * count);
    const auto before = test::allocations_now().calls;
    batch.seal(items);
    bool done = true;
    for (std::size_t i = 0; i < count; ++i) {
        done = done && items[i].outcome;
        for (auto rest = hc::mutable_octets(outs[i]).first(done ? items[i].outcome->size() : 0); !rest.empty();) {
            const auto size = 4 + hc::layout::unit_header::length_of(rest);
            units.push_back({&receiving[messages[i].channel], rest.first(size)});
            rest = rest.subspan(size);
        }
    }
    batch.open(units);
    CHECK(test::allocations_now().calls == before);
    CHECK(done);
    CHECK(units.size() >= count);
    CHECK(std::ranges::all_of(units, [](const auto& unit) { return unit.outcome.has_value(); }));
}

TEST_CASE("a message of several frames may not lie where they go") {
    auto senders = test::senders<hc::standard>(1);
    auto& sender = senders[0];
    std::vector<std::byte> out(20000);
    const auto within = hc::sender<hc::standard>::message_place(out, 4000);
    CHECK(sender.seal(within, out, 1024).error() == hc::errc::invalid_argument);
    std::vector<hc::batch<hc::standard>::outgoing> items{{&sender, within, out, 1024}};
    hc::batch<hc::standard>::make().value().seal(items);
    CHECK(items[0].outcome.error() == hc::errc::invalid_argument);
    CHECK(sender.seal(within, out));
    const std::vector<std::byte> apart(4000);
    CHECK(sender.seal(apart, out, 1024));
}
