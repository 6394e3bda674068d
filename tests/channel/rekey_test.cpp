#include <handclasp/channel/channel.hpp>

#include "support/catch.hpp"
#include "support/channels.hpp"

namespace hc = handclasp;
using test::bytes;

namespace {

std::size_t rekeys_in(hc::octets stream) {
    const auto units = test::split_units(stream);
    return static_cast<std::size_t>(std::ranges::count_if(
        units, [](const bytes& unit) { return hc::layout::unit_header::type_of(unit) == hc::unit_type::rekey; }));
}

// A suite and the one of the same keys and frames without the small limits on a key.
struct endless : hc::default_limits {
    static constexpr std::size_t frame_limit = 64;
};
template <class Small, class Generous>
struct same_frames {
    using small = Small;
    using generous = Generous;
};
using suites_with_generous_ones =
    std::tuple<same_frames<test::small, test::limited<hc::record::mac_in_cipher, endless>>,
               same_frames<test::small_encrypt_then_mac, test::limited<hc::record::encrypt_then_mac, endless>>,
               same_frames<test::small_aead, test::limited_aead<endless>>>;

}  // namespace

TEMPLATE_LIST_TEST_CASE("after a rekey both ends go on with other keys", "", test::small_suites) {
    auto pair = test::connected<TestType>();
    bytes buffer(1000);
    for (int round = 0; round < 5; ++round) {
        auto rekey = test::copy_of(pair.client.rekey(buffer).value());
        CHECK(pair.server.open(rekey).value().kind == hc::event_kind::rekeyed);
        auto unit = test::sealed(pair.client, hc::as_octets("under new keys"));
        CHECK(test::text_of(pair.server.open(unit).value().data) == "under new keys");
    }
}

TEMPLATE_LIST_TEST_CASE("a frame under the old keys is refused after a rekey", "", test::small_suites) {
    auto pair = test::connected<TestType>();
    auto stale = hc::record::sealer<TestType>::make(test::traffic<TestType>(1)).value();
    bytes buffer(1000), unit(TestType::message_frame::frame_size(0));
    auto rekey = test::copy_of(pair.client.rekey(buffer).value());
    REQUIRE(pair.server.open(rekey));
    REQUIRE(stale.seal(hc::unit_type::rekey, {}, unit));
    REQUIRE(stale.seal(hc::unit_type::message, {}, unit));  // frame 1, and not advanced
    CHECK(pair.server.open(unit).error() == hc::errc::authentication_failed);
}

TEMPLATE_LIST_TEST_CASE("a sender rekeys by itself, where the buffer has room", "", test::small_suites) {
    auto pair = test::connected<TestType>();
    std::size_t rekeys = 0;
    for (int message = 0; message < 100; ++message) {
        const auto stream = test::sealed(pair.client, test::pattern(10));
        rekeys += rekeys_in(stream);
        for (auto unit : test::split_units(stream)) REQUIRE(pair.server.open(unit));
    }
    CHECK(rekeys >= 100 / TestType::limits::frames_per_key);
}

TEMPLATE_LIST_TEST_CASE("a long message is rekeyed on its way, within sealed_size", "", test::small_suites) {
    auto pair = test::connected<TestType>();
    const auto message = test::pattern(100 * TestType::limits::frame_limit);
    const auto stream = test::sealed(pair.client, message);
    CHECK(rekeys_in(stream) >= 100 / TestType::limits::frames_per_key);
    bytes whole;
    for (auto unit : test::split_units(stream)) {
        const auto event = pair.server.open(unit).value();
        whole.insert(whole.end(), event.data.begin(), event.data.end());
    }
    CHECK(whole == message);
}

TEMPLATE_LIST_TEST_CASE("without room for a rekey a sender keeps the last frame of its keys for one", "",
                        test::small_suites) {
    using frame = typename TestType::message_frame;
    auto pair = test::connected<TestType>();
    bytes exact(frame::frame_size(10)), roomy(frame::frame_size(0) + frame::frame_size(10));
    for (std::uint64_t count = 0; count < TestType::limits::frames_per_key - 1; ++count) {
        auto unit = test::copy_of(pair.client.seal(test::pattern(10), exact).value());
        REQUIRE(pair.server.open(unit));
    }
    CHECK(pair.client.seal(test::pattern(10), exact).error() == hc::errc::buffer_size);
    CHECK(pair.client.seal_fragment(test::pattern(10), exact).error() == hc::errc::buffer_size);
    CHECK(pair.client.close(hc::mutable_octets(exact).first(frame::frame_size(0))).error() == hc::errc::buffer_size);

    bytes stream;
    SECTION("a message goes on in a larger buffer") {
        stream = test::copy_of(pair.client.seal(test::pattern(10), roomy).value());
    }
    SECTION("so does a close") {
        stream = test::copy_of(pair.client.close(roomy).value());
    }
    SECTION("and a rekey fits") {
        stream = test::copy_of(pair.client.rekey(exact).value());
    }
    CHECK(rekeys_in(stream) == 1);
    for (auto unit : test::split_units(stream)) CHECK(pair.server.open(unit));
}

TEMPLATE_LIST_TEST_CASE("a message that lies where its rekey will is sealed as it was", "", test::small_suites) {
    using frame = typename TestType::message_frame;
    constexpr std::size_t room = TestType::limits::frame_limit + frame::frame_size(0);
    for (std::size_t shift = 0; shift < room; ++shift) {
        for (const bool fragment : {false, true}) {
            auto pair = test::connected<TestType>();
            std::size_t rekeys = 0;
            for (unsigned count = 0; count < 12; ++count) {
                const auto message = test::pattern(TestType::limits::frame_limit, count);
                bytes buffer(shift + hc::sender<TestType>::sealed_size(message.size()));
                const auto place = hc::mutable_octets(buffer).subspan(shift, message.size());
                hc::copy(message, place);
                const auto stream = test::copy_of(
                    (fragment ? pair.client.seal_fragment(place, buffer) : pair.client.seal(place, buffer)).value());
                rekeys += rekeys_in(stream);
                for (auto unit : test::split_units(stream)) {
                    const auto event = pair.server.open(unit).value();
                    if (event.kind == hc::event_kind::rekeyed) continue;
                    CAPTURE(shift, fragment, count);
                    REQUIRE(test::copy_of(event.data) == message);
                }
            }
            REQUIRE(rekeys >= 1);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a receiver refuses the frame beyond the limit of its key", "", suites_with_generous_ones) {
    using small = typename TestType::small;
    using generous = typename TestType::generous;
    auto sealer = hc::record::sealer<generous>::make(test::traffic<generous>(1)).value();
    auto pair = test::connected<small>();
    bytes unit(small::message_frame::frame_size(10));
    for (std::uint64_t frame = 0; frame < small::limits::frames_per_key; ++frame) {
        REQUIRE(sealer.seal(hc::unit_type::message, test::pattern(10), unit));
        REQUIRE(pair.server.open(unit));
    }
    REQUIRE(sealer.seal(hc::unit_type::message, test::pattern(10), unit));
    CHECK(pair.server.open(unit).error() == hc::errc::key_limit);
}
