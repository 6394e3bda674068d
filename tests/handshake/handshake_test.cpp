#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>

#include "support/catch.hpp"
#include "support/channels.hpp"
#include "support/fixed_keys.hpp"

#include <handclasp/policy/cryptopp/ed25519.hpp>

namespace hc = handclasp;
using hc::standard;
using test::bytes;

namespace {

const auto identity = hc::ed25519_identity::from_seed(hc::secret<32>()).value();
const auto trusted = hc::trust::pinned(identity.fingerprint());

// The units of one handshake as they went over the wire, and what became of it.
struct outcome {
    std::optional<hc::errc> server_request, client_hello, server_initial;
    std::string message;
};

// Runs a handshake in which alter() may change each unit on its way: the first is the request.
template <class Alter>
outcome handshake(Alter&& alter, hc::octets client_context = {}, hc::octets server_context = {}) {
    outcome seen;
    test::fixed_keys<standard> keys;
    auto client = hc::client<standard>::request(trusted, client_context).value();
    auto request = test::copy_of(client.request());
    alter(0, request);
    auto server = hc::server<standard>::answer(request, identity, keys, server_context);
    if (!server) {
        seen.server_request = server.error();
        CHECK(keys.taken == 0);
        return seen;
    }
    auto hello = test::copy_of(server->hello());
    alter(1, hello);
    auto client_session = std::move(client).receive(hello, hc::as_octets("the first message"));
    if (!client_session) {
        seen.client_hello = client_session.error();
        return seen;
    }
    auto initial = client_session->initial;
    alter(2, initial);
    auto server_session = (*std::move(server)).accept(initial);
    if (!server_session) {
        seen.server_initial = server_session.error();
        CHECK(std::ranges::all_of(initial, [](std::byte octet) { return octet == std::byte{0}; }));
        return seen;
    }
    seen.message = test::text_of(server_session->message);
    return seen;
}

const auto unchanged = [](int, bytes&) {};

}  // namespace

TEMPLATE_TEST_CASE("two ends that agree have a channel, and the first message came with the keys", "", hc::standard,
                   hc::standard_256) {
    test::fixed_keys<TestType> keys;
    auto awaiting_hello = hc::client<TestType>::request(trusted).value();
    auto awaiting_initial = hc::server<TestType>::answer(awaiting_hello.request(), identity, keys).value();
    CHECK(awaiting_hello.unit_size(awaiting_initial.hello()).value() == awaiting_initial.hello().size());
    auto client = std::move(awaiting_hello).receive(awaiting_initial.hello(), hc::as_octets("Hello World!")).value();
    CHECK(client.server == identity.fingerprint());
    CHECK(awaiting_initial.unit_size(client.initial).value() == client.initial.size());
    auto server = std::move(awaiting_initial).accept(client.initial).value();
    CHECK(test::text_of(server.message) == "Hello World!");
    CHECK(keys.taken == 1);

    CHECK(server.channel.confirmed());
    CHECK_FALSE(client.channel.confirmed());
    auto unit = test::sealed(server.channel, hc::as_octets("welcome"));
    CHECK(test::text_of(client.channel.open(unit).value().data) == "welcome");
    CHECK(client.channel.confirmed());
    unit = test::sealed(client.channel, hc::as_octets("thanks"));
    CHECK(test::text_of(server.channel.open(unit).value().data) == "thanks");

    std::array<std::byte, 20> ours{}, theirs{};
    REQUIRE(client.exporter.derive("EXAMPLE", hc::as_octets("info"), ours));
    REQUIRE(server.exporter.derive("EXAMPLE", hc::as_octets("info"), theirs));
    CHECK(ours == theirs);
}

TEST_CASE("every session has keys of its own") {
    test::fixed_keys<standard> keys;
    const auto exported = [&] {
        auto awaiting_hello = hc::client<standard>::request(hc::trust::anyone()).value();
        auto awaiting_initial = hc::server<standard>::answer(awaiting_hello.request(), hc::no_identity(), keys).value();
        auto client = std::move(awaiting_hello).receive(awaiting_initial.hello(), {}).value();
        CHECK(client.server == hc::fingerprint());
        std::array<std::byte, 32> out{};
        REQUIRE(client.exporter.derive("EXAMPLE", {}, out));
        return test::to_hex(out);
    };
    CHECK(exported() != exported());
}

TEST_CASE("first messages of every size up to the frame limit go with the keys") {
    test::fixed_keys<standard> keys;
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 16383U, 16384U, 16385U}) {
        auto client = hc::client<standard>::request(trusted).value();
        auto server = hc::server<standard>::answer(client.request(), identity, keys).value();
        const auto message = test::pattern(size);
        auto session = std::move(client).receive(server.hello(), message);
        if (size > 16384) {
            CHECK(session.error() == hc::errc::invalid_argument);
            continue;
        }
        CHECK(session->initial.size() == standard::initial::size(size));
        CHECK(test::copy_of(std::move(server).accept(session->initial).value().message) == message);
    }
}

TEST_CASE("each bit of a whole handshake counts") {
    CHECK(handshake(unchanged).message == "the first message");
    const std::array sizes = {standard::request::size, standard::hello::size(32, 64), standard::initial::size(17)};
    for (int unit = 0; unit < 3; ++unit) {
        for (std::size_t bit = 0; bit < sizes[static_cast<std::size_t>(unit)] * 8; ++bit) {
            const auto seen = handshake([&](int which, bytes& octets) {
                if (which == unit) octets[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
            });
            CAPTURE(unit, bit);
            REQUIRE(seen.message.empty());
            REQUIRE((seen.server_request || seen.client_hello || seen.server_initial));
            if (unit == 2 && bit >= 32) REQUIRE(seen.server_initial == hc::errc::authentication_failed);
        }
    }
}

TEST_CASE("each unit of a handshake is refused when cut at any octet or longer than it says") {
    const std::array sizes = {standard::request::size, standard::hello::size(32, 64), standard::initial::size(17)};
    for (int unit = 0; unit < 3; ++unit) {
        const std::size_t whole = sizes[static_cast<std::size_t>(unit)];
        for (std::size_t size = 0; size <= whole + 1; ++size) {
            if (size == whole) continue;
            const auto seen = handshake([&](int which, bytes& octets) {
                if (which == unit) octets.resize(size);
            });
            CAPTURE(unit, size);
            REQUIRE(seen.message.empty());
            const auto error = unit == 0 ? seen.server_request : unit == 1 ? seen.client_hello : seen.server_initial;
            REQUIRE(error == hc::errc::unit_size);
        }
    }
}

TEST_CASE("a unit out of its turn is refused on its header") {
    test::fixed_keys<standard> keys;
    const auto client = hc::client<standard>::request(trusted).value();
    const auto server = hc::server<standard>::answer(client.request(), identity, keys).value();
    for (int type = 0; type < 256; ++type) {
        const auto is = [&](hc::unit_type expected) { return type == static_cast<int>(expected); };
        const auto header = hc::layout::unit_header::make(static_cast<hc::unit_type>(type), 0);
        const auto error = [&](bool known) { return known ? hc::errc::unit_size : hc::errc::unexpected_unit; };
        CHECK(hc::server<standard>::unit_size(header).error() == error(is(hc::unit_type::request)));
        CHECK(client.unit_size(header).error() == error(is(hc::unit_type::hello) || is(hc::unit_type::refused)));
        CHECK(server.unit_size(header).error() == error(is(hc::unit_type::initial)));
    }
}

TEST_CASE("services with another context do not meet") {
    CHECK(handshake(unchanged, hc::as_octets("mail"), hc::as_octets("mail")).message == "the first message");
    const std::pair<std::string_view, std::string_view> different[] = {{"mail", "news"}, {"mail", ""}, {"", "mail"}};
    for (const auto& [ours, theirs] : different) {
        CHECK(handshake(unchanged, hc::as_octets(ours), hc::as_octets(theirs)).server_initial ==
              hc::errc::authentication_failed);
    }
    const auto longest = test::pattern(255), too_long = test::pattern(256);
    CHECK(handshake(unchanged, longest, longest).message == "the first message");
    CHECK(hc::client<standard>::request(trusted, too_long).error() == hc::errc::invalid_argument);
    test::fixed_keys<standard> keys;
    const auto client = hc::client<standard>::request(trusted).value();
    CHECK(hc::server<standard>::answer(client.request(), identity, keys, too_long).error() ==
          hc::errc::invalid_argument);
    CHECK(keys.taken == 0);
}

TEST_CASE("a client talks to nobody whom it does not trust") {
    test::fixed_keys<standard> keys;
    const auto meets = [&](auto trust, const auto& server_identity) -> std::optional<hc::errc> {
        auto client = hc::client<standard>::request(trust).value();
        auto server = hc::server<standard>::answer(client.request(), server_identity, keys).value();
        const auto session = std::move(client).receive(server.hello(), {});
        if (session) return std::nullopt;
        return session.error();
    };
    const auto other = hc::ed25519_identity::generate().value();
    CHECK(meets(trusted, identity) == std::nullopt);
    CHECK(meets(trusted, other) == hc::errc::untrusted);
    CHECK(meets(trusted, hc::no_identity()) == hc::errc::untrusted);
    CHECK(meets(hc::trust::pinned(std::vector{other.fingerprint(), identity.fingerprint()}), identity) == std::nullopt);
    CHECK(meets(hc::trust::pinned(std::vector<hc::fingerprint>()), identity) == hc::errc::untrusted);
    CHECK(meets(hc::trust::pinned(hc::fingerprint()), hc::no_identity()) == hc::errc::untrusted);
    CHECK(meets(hc::trust::anyone(), other) == std::nullopt);
    CHECK(meets(hc::trust::anyone(), hc::no_identity()) == std::nullopt);
}

TEST_CASE("a hello is good for the request that it answers") {
    test::fixed_keys<standard> keys;
    auto first = hc::client<standard>::request(trusted).value(),
         second = hc::client<standard>::request(trusted).value();
    const auto server = hc::server<standard>::answer(first.request(), identity, keys).value();
    CHECK(std::move(second).receive(server.hello(), {}).error() == hc::errc::bad_proof);
    CHECK(std::move(first).receive(server.hello(), {}).has_value());
}

TEST_CASE("an initial unit is good for the hello that it answers") {
    test::fixed_keys<standard> keys;  // the same key pair for both, which no real supply hands out
    auto client = hc::client<standard>::request(trusted).value();
    auto first = hc::server<standard>::answer(client.request(), identity, keys).value();
    auto second = hc::server<standard>::answer(client.request(), identity, keys).value();
    auto session = std::move(client).receive(first.hello(), {}).value();
    auto replayed = session.initial;
    CHECK(std::move(second).accept(replayed).error() == hc::errc::authentication_failed);
    CHECK(std::move(first).accept(session.initial).has_value());
}

TEST_CASE("suites that differ say so to each other") {
    test::fixed_keys<standard> keys;
    const auto client = hc::client<hc::standard_256>::request(trusted).value();
    CHECK(hc::server<standard>::answer(client.request(), identity, keys).error() == hc::errc::wrong_suite);
    CHECK(keys.taken == 0);

    const auto refusal = hc::server<standard>::refusal();
    CHECK(client.unit_size(refusal).value() == refusal.size());
    CHECK(hc::layout::parse_refused(refusal).value().suite_name == standard::name);
    auto other = hc::client<hc::standard_256>::request(trusted).value();
    CHECK(std::move(other).receive(refusal, {}).error() == hc::errc::wrong_suite);
}
