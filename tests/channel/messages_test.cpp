#include <handclasp/channel/channel.hpp>

#include "support/catch.hpp"
#include "support/channels.hpp"

#include <handclasp/channel/assembler.hpp>

namespace hc = handclasp;
using test::bytes;

namespace {

// Feeds a stream to a receiver in pieces of some size, as a socket might, and puts the messages together.
template <class Suite>
std::vector<bytes> received(hc::channel<Suite>& by, hc::octets stream, std::size_t piece_size) {
    std::vector<bytes> messages;
    hc::assembler<Suite> assembler(1 << 20);
    bytes unit;
    while (!stream.empty()) {
        auto piece = stream.first(std::min(piece_size, stream.size()));
        stream = stream.subspan(piece.size());
        while (!piece.empty()) {
            const std::size_t wanted = unit.size() < 4 ? 4 : by.unit_size(unit).value();
            const auto taken = piece.first(std::min(piece.size(), wanted - unit.size()));
            unit.insert(unit.end(), taken.begin(), taken.end());
            piece = piece.subspan(taken.size());
            if (unit.size() < 4 || unit.size() < by.unit_size(unit).value()) continue;
            REQUIRE(assembler.admit(unit));
            const auto event = by.open(unit).value();
            if (event.kind == hc::event_kind::message || event.kind == hc::event_kind::fragment) {
                REQUIRE(assembler.add(event.data));
            }
            if (event.kind == hc::event_kind::message) messages.push_back(assembler.take());
            unit.clear();
        }
    }
    REQUIRE(unit.empty());
    return messages;
}

using standard_suites = std::tuple<hc::standard, hc::encrypt_then_mac, hc::gcm, hc::chacha>;

}  // namespace

TEMPLATE_LIST_TEST_CASE("messages at every boundary arrive in every fragmentation", "", test::small_suites) {
    constexpr std::size_t limit = TestType::limits::frame_limit;
    std::vector<bytes> messages;
    for (std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{15}, std::size_t{16}, std::size_t{17}, limit - 1, limit,
          limit + 1, 2 * limit - 1, 2 * limit, 2 * limit + 1, 5 * limit + 7, 40 * limit}) {
        messages.push_back(test::pattern(size, static_cast<unsigned>(size)));
    }
    for (const std::size_t piece : {1U, 2U, 3U, 4U, 5U, 16U, 51U, 52U, 53U, 100U, 1U << 20U}) {
        CAPTURE(piece);
        auto pair = test::connected<TestType>();
        bytes to_server, to_client;
        for (const auto& message : messages) {
            const auto there = test::sealed(pair.client, message), back = test::sealed(pair.server, message);
            to_server.insert(to_server.end(), there.begin(), there.end());
            to_client.insert(to_client.end(), back.begin(), back.end());
        }
        CHECK(received(pair.server, to_server, piece) == messages);
        CHECK(received(pair.client, to_client, piece) == messages);
    }
}

TEMPLATE_LIST_TEST_CASE("messages around the standard frame limit arrive", "", standard_suites) {
    auto pair = test::connected<TestType>();
    for (const std::size_t size : {16383U, 16384U, 16385U, 100000U}) {
        const auto message = test::pattern(size);
        const auto stream = test::sealed(pair.client, message);
        CHECK(test::split_units(stream).size() == (size + 16383) / 16384);
        CHECK(received(pair.server, stream, 1000) == std::vector<bytes>{message});
    }
}

TEMPLATE_LIST_TEST_CASE("a message may lie where its frame will be", "", standard_suites) {
    using frame = typename TestType::message_frame;
    const auto message = test::pattern(100);
    auto here = test::connected<TestType>(), there = test::connected<TestType>();
    const auto expected = test::sealed(there.client, message);
    for (const std::size_t shift : {0UL, 1UL, 4UL, frame::overhead}) {
        bytes buffer(frame::frame_size(100) + 100);
        hc::copy(message, hc::mutable_octets(buffer).subspan(shift));
        auto fresh = test::connected<TestType>();
        const auto sealed = fresh.client.seal(hc::octets(buffer).subspan(shift, 100), buffer).value();
        CHECK(test::to_hex(sealed) == test::to_hex(hc::octets(expected).first(sealed.size())));
    }
}

TEMPLATE_LIST_TEST_CASE("a message that is never whole goes out piece by piece", "", standard_suites) {
    auto pair = test::connected<TestType>();
    bytes buffer(1000);
    const auto first = test::copy_of(pair.client.seal_fragment(hc::as_octets("one, "), buffer).value());
    const auto last = test::copy_of(pair.client.seal(hc::as_octets("two"), buffer).value());
    auto unit = first;
    auto event = pair.server.open(unit).value();
    CHECK(event.kind == hc::event_kind::fragment);
    CHECK(test::text_of(event.data) == "one, ");
    unit = last;
    event = pair.server.open(unit).value();
    CHECK(event.kind == hc::event_kind::message);
    CHECK(test::text_of(event.data) == "two");
}

TEST_CASE("an assembler refuses on the header what would exceed its limit") {
    using hc::layout::unit_header;
    hc::assembler<hc::standard> assembler(100);
    const auto header = [](hc::unit_type type, std::size_t size) {
        return unit_header::make(type, hc::standard::message_frame::body_size(size));
    };
    CHECK(assembler.admit(header(hc::unit_type::message, 100)));
    CHECK(assembler.admit(header(hc::unit_type::message, 111)));  // could hold as few as 96
    CHECK(assembler.admit(header(hc::unit_type::message, 112)).has_value() == false);
    REQUIRE(assembler.add(test::pattern(60)));
    CHECK(assembler.admit(header(hc::unit_type::fragment, 40)));
    CHECK(assembler.admit(header(hc::unit_type::fragment, 60)).error() == hc::errc::message_size);
    CHECK(assembler.admit(header(hc::unit_type::rekey, 0)));
    CHECK(assembler.add(test::pattern(41)).error() == hc::errc::message_size);
    REQUIRE(assembler.add(test::pattern(40)));
    CHECK(assembler.take().size() == 100);
    CHECK(assembler.take().empty());
}

TEST_CASE("an assembler knows the size of a message by its header where frames have no padding") {
    hc::assembler<hc::gcm> assembler(100);
    const auto header = [](std::size_t size) {
        return hc::layout::unit_header::make(hc::unit_type::message, hc::gcm::message_frame::body_size(size));
    };
    CHECK(assembler.admit(header(100)));
    CHECK(assembler.admit(header(101)).error() == hc::errc::message_size);
    REQUIRE(assembler.add(test::pattern(60)));
    CHECK(assembler.admit(header(40)));
    CHECK(assembler.admit(header(41)).error() == hc::errc::message_size);
}
