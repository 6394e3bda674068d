#include <handclasp/handshake/credential_awaited.hpp>

#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/credentials.hpp"

namespace hc = handclasp;
using hc::standard;
using test::bytes;
using namespace test::credentials;

// Clients that show who they are, and servers that take them.
namespace {

const auto server_identity = identity_of(1);
const auto client_identity = identity_of(2);
const auto trusted_server = hc::trust::pinned(server_identity.fingerprint());
const auto trusted_clients = hc::trust::pinned(client_identity.fingerprint());

// Until the credential has verified there is nothing to read a message from, and nothing to send one with.
template <class State>
concept shows_message = requires(State state) { state.message; };
template <class State>
concept has_channel = requires(State state) { state.channel; };
template <class State>
concept has_exporter = requires(State state) { state.exporter; };
using awaited = hc::credential_awaited<standard, hc::trust::pinned>;
static_assert(!shows_message<awaited> && !has_channel<awaited> && !has_exporter<awaited>);
static_assert(shows_message<hc::server_session<standard>> && has_channel<hc::server_session<standard>>);
static_assert(!std::is_copy_constructible_v<awaited> && std::is_nothrow_move_constructible_v<awaited>);

using server_of_anyone = hc::initial_awaited<standard>;
static_assert(std::is_same_v<server_of_anyone::accepted, hc::server_session<standard>>);
static_assert(std::is_same_v<hc::initial_awaited<standard, hc::trust::pinned>::accepted, awaited>);
static_assert(hc::certificate_verifier<verifying<hc::trust::anyone>>);
static_assert(!hc::certificate_verifier<hc::trust::anyone> && !hc::certificate_verifier<hc::trust::pinned>);

struct few_frames : hc::default_limits {
    static constexpr std::size_t frame_limit = 128;
    static constexpr std::uint64_t frames_per_key = 4;
};

template <class Suite>
struct ends {
    hc::hello_awaited<Suite, hc::trust::pinned> client;
    hc::initial_awaited<Suite, hc::trust::pinned> server;
};

template <class Suite>
ends<Suite> begun() {
    auto keys = cheap_keys<Suite>();
    auto client = hc::client<Suite>::request(trusted_server).value();
    auto server = hc::server<Suite>::answer(client.request(), server_identity, keys, trusted_clients).value();
    return {std::move(client), std::move(server)};
}

}  // namespace

TEMPLATE_TEST_CASE("a client that shows its credential is known to the server", "", hc::standard, hc::modern,
                   hc::encrypt_then_mac) {
    using frame = typename TestType::message_frame;
    auto [client, server] = begun<TestType>();
    auto session = std::move(client).receive(server.hello(), hc::as_octets("Hello!"), client_identity).value();
    CHECK(session.server == server_identity.fingerprint());

    auto units = test::split_units(session.initial);
    REQUIRE(units.size() == 2);
    CHECK(units[0].size() == TestType::initial::size(6));
    CHECK(units[1].size() == frame::frame_size(5 + 32 + 64));
    CHECK(hc::layout::unit_header::type_of(units[1]) == hc::unit_type::credential);

    auto awaiting = std::move(server).accept(units[0]).value();
    CHECK(test::all_zero(units[0]));
    CHECK(awaiting.unit_size(units[1]).value() == units[1].size());
    auto served = std::move(awaiting).accept(units[1]).value();
    units.clear();  // nothing of the session stands in them
    CHECK(test::text_of(served.message) == "Hello!");
    CHECK(served.client.kind == hc::proof_kind::ed25519);
    CHECK(served.client.encoded == test::copy_of(client_identity.encoded()));
    CHECK(served.client.name == client_identity.fingerprint());
    CHECK(served.channel.confirmed());

    auto unit = test::sealed(served.channel, hc::as_octets("welcome"));
    CHECK(test::text_of(session.channel.open(unit).value().data) == "welcome");
    unit = test::sealed(session.channel, hc::as_octets("thanks"));
    CHECK(test::text_of(served.channel.open(unit).value().data) == "thanks");

    std::array<std::byte, 20> ours{}, theirs{};
    REQUIRE(session.exporter.derive("EXAMPLE", {}, ours));
    REQUIRE(served.exporter.derive("EXAMPLE", {}, theirs));
    CHECK(ours == theirs);
}

TEMPLATE_TEST_CASE("a credential that is made by hand as the protocol says is taken", "", hc::standard, hc::modern) {
    auto [client, server] = begun<TestType>();
    auto by_hand = handmade_client<TestType>::answering(client.request(), server.hello(), hc::as_octets("by hand"));
    auto shown = by_hand.credential(proof_by(client_identity, by_hand.transcript));
    auto awaiting = std::move(server).accept(by_hand.initial).value();
    auto served = std::move(awaiting).accept(shown).value();
    CHECK(test::text_of(served.message) == "by hand");
    CHECK(served.client.name == client_identity.fingerprint());

    // The channel goes on at number 2.
    auto unit = by_hand.frame(hc::unit_type::message, hc::as_octets("number 2"));
    CHECK(test::text_of(served.channel.open(unit).value().data) == "number 2");
}

TEST_CASE("a client shows its credential to nobody who does not demand it") {
    auto keys = cheap_keys<standard>();
    auto client = hc::client<standard>::request(trusted_server).value();
    auto server = hc::server<standard>::answer(client.request(), server_identity, keys).value();
    auto session = std::move(client).receive(server.hello(), hc::as_octets("Hello!"), client_identity).value();
    CHECK(session.initial.size() == standard::initial::size(6));
    const auto served = std::move(server).accept(session.initial).value();
    CHECK(test::text_of(served.message) == "Hello!");
    CHECK(served.client.kind == hc::proof_kind::none);
    CHECK(served.client.encoded.empty());
    CHECK(served.client.name == hc::fingerprint());
    CHECK(served.kept.empty());
}

TEST_CASE("first messages of every size wait for the credential") {
    for (const std::size_t size : {0U, 1U, 16U, 16384U}) {
        auto [client, server] = begun<hc::modern>();
        const auto message = test::pattern(size);
        auto session = std::move(client).receive(server.hello(), message, client_identity).value();
        auto units = test::split_units(session.initial);
        auto awaiting = std::move(server).accept(units[0]).value();
        const auto served = std::move(awaiting).accept(units[1]).value();
        CHECK(test::copy_of(served.message) == message);
    }
}

TEST_CASE("a server without an identity can demand credentials all the same") {
    auto keys = cheap_keys<hc::modern>();
    auto client = hc::client<hc::modern>::request(hc::trust::anyone()).value();
    auto server = hc::server<hc::modern>::answer(client.request(), hc::no_identity(), keys, trusted_clients).value();
    auto session = std::move(client).receive(server.hello(), {}, client_identity).value();
    auto units = test::split_units(session.initial);
    auto awaiting = std::move(server).accept(units[0]).value();
    CHECK(std::move(awaiting).accept(units[1]).value().client.name == client_identity.fingerprint());
}

TEST_CASE("a context is part of what a credential says") {
    auto keys = cheap_keys<hc::modern>();
    auto client = hc::client<hc::modern>::request(trusted_server, hc::as_octets("mail")).value();
    auto server =
        hc::server<hc::modern>::answer(client.request(), server_identity, keys, trusted_clients, hc::as_octets("mail"))
            .value();
    auto session = std::move(client).receive(server.hello(), {}, client_identity).value();
    auto units = test::split_units(session.initial);
    auto awaiting = std::move(server).accept(units[0]).value();
    CHECK(std::move(awaiting).accept(units[1]).has_value());
}

TEMPLATE_TEST_CASE("certificates are verified by a trust that can", "", hc::standard, hc::modern) {
    const certified_identity server_chain(3),
        client_chain(4, 15360, 512);  // the client's has the most that there may be
    auto keys = cheap_keys<TestType>();
    auto client = hc::client<TestType>::request(verifying(hc::trust::pinned(server_chain.fingerprint()))).value();
    auto server = hc::server<TestType>::answer(client.request(), server_chain, keys,
                                               verifying(hc::trust::pinned(client_chain.fingerprint())))
                      .value();
    auto session = std::move(client).receive(server.hello(), hc::as_octets("Hello!"), client_chain).value();
    CHECK(session.server == server_chain.fingerprint());
    auto units = test::split_units(session.initial);
    REQUIRE(units.size() == 2);
    CHECK(units[1].size() == 4 + hc::handshake::credential<TestType>::format::limits.most);
    auto awaiting = std::move(server).accept(units[0]).value();
    const auto served = std::move(awaiting).accept(units[1]).value();
    CHECK(served.client.kind == hc::proof_kind::certificate);
    CHECK(served.client.encoded == client_chain.chain);
    CHECK(served.client.name == client_chain.fingerprint());
    CHECK(test::text_of(served.message) == "Hello!");
}

TEST_CASE("a credential counts in the use of the client's keys") {
    using suite = test::limited_aead<few_frames>;
    auto [client, server] = begun<suite>();
    auto session = std::move(client).receive(server.hello(), {}, client_identity).value();
    auto units = test::split_units(session.initial);
    auto awaiting = std::move(server).accept(units[0]).value();
    auto served = std::move(awaiting).accept(units[1]).value();

    // Two of four frames are used up, and so a rekey comes first.
    auto sent = test::split_units(test::sealed(session.channel, hc::as_octets("third")));
    REQUIRE(sent.size() == 2);
    CHECK(served.channel.open(sent[0]).value().kind == hc::event_kind::rekeyed);
    CHECK(test::text_of(served.channel.open(sent[1]).value().data) == "third");
}
