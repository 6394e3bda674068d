#include <handclasp/record/opener.hpp>
#include <handclasp/record/sealer.hpp>

#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/failing_policies.hpp"

// What sealer and opener leave in a body when it comes to nothing: zeros, whatever the protection left there.
namespace hc = handclasp;
namespace failing = test::failing;
using test::bytes;

namespace {

template <class Suite>
hc::record::sealer<Suite> make_sealer() {
    return hc::record::sealer<Suite>::make(test::traffic<Suite>(1)).value();
}
template <class Suite>
hc::record::opener<Suite> make_opener() {
    return hc::record::opener<Suite>::make(test::traffic<Suite>(1)).value();
}

template <class Suite>
bytes sealed_unit(hc::record::sealer<Suite>& sealer, std::size_t size) {
    bytes unit(Suite::message_frame::frame_size(size));
    sealer.seal(hc::unit_type::message, test::pattern(size), unit).value();
    return unit;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a sealer whose policy fails wipes the message out of the body", "", failing::suites) {
    std::size_t failures = 0;
    for (bool sealed = false; !sealed; ++failures) {
        CAPTURE(failures);
        REQUIRE(failures < 10);
        auto sealer = make_sealer<TestType>();
        bytes unit(TestType::message_frame::frame_size(40));
        failing::after = failures;
        const auto outcome = sealer.seal(hc::unit_type::message, test::pattern(40), unit);
        failing::after = failing::never;
        sealed = outcome.has_value();
        if (sealed) break;
        CHECK(outcome.error() == hc::errc::backend);
        CHECK(test::all_zero(hc::octets(unit).subspan(4)));
    }
    CHECK(failures > 0);
}

TEMPLATE_LIST_TEST_CASE("an opener whose policy fails wipes the body", "", failing::suites) {
    std::size_t failures = 0;
    for (bool opened = false; !opened; ++failures) {
        CAPTURE(failures);
        REQUIRE(failures < 10);
        auto sealer = make_sealer<TestType>();
        auto opener = make_opener<TestType>();
        auto unit = sealed_unit(sealer, 40);
        const auto body = hc::mutable_octets(unit).subspan(4);
        failing::after = failures;
        const auto outcome = opener.open_body(hc::octets(unit).first(4), body);
        failing::after = failing::never;
        opened = outcome.has_value();
        if (opened) break;
        CHECK(outcome.error() == hc::errc::backend);
        CHECK(test::all_zero(body));
        CHECK(opener.opened() == 0);
    }
    CHECK(failures > 0);
}

TEMPLATE_LIST_TEST_CASE("an opener wipes a body that is not authentic", "", test::small_suites) {
    auto sealer = make_sealer<TestType>();
    const auto unit = sealed_unit(sealer, 20);
    for (std::size_t bit = 0; bit < unit.size() * 8; ++bit) {
        CAPTURE(bit);
        auto altered = test::with_flipped(unit, bit);
        const auto body = hc::mutable_octets(altered).subspan(4);
        auto opener = make_opener<TestType>();
        REQUIRE(opener.open_body(hc::octets(altered).first(4), body).error() == hc::errc::authentication_failed);
        REQUIRE(test::all_zero(body));
        REQUIRE(opener.opened() == 0);
    }
}

TEMPLATE_LIST_TEST_CASE("an opener wipes a message above the frame limit and a body above the key's", "",
                        test::small_suites) {
    auto sealer = make_sealer<TestType>();
    auto opener = make_opener<TestType>();
    const auto open = [&opener](bytes unit) {
        const auto body = hc::mutable_octets(unit).subspan(4);
        const auto outcome = opener.open_body(hc::octets(unit).first(4), body);
        if (!outcome) CHECK(test::all_zero(body));
        return outcome ? hc::result<void>() : outcome.error();
    };
    SECTION("message") {
        CHECK(open(sealed_unit(sealer, TestType::limits::frame_limit + 1)).error() == hc::errc::authentication_failed);
    }
    SECTION("key") {
        for (std::uint64_t frame = 0; frame < TestType::limits::frames_per_key; ++frame) {
            REQUIRE(open(sealed_unit(sealer, 10)));
        }
        CHECK(open(bytes(TestType::message_frame::frame_size(10), std::byte{1})).error() == hc::errc::key_limit);
    }
}
