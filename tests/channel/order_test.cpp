#include <handclasp/channel/channel.hpp>

#include "support/bodies.hpp"
#include "support/catch.hpp"

namespace hc = handclasp;
using test::bytes;

namespace {

template <class Sealing>
bytes unit_of(Sealing&& seal) {
    bytes buffer(1000);
    return test::copy_of(seal(hc::mutable_octets(buffer)).value());
}

template <class Suite>
bytes message_of(hc::channel<Suite>& from, std::string_view text) {
    return test::sealed(from, hc::as_octets(text));
}

// Whether several sizes of message have bodies of one size. Where none do, a header says how long its message is.
template <class Suite>
constexpr bool pads = Suite::message_frame::body_size(0) == Suite::message_frame::body_size(1);

}  // namespace

TEMPLATE_LIST_TEST_CASE("a frame that comes again, too early or from the other side is refused, and so is all after it",
                        "", test::small_suites) {
    auto pair = test::connected<TestType>();
    auto first = message_of(pair.client, "first"), second = message_of(pair.client, "second");
    auto reflected = message_of(pair.server, "from the server");
    bytes refused;
    SECTION("replay") {
        auto again = first;
        REQUIRE(pair.server.open(first));
        refused = again;
    }
    SECTION("reorder") {
        refused = second;
    }
    SECTION("reflection") {
        refused = reflected;
    }
    CHECK(pair.server.open(refused).error() == hc::errc::authentication_failed);
    CHECK(test::all_zero(refused));
    CHECK(pair.server.open(second).error() == hc::errc::authentication_failed);
    bytes buffer(1000);
    CHECK(pair.server.seal(hc::as_octets("more"), buffer).error() == hc::errc::authentication_failed);
    CHECK(pair.server.close(buffer).error() == hc::errc::authentication_failed);
    CHECK(pair.server.end().error() == hc::errc::authentication_failed);
}

TEMPLATE_LIST_TEST_CASE("each bit of a frame counts, its header's included", "", test::small_suites) {
    const auto frame = [] {
        auto pair = test::connected<TestType>();
        return message_of(pair.client, "seventeen octets!");
    }();
    for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
        CAPTURE(bit);
        auto altered = frame;
        altered[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
        auto pair = test::connected<TestType>();
        const auto outcome = pair.server.open(altered);
        REQUIRE_FALSE(outcome);
        if (bit >= 32) CHECK(outcome.error() == hc::errc::authentication_failed);
        CHECK(pair.server.unit_size(frame).error() == outcome.error());
    }
}

TEMPLATE_LIST_TEST_CASE("a frame under another type is refused", "", test::small_suites) {
    for (const auto type :
         {hc::unit_type::message, hc::unit_type::fragment, hc::unit_type::close, hc::unit_type::rekey}) {
        for (const auto as :
             {hc::unit_type::message, hc::unit_type::fragment, hc::unit_type::close, hc::unit_type::rekey}) {
            if (type == as) continue;
            auto sealer = hc::record::sealer<TestType>::make(test::traffic<TestType>(1)).value();
            bytes unit(TestType::message_frame::frame_size(0));
            REQUIRE(sealer.seal(type, {}, unit));
            unit[0] = static_cast<std::byte>(as);
            auto pair = test::connected<TestType>();
            const bool told_by_size = as == hc::unit_type::fragment && !pads<TestType>;
            CHECK(pair.server.open(unit).error() ==
                  (told_by_size ? hc::errc::unit_size : hc::errc::authentication_failed));
        }
    }
}

TEMPLATE_LIST_TEST_CASE("what a peer out of order seals is refused behind its good tag", "", test::small_suites) {
    auto sealer = hc::record::sealer<TestType>::make(test::traffic<TestType>(1)).value();
    auto pair = test::connected<TestType>();
    bytes unit;
    const auto seal = [&](hc::unit_type type, hc::octets message) {
        unit.resize(TestType::message_frame::frame_size(message.size()));
        REQUIRE(sealer.seal(type, message, unit));
    };
    SECTION("an empty fragment") {
        seal(hc::unit_type::fragment, {});
    }
    SECTION("a close with a message") {
        seal(hc::unit_type::close, test::pattern(1));
    }
    SECTION("a rekey with a message") {
        seal(hc::unit_type::rekey, test::pattern(15));
    }
    SECTION("a message above the frame limit that its body has room for") {
        seal(hc::unit_type::message, test::pattern(TestType::limits::frame_limit + 1));
    }
    const auto expected = pads<TestType> ? hc::errc::authentication_failed : hc::errc::unit_size;
    CHECK(pair.server.open(unit).error() == expected);
    CHECK(test::all_zero(unit));
}

TEMPLATE_LIST_TEST_CASE("units that have no place in a channel are refused on their header", "", test::small_suites) {
    for (int type = 0; type < 256; ++type) {
        auto pair = test::connected<TestType>();
        auto header = hc::layout::unit_header::make(static_cast<hc::unit_type>(type),
                                                    TestType::message_frame::body_size(type == 1 ? 1 : 0));
        const auto size = pair.server.unit_size(header);
        CHECK(size.has_value() == (type <= 3));
        if (type > 3) {
            CHECK(size.error() == hc::errc::unexpected_unit);
            CHECK(pair.server.end().error() == hc::errc::unexpected_unit);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("lengths outside a type's limits are refused on the header", "", test::small_suites) {
    using hc::layout::unit_header;
    const auto outcome = [](hc::unit_type type, std::size_t length) {
        auto pair = test::connected<TestType>();
        return pair.server.unit_size(unit_header::make(type, length));
    };
    constexpr std::size_t empty = TestType::message_frame::body_size(0), full = TestType::message_frame::body_size(64);
    for (const auto type : {hc::unit_type::message, hc::unit_type::fragment}) {
        const std::size_t least = type == hc::unit_type::fragment ? TestType::message_frame::body_size(1) : empty;
        CHECK(outcome(type, least).value() == least + 4);
        CHECK(outcome(type, full).value() == full + 4);
        for (const std::size_t length :
             {std::size_t{0}, std::size_t{1}, least - 1, full + 1, unit_header::max_length}) {
            CHECK(outcome(type, length).error() == hc::errc::unit_size);
        }
    }
    for (const auto type : {hc::unit_type::close, hc::unit_type::rekey}) {
        CHECK(outcome(type, empty).value() == empty + 4);
        CHECK(outcome(type, empty - 1).error() == hc::errc::unit_size);
        CHECK(outcome(type, empty + 1).error() == hc::errc::unit_size);
        CHECK(outcome(type, empty + 16).error() == hc::errc::unit_size);
    }
}

TEMPLATE_LIST_TEST_CASE("a unit of another size than its header says is refused", "", test::small_suites) {
    auto pair = test::connected<TestType>();
    auto unit = message_of(pair.client, "hello");
    SECTION("cut") {
        unit.pop_back();
    }
    SECTION("longer") {
        unit.push_back(std::byte{0});
    }
    SECTION("not even a header") {
        unit.resize(3);
    }
    CHECK(pair.server.open(unit).error() == hc::errc::unit_size);
}

TEMPLATE_LIST_TEST_CASE("a close ends its direction and not the other", "", test::small_suites) {
    auto pair = test::connected<TestType>();
    CHECK(pair.server.end().error() == hc::errc::truncated);

    pair = test::connected<TestType>();
    auto close = unit_of([&](auto buffer) { return pair.client.close(buffer); });
    CHECK(pair.server.open(close).value().kind == hc::event_kind::closed);
    CHECK(pair.server.end());

    bytes buffer(1000);
    CHECK(pair.client.seal({}, buffer).error() == hc::errc::closed);
    CHECK(pair.client.seal_fragment(test::pattern(1), buffer).error() == hc::errc::closed);
    CHECK(pair.client.rekey(buffer).error() == hc::errc::closed);
    CHECK(pair.client.close(buffer).error() == hc::errc::closed);

    auto answer = message_of(pair.server, "still here");
    CHECK(test::text_of(pair.client.open(answer).value().data) == "still here");
    close = unit_of([&](auto out) { return pair.server.close(out); });
    CHECK(pair.client.open(close).value().kind == hc::event_kind::closed);
    CHECK(pair.client.end());
}

TEMPLATE_LIST_TEST_CASE("octets after a close are an error", "", test::small_suites) {
    auto pair = test::connected<TestType>();
    auto close = unit_of([&](auto buffer) { return pair.client.close(buffer); });
    REQUIRE(pair.server.open(close));
    const auto header = hc::layout::unit_header::make(hc::unit_type::message, TestType::message_frame::body_size(0));
    CHECK(pair.server.unit_size(header).error() == hc::errc::after_close);
    CHECK(pair.server.end().error() == hc::errc::after_close);
}

TEMPLATE_LIST_TEST_CASE("a close within a message is misuse for a sender and an error for a receiver", "",
                        test::small_suites) {
    auto pair = test::connected<TestType>();
    bytes buffer(1000);
    auto fragment = test::copy_of(pair.client.seal_fragment(test::pattern(3), buffer).value());
    CHECK(pair.client.close(buffer).error() == hc::errc::invalid_argument);
    auto rekey = test::copy_of(pair.client.rekey(buffer).value());
    auto rest = message_of(pair.client, "the rest");

    REQUIRE(pair.server.open(fragment).value().kind == hc::event_kind::fragment);
    CHECK(pair.server.open(rekey).value().kind == hc::event_kind::rekeyed);
    SECTION("the message goes on") {
        CHECK(pair.server.open(rest).value().kind == hc::event_kind::message);
    }
    SECTION("a close comes") {
        const auto header = hc::layout::unit_header::make(hc::unit_type::close, TestType::message_frame::body_size(0));
        CHECK(pair.server.unit_size(header).error() == hc::errc::unexpected_unit);
    }
}

TEMPLATE_LIST_TEST_CASE("misuse of a sender changes nothing", "", test::small_suites) {
    auto pair = test::connected<TestType>();
    bytes tiny(TestType::message_frame::frame_size(20) - 1), buffer(1000);
    CHECK(pair.client.seal(test::pattern(20), tiny).error() == hc::errc::buffer_size);
    CHECK(pair.client.seal(test::pattern(200), tiny).error() == hc::errc::buffer_size);
    CHECK(pair.client.seal_fragment({}, buffer).error() == hc::errc::invalid_argument);
    CHECK(pair.client.seal_fragment(test::pattern(65), buffer).error() == hc::errc::invalid_argument);
    CHECK(pair.client.close(hc::mutable_octets(buffer).first(TestType::message_frame::frame_size(0) - 1)).error() ==
          hc::errc::buffer_size);
    CHECK(pair.client.rekey(hc::mutable_octets(buffer).first(TestType::message_frame::frame_size(0) - 1)).error() ==
          hc::errc::buffer_size);
    auto unit = message_of(pair.client, "as if nothing had been");
    CHECK(pair.server.open(unit));
}

TEMPLATE_LIST_TEST_CASE("halves stop when their owner says so, and keep the first reason", "", test::small_suites) {
    auto [sender, receiver] = test::one_end<TestType>(1, 2).split();
    receiver.stop(hc::errc::timed_out);
    receiver.stop(hc::errc::truncated);
    CHECK(receiver.end().error() == hc::errc::timed_out);
    bytes buffer(1000);
    REQUIRE(sender.seal({}, buffer));
    sender.stop(hc::errc::timed_out);
    sender.stop(hc::errc::truncated);
    CHECK(sender.seal({}, buffer).error() == hc::errc::timed_out);
    CHECK(sender.stopped() == hc::errc::timed_out);
}

TEMPLATE_LIST_TEST_CASE("what was moved away neither seals nor opens, and its keys are gone", "", test::small_suites) {
    auto pair = test::connected<TestType>();
    auto unit = message_of(pair.client, "hello");
    auto [sender, receiver] = std::move(pair.server).split();
    auto taken_sender = std::move(sender);
    auto taken_receiver = std::move(receiver);
    bytes buffer(1000);
    // NOLINTBEGIN(bugprone-use-after-move)
    CHECK(sender.seal({}, buffer).error() == hc::errc::closed);
    CHECK(sender.rekey(buffer).error() == hc::errc::closed);
    CHECK(sender.close(buffer).error() == hc::errc::closed);
    CHECK(receiver.unit_size(unit).error() == hc::errc::closed);
    CHECK(receiver.open(buffer).error() == hc::errc::closed);
    CHECK(receiver.end().error() == hc::errc::closed);
    CHECK(pair.server.seal({}, buffer).error() == hc::errc::closed);

    auto other = test::one_end<TestType>(3, 4).split();
    taken_sender = std::move(other.sender);
    CHECK(other.sender.seal({}, buffer).error() == hc::errc::closed);
    CHECK(taken_sender.seal({}, buffer));
    // NOLINTEND(bugprone-use-after-move)
    CHECK(test::text_of(taken_receiver.open(unit).value().data) == "hello");
}
