#include <handclasp/channel/channel.hpp>

#include "support/catch.hpp"
#include "support/channels.hpp"

namespace hc = handclasp;
using test::bytes;
using test::small;

namespace {

std::size_t rekeys_in(hc::octets stream) {
    const auto units = test::split_units(stream);
    return static_cast<std::size_t>(std::ranges::count_if(
        units, [](const bytes& unit) { return hc::layout::unit_header::type_of(unit) == hc::unit_type::rekey; }));
}

// Suites of the same keys and frames, without the small limits on a key.
struct endless : hc::default_limits {
    static constexpr std::size_t frame_limit = 64;
};
using generous =
    hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<2048>, hc::mac_in_cipher, hc::derived, endless>;

}  // namespace

TEST_CASE("after a rekey both ends go on with other keys") {
    auto pair = test::connected<small>();
    bytes buffer(1000);
    for (int round = 0; round < 5; ++round) {
        auto rekey = test::copy_of(pair.client.rekey(buffer).value());
        CHECK(pair.server.open(rekey).value().kind == hc::event_kind::rekeyed);
        auto unit = test::sealed(pair.client, hc::as_octets("under new keys"));
        CHECK(test::text_of(pair.server.open(unit).value().data) == "under new keys");
    }
}

TEST_CASE("a frame under the old keys is refused after a rekey") {
    auto pair = test::connected<small>();
    auto stale = hc::record::sealer<small>::make(test::traffic<small>(1)).value();
    bytes buffer(1000), unit(small::message_frame::frame_size(0));
    auto rekey = test::copy_of(pair.client.rekey(buffer).value());
    REQUIRE(pair.server.open(rekey));
    REQUIRE(stale.seal(hc::unit_type::rekey, {}, unit));
    REQUIRE(stale.seal(hc::unit_type::message, {}, unit));  // frame 1, and not advanced
    CHECK(pair.server.open(unit).error() == hc::errc::authentication_failed);
}

TEST_CASE("a sender rekeys by itself, where the buffer has room") {
    auto pair = test::connected<small>();
    std::size_t rekeys = 0;
    for (int message = 0; message < 100; ++message) {
        const auto stream = test::sealed(pair.client, test::pattern(10));
        rekeys += rekeys_in(stream);
        for (auto unit : test::split_units(stream)) REQUIRE(pair.server.open(unit));
    }
    CHECK(rekeys >= 100 / small::limits::frames_per_key);
}

TEST_CASE("a long message is rekeyed on its way, within sealed_size") {
    auto pair = test::connected<small>();
    const auto message = test::pattern(100 * small::limits::frame_limit);
    const auto stream = test::sealed(pair.client, message);
    CHECK(rekeys_in(stream) >= 100 / small::limits::frames_per_key);
    bytes whole;
    for (auto unit : test::split_units(stream)) {
        const auto event = pair.server.open(unit).value();
        whole.insert(whole.end(), event.data.begin(), event.data.end());
    }
    CHECK(whole == message);
}

TEST_CASE("without room for a rekey a sender stops at the limit of its key") {
    auto pair = test::connected<small>();
    bytes exact(small::message_frame::frame_size(10));
    for (std::uint64_t frame = 0; frame < small::limits::frames_per_key; ++frame) {
        REQUIRE(pair.client.seal(test::pattern(10), exact));
    }
    CHECK(pair.client.seal(test::pattern(10), exact).error() == hc::errc::key_limit);
    CHECK(pair.client.seal(test::pattern(10), exact).error() == hc::errc::key_limit);
}

TEST_CASE("a receiver refuses the frame beyond the limit of its key") {
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
