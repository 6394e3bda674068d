#include <handclasp/channel/channel.hpp>

#include "support/catch.hpp"
#include "support/channels.hpp"

namespace hc = handclasp;
using test::bytes;
using test::small;

namespace {

template <class Sealing>
bytes unit_of(Sealing&& seal) {
    bytes buffer(1000);
    return test::copy_of(seal(hc::mutable_octets(buffer)).value());
}

bytes message_of(hc::channel<small>& from, std::string_view text) {
    return test::sealed(from, hc::as_octets(text));
}

}  // namespace

TEST_CASE("a frame that comes again, too early or from the other side is refused, and so is all after it") {
    auto pair = test::connected<small>();
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
    CHECK(std::ranges::all_of(refused, [](std::byte octet) { return octet == std::byte{0}; }));
    CHECK(pair.server.open(second).error() == hc::errc::authentication_failed);
    bytes buffer(1000);
    CHECK(pair.server.seal(hc::as_octets("more"), buffer).error() == hc::errc::authentication_failed);
    CHECK(pair.server.close(buffer).error() == hc::errc::authentication_failed);
    CHECK(pair.server.end().error() == hc::errc::authentication_failed);
}

TEST_CASE("each bit of a frame counts, its header's included") {
    const auto frame = [] {
        auto pair = test::connected<small>();
        return message_of(pair.client, "seventeen octets!");
    }();
    for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
        CAPTURE(bit);
        auto altered = frame;
        altered[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
        auto pair = test::connected<small>();
        const auto outcome = pair.server.open(altered);
        REQUIRE_FALSE(outcome);
        if (bit >= 32) CHECK(outcome.error() == hc::errc::authentication_failed);
        CHECK(pair.server.unit_size(frame).error() == outcome.error());
    }
}

TEST_CASE("a frame under another type is refused") {
    for (const auto type :
         {hc::unit_type::message, hc::unit_type::fragment, hc::unit_type::close, hc::unit_type::rekey}) {
        for (const auto as :
             {hc::unit_type::message, hc::unit_type::fragment, hc::unit_type::close, hc::unit_type::rekey}) {
            if (type == as) continue;
            auto sealer = hc::record::sealer<small>::make(test::traffic<small>(1)).value();
            bytes unit(small::message_frame::frame_size(0));
            REQUIRE(sealer.seal(type, {}, unit));
            unit[0] = static_cast<std::byte>(as);
            auto pair = test::connected<small>();
            CHECK(pair.server.open(unit).error() == hc::errc::authentication_failed);
        }
    }
}

TEST_CASE("what a peer out of order seals is refused behind its good tag") {
    auto sealer = hc::record::sealer<small>::make(test::traffic<small>(1)).value();
    auto pair = test::connected<small>();
    bytes unit;
    const auto seal = [&](hc::unit_type type, hc::octets message) {
        unit.resize(small::message_frame::frame_size(message.size()));
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
        seal(hc::unit_type::message, test::pattern(small::limits::frame_limit + 1));
    }
    CHECK(pair.server.open(unit).error() == hc::errc::authentication_failed);
}

TEST_CASE("units that have no place in a channel are refused on their header") {
    for (int type = 0; type < 256; ++type) {
        auto pair = test::connected<small>();
        auto header =
            hc::layout::unit_header::make(static_cast<hc::unit_type>(type), small::message_frame::body_size(1));
        const auto size = pair.server.unit_size(header);
        CHECK(size.has_value() == (type <= 3));
        if (type > 3) {
            CHECK(size.error() == hc::errc::unexpected_unit);
            CHECK(pair.server.end().error() == hc::errc::unexpected_unit);
        }
    }
}

TEST_CASE("lengths outside a type's limits are refused on the header") {
    using hc::layout::unit_header;
    const auto outcome = [](hc::unit_type type, std::size_t length) {
        auto pair = test::connected<small>();
        return pair.server.unit_size(unit_header::make(type, length));
    };
    constexpr std::size_t empty = small::message_frame::body_size(0), full = small::message_frame::body_size(64);
    for (const auto type : {hc::unit_type::message, hc::unit_type::fragment}) {
        CHECK(outcome(type, empty).value() == empty + 4);
        CHECK(outcome(type, full).value() == full + 4);
        for (const std::size_t length :
             {std::size_t{0}, std::size_t{1}, empty - 1, full + 1, unit_header::max_length}) {
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

TEST_CASE("a unit of another size than its header says is refused") {
    auto pair = test::connected<small>();
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

TEST_CASE("a close ends its direction and not the other") {
    auto pair = test::connected<small>();
    CHECK(pair.server.end().error() == hc::errc::truncated);

    pair = test::connected<small>();
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

TEST_CASE("octets after a close are an error") {
    auto pair = test::connected<small>();
    auto close = unit_of([&](auto buffer) { return pair.client.close(buffer); });
    REQUIRE(pair.server.open(close));
    const auto header = hc::layout::unit_header::make(hc::unit_type::message, 48);
    CHECK(pair.server.unit_size(header).error() == hc::errc::after_close);
    CHECK(pair.server.end().error() == hc::errc::after_close);
}

TEST_CASE("a close within a message is misuse for a sender and an error for a receiver") {
    auto pair = test::connected<small>();
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
        const auto header = hc::layout::unit_header::make(hc::unit_type::close, 48);
        CHECK(pair.server.unit_size(header).error() == hc::errc::unexpected_unit);
    }
}

TEST_CASE("misuse of a sender changes nothing") {
    auto pair = test::connected<small>();
    bytes tiny(small::message_frame::frame_size(20) - 1), buffer(1000);
    CHECK(pair.client.seal(test::pattern(20), tiny).error() == hc::errc::buffer_size);
    CHECK(pair.client.seal(test::pattern(200), tiny).error() == hc::errc::buffer_size);
    CHECK(pair.client.seal_fragment({}, buffer).error() == hc::errc::invalid_argument);
    CHECK(pair.client.seal_fragment(test::pattern(65), buffer).error() == hc::errc::invalid_argument);
    CHECK(pair.client.close(hc::mutable_octets(buffer).first(51)).error() == hc::errc::buffer_size);
    CHECK(pair.client.rekey(hc::mutable_octets(buffer).first(51)).error() == hc::errc::buffer_size);
    auto unit = message_of(pair.client, "as if nothing had been");
    CHECK(pair.server.open(unit));
}

TEST_CASE("halves stop when their owner says so, and keep the first reason") {
    auto [sender, receiver] = test::one_end<small>(1, 2).split();
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

TEST_CASE("what was moved away neither seals nor opens, and its keys are gone") {
    auto pair = test::connected<small>();
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

    auto other = test::one_end<small>(3, 4).split();
    taken_sender = std::move(other.sender);
    CHECK(other.sender.seal({}, buffer).error() == hc::errc::closed);
    CHECK(taken_sender.seal({}, buffer));
    // NOLINTEND(bugprone-use-after-move)
    CHECK(test::text_of(taken_receiver.open(unit).value().data) == "hello");
}
