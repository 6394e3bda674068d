#include <handclasp/channel/channel.hpp>

#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/failing_policies.hpp"

#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>

// What becomes of a session when the library under it fails at any one call: nothing is taken or sent that is not
// whole, no plaintext stays behind, and the session is over.
namespace hc = handclasp;
namespace failing = test::failing;
using test::bytes;

namespace {

constexpr std::string_view message = "forty octets of what nobody else may see";
static_assert(message.size() == 40);

// Lets the next operation fail at its n-th call, for each n, until it makes fewer calls than that. Returns how many it
// makes.
template <class Attempt>
std::size_t at_each_call(Attempt&& attempt) {
    for (std::size_t calls = 0;; ++calls) {
        CAPTURE(calls);
        const bool succeeded = attempt(calls);
        const bool reached = failing::after == failing::never;
        failing::after = failing::never;
        REQUIRE(succeeded != reached);
        if (succeeded) return calls;
    }
}

// How many calls of policies it takes: one for each key of a direction, one for each step of a frame.
template <class Suite>
struct calls_of {
    static constexpr bool aead = std::is_same_v<Suite, failing::of_aead>;
    static constexpr std::size_t sealing_keys = aead ? 1 : 3;   // cipher, MAC, IV
    static constexpr std::size_t sealing_frame = aead ? 1 : 3;  // IV, MAC, cipher
    static constexpr std::size_t opening_keys = aead ? 1 : 2;
    static constexpr std::size_t opening_frame = aead ? 1 : 2;
};

template <class Suite>
void check_dead(hc::channel<Suite>& channel) {
    bytes buffer(1000);
    CHECK(channel.seal({}, buffer).error() == hc::errc::backend);
    CHECK(channel.seal_fragment(hc::as_octets("more"), buffer).error() == hc::errc::backend);
    CHECK(channel.rekey(buffer).error() == hc::errc::backend);
    CHECK(channel.close(buffer).error() == hc::errc::backend);
    CHECK(test::all_zero(buffer));
    auto header = hc::layout::unit_header::make(hc::unit_type::message, Suite::message_frame::body_size(0));
    CHECK(channel.unit_size(header).error() == hc::errc::backend);
    CHECK(channel.open(header).error() == hc::errc::backend);
    CHECK(channel.end().error() == hc::errc::backend);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a policy that fails while a frame is sealed ends the session", "", failing::suites) {
    const auto calls = at_each_call([](std::size_t n) {
        auto pair = test::connected<TestType>();
        bytes buffer(1000);
        failing::after = n;
        const auto sealed = pair.client.seal(hc::as_octets(message), buffer);
        if (sealed) return true;
        CHECK(sealed.error() == hc::errc::backend);
        CHECK(test::all_zero(hc::octets(buffer).subspan(4)));
        check_dead(pair.client);
        return false;
    });
    CHECK(calls == calls_of<TestType>::sealing_frame);
}

TEMPLATE_LIST_TEST_CASE("it does so where the message lies in its frame's place, and its plaintext is wiped", "",
                        failing::suites) {
    at_each_call([](std::size_t n) {
        auto pair = test::connected<TestType>();
        bytes buffer(TestType::message_frame::frame_size(message.size()));
        const auto place = hc::mutable_octets(buffer).subspan(4 + TestType::message_frame::message_offset, 40);
        hc::copy(hc::as_octets(message), place);
        failing::after = n;
        const bool sealed = pair.client.seal(place, buffer).has_value();
        if (!sealed) CHECK(test::all_zero(hc::octets(buffer).subspan(4)));
        return sealed;
    });
}

TEMPLATE_LIST_TEST_CASE("a policy that fails while a frame is opened ends the session", "", failing::suites) {
    const auto calls = at_each_call([](std::size_t n) {
        auto pair = test::connected<TestType>();
        auto unit = test::sealed(pair.client, hc::as_octets(message));
        failing::after = n;
        const auto opened = pair.server.open(unit);
        if (opened) return true;
        CHECK(opened.error() == hc::errc::backend);
        CHECK(test::all_zero(unit));
        check_dead(pair.server);
        return false;
    });
    CHECK(calls == calls_of<TestType>::opening_frame);
}

TEMPLATE_LIST_TEST_CASE("a policy that fails in a rekey ends the session, whichever end it fails at", "",
                        failing::suites) {
    const auto at_sender = at_each_call([](std::size_t n) {
        auto pair = test::connected<TestType>();
        bytes buffer(1000);
        failing::after = n;
        const auto sealed = pair.client.rekey(buffer);
        if (sealed) return true;
        CHECK(sealed.error() == hc::errc::backend);
        check_dead(pair.client);
        return false;
    });
    CHECK(at_sender == calls_of<TestType>::sealing_frame + calls_of<TestType>::sealing_keys);

    const auto at_receiver = at_each_call([](std::size_t n) {
        auto pair = test::connected<TestType>();
        bytes buffer(1000);
        auto unit = test::copy_of(pair.client.rekey(buffer).value());
        failing::after = n;
        const auto opened = pair.server.open(unit);
        if (opened) return true;
        CHECK(opened.error() == hc::errc::backend);
        CHECK(test::all_zero(unit));
        check_dead(pair.server);
        return false;
    });
    CHECK(at_receiver == calls_of<TestType>::opening_frame + calls_of<TestType>::opening_keys);
}

TEMPLATE_LIST_TEST_CASE("a policy that fails within a message of several frames ends the session", "",
                        failing::suites) {
    const auto long_message = test::pattern(10 * TestType::limits::frame_limit);  // with rekeys on its way
    const auto calls = at_each_call([&long_message](std::size_t n) {
        auto pair = test::connected<TestType>();
        bytes buffer(pair.client.sealed_size(long_message.size()));
        failing::after = n;
        const auto sealed = pair.client.seal(long_message, buffer);
        if (sealed) return true;
        CHECK(sealed.error() == hc::errc::backend);
        for (std::size_t at = 0; at < long_message.size(); at += TestType::limits::frame_limit) {
            REQUIRE_FALSE(test::contains(buffer, hc::octets(long_message).subspan(at, 16)));
        }
        check_dead(pair.client);
        return false;
    });
    CHECK(calls > 10 * calls_of<TestType>::sealing_frame + 2 * calls_of<TestType>::sealing_keys);
}

TEMPLATE_LIST_TEST_CASE("there is no channel whose keys could not be made", "", failing::suites) {
    CHECK(at_each_call([](std::size_t n) {
              failing::after = n;
              const auto sealer = hc::record::sealer<TestType>::make(test::traffic<TestType>(1));
              if (!sealer) CHECK(sealer.error() == hc::errc::backend);
              return sealer.has_value();
          }) == calls_of<TestType>::sealing_keys);
    CHECK(at_each_call([](std::size_t n) {
              failing::after = n;
              const auto opener = hc::record::opener<TestType>::make(test::traffic<TestType>(1));
              if (!opener) CHECK(opener.error() == hc::errc::backend);
              return opener.has_value();
          }) == calls_of<TestType>::opening_keys);
}

TEMPLATE_LIST_TEST_CASE("a policy that fails at the handshake's first message ends the handshake", "",
                        failing::suites) {
    constexpr std::size_t keys = calls_of<TestType>::sealing_keys + calls_of<TestType>::opening_keys;
    const auto at_client = at_each_call([](std::size_t n) {
        auto client = hc::client<TestType>::request(hc::trust::anyone()).value();
        const auto server =
            hc::server<TestType>::answer(client.request(), hc::no_identity(), hc::fresh_keys<TestType>()).value();
        failing::after = n;
        const auto session = std::move(client).receive(server.hello(), hc::as_octets(message));
        if (!session) CHECK(session.error() == hc::errc::backend);
        return session.has_value();
    });
    CHECK(at_client == keys + calls_of<TestType>::sealing_frame);

    const auto at_server = at_each_call([](std::size_t n) {
        auto client = hc::client<TestType>::request(hc::trust::anyone()).value();
        auto server =
            hc::server<TestType>::answer(client.request(), hc::no_identity(), hc::fresh_keys<TestType>()).value();
        auto session = std::move(client).receive(server.hello(), hc::as_octets(message)).value();
        failing::after = n;
        const auto accepted = std::move(server).accept(session.initial);
        if (accepted) return true;
        CHECK(accepted.error() == hc::errc::backend);
        CHECK(test::all_zero(session.initial));
        return false;
    });
    CHECK(at_server == keys + calls_of<TestType>::opening_frame);
}

TEMPLATE_LIST_TEST_CASE("a rekey that fails leaves nothing of a message that lay in the buffer", "", failing::suites) {
    for (const std::size_t offset : {0U, 4U, 20U, 40U}) {
        CAPTURE(offset);
        auto pair = test::connected<TestType>();
        bytes buffer(pair.client.sealed_size(TestType::limits::frame_limit));
        for (std::uint64_t i = 0; i < TestType::limits::frames_per_key / 2; ++i) REQUIRE(pair.client.seal({}, buffer));
        std::ranges::fill(buffer, std::byte{0});
        hc::copy(test::pattern(TestType::limits::frame_limit, 5), hc::mutable_octets(buffer).subspan(offset));
        failing::after = 0;
        const auto sealed = pair.client.seal(hc::octets(buffer).subspan(offset, TestType::limits::frame_limit), buffer);
        failing::after = failing::never;
        REQUIRE_FALSE(sealed);
        CHECK(sealed.error() == hc::errc::backend);
        CHECK(test::all_zero(buffer));
    }
}
