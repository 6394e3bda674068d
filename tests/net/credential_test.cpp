// Servers that demand to know who their clients are, over both kinds of calls.
#include <handclasp/net/connection.hpp>

#include "net/loopback.hpp"
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/credentials.hpp"

using namespace loopback;
using test::credentials::certified_identity;
using test::credentials::identity_of;
using test::credentials::verifying;

namespace {

enum class calls { blocking, asynchronous };

using quick = hc::modern;
using quick_connection = hc::net::connection<quick>;

const auto server_identity = identity_of(1);
const auto client_identity = identity_of(2);
const auto stranger = identity_of(3);
const auto trusted_server = hc::trust::pinned(server_identity.fingerprint());
const auto trusted_clients = hc::trust::pinned(client_identity.fingerprint());

struct served {
    std::error_code failure;
    bytes first_message;
};

// A server's handshake in a thread of its own.
template <class Suite, class Clients>
std::future<served> serve(calls kind, hc::net::connection<Suite>& server, Clients clients) {
    return std::async(std::launch::async, [kind, &server, clients = std::move(clients)]() mutable {
        served seen;
        if (kind == calls::blocking) {
            seen.first_message =
                server.handshake(server_identity, hc::fresh_keys<Suite>(), std::move(clients), seen.failure);
            return seen;
        }
        asio::io_context& io = static_cast<asio::io_context&>(server.get_executor().context());
        server.async_handshake(server_identity, hc::fresh_keys<Suite>(), std::move(clients),
                               [&seen](std::error_code error, bytes message) {
                                   seen = {error, std::move(message)};
                               });
        io.restart();
        io.run();
        return seen;
    });
}

template <class Suite, class Trust, class Credential>
std::error_code meet(calls kind, hc::net::connection<Suite>& client, Trust trust, const Credential& credential,
                     hc::octets first_message) {
    std::error_code failure;
    if (kind == calls::blocking) {
        client.handshake(std::move(trust), credential, first_message, failure);
        return failure;
    }
    asio::io_context& io = static_cast<asio::io_context&>(client.get_executor().context());
    client.async_handshake(std::move(trust), credential, first_message,
                           [&failure](std::error_code error) { failure = error; });
    io.restart();
    io.run();
    return failure;
}

hc::net::options with_deadline(hc::net::options::duration deadline) {
    hc::net::options settings;
    settings.handshake_deadline = deadline;
    return settings;
}

// A server of this library, and a client by hand.
struct server_and_raw {
    explicit server_and_raw(hc::net::options settings = {})
        : server(std::move(joined.server), std::move(settings)), client(std::move(joined.client)) {}

    asio::io_context io;
    sockets joined = connect(io);
    quick_connection server;
    raw client;
};

// What a client sends at the end of its handshake, and the hello that it has read.
struct last_units {
    bytes initial, credential;
};

template <class Credential>
last_units units_of(raw& client, const Credential& credential, std::string_view first_message = "first") {
    auto state = hc::client<quick>::request(trusted_server).value();
    client.write(state.request());
    const auto session = std::move(state).receive(client.read_unit(), hc::as_octets(first_message), credential).value();
    auto units = test::split_units(session.initial);
    return {units.at(0), units.at(1)};
}

// Nothing has come of a handshake, and nothing will.
void check_nothing(const quick_connection& server, const served& seen, raw& client) {
    CHECK(seen.first_message.empty());
    CHECK_FALSE(server.established());
    CHECK(server.failure() == seen.failure);
    CHECK(client.read_to_end().empty());  // beyond the hello, which was read
}

struct throwing {
    hc::result<void> accept(const hc::peer_identity&) const { throw std::runtime_error("no list of clients"); }
};

}  // namespace

TEMPLATE_TEST_CASE("a server that demands a credential knows its client", "", hc::standard, hc::modern) {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context ours, theirs;
    tcp::acceptor acceptor(theirs, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    tcp::socket socket(ours);
    socket.connect(acceptor.local_endpoint());
    hc::net::connection<TestType> client(std::move(socket)), server(acceptor.accept());

    auto serving = serve(kind, server, trusted_clients);
    CHECK_FALSE(meet(kind, client, trusted_server, client_identity, hc::as_octets("hello")));
    const auto seen = serving.get();
    CHECK_FALSE(seen.failure);
    CHECK(seen.first_message == to_bytes("hello"));
    CHECK(server.client().kind == hc::proof_kind::ed25519);
    CHECK(server.client().name == client_identity.fingerprint());
    CHECK(std::ranges::equal(server.client().encoded, client_identity.encoded()));
    CHECK(client.server() == server_identity.fingerprint());
    CHECK(client.client().kind == hc::proof_kind::none);

    server.send(hc::as_octets("welcome"));
    CHECK(client.receive() == to_bytes("welcome"));
    client.send(hc::as_octets("thanks"));
    CHECK(server.receive() == to_bytes("thanks"));
}

TEST_CASE("calls that throw demand and show credentials alike") {
    asio::io_context io;
    auto ends = connect(io);
    quick_connection server(std::move(ends.server)), client(std::move(ends.client));
    auto first = std::async(std::launch::async, [&] {
        return server.handshake(server_identity, hc::fresh_keys<quick>(), trusted_clients);
    });
    client.handshake(trusted_server, client_identity, hc::as_octets("hello"));
    CHECK(first.get() == to_bytes("hello"));
    CHECK_THROWS_AS(client.handshake(trusted_server, client_identity, {}), std::system_error);
    CHECK_THROWS_AS(server.handshake(server_identity, hc::fresh_keys<quick>(), trusted_clients), std::system_error);
}

TEST_CASE("certificates pass a connection in both directions") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    const certified_identity server_chain(4), client_chain(5, 15360, 512);
    asio::io_context io;
    auto ends = connect(io);
    quick_connection server(std::move(ends.server)), client(std::move(ends.client));
    std::future<bytes> first;
    std::error_code asked;
    const auto trust = [](const certified_identity& pinned) {
        return verifying(hc::trust::pinned(pinned.fingerprint()));
    };
    if (kind == calls::blocking) {
        first = std::async(std::launch::async, [&] {
            return server.handshake(server_chain, hc::fresh_keys<quick>(), trust(client_chain));
        });
        client.handshake(trust(server_chain), client_chain, hc::as_octets("hello"), asked);
    } else {
        first = server.async_handshake(server_chain, hc::fresh_keys<quick>(), trust(client_chain), asio::use_future);
        client.async_handshake(trust(server_chain), client_chain, hc::as_octets("hello"),
                               [&asked](std::error_code error) { asked = error; });
        io.run();
    }
    CHECK_FALSE(asked);
    CHECK(first.get() == to_bytes("hello"));
    CHECK(client.server() == server_chain.fingerprint());
    CHECK(server.client().kind == hc::proof_kind::certificate);
    CHECK(server.client().encoded == client_chain.chain);
    CHECK(server.client().name == client_chain.fingerprint());
}

TEST_CASE("a trust that verifies no certificates verifies none in a connection") {
    server_and_raw ends;
    auto serving = serve(calls::blocking, ends.server, hc::trust::anyone());
    const auto units = units_of(ends.client, certified_identity(4));
    ends.client.write(units.initial);
    ends.client.write(units.credential);
    const auto seen = serving.get();
    CHECK(seen.failure == hc::errc::bad_proof);
    CHECK(ends.server.client().kind == hc::proof_kind::none);
    check_nothing(ends.server, seen, ends.client);
}

TEST_CASE("a client that is not trusted is told apart and told nothing") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    server_and_raw ends;
    auto serving = serve(kind, ends.server, trusted_clients);
    const auto units = units_of(ends.client, stranger);
    ends.client.write(test::joined(units.initial, units.credential));
    const auto seen = serving.get();
    CHECK(seen.failure == hc::errc::untrusted);
    CHECK(ends.server.client().kind == hc::proof_kind::ed25519);
    CHECK(ends.server.client().name == stranger.fingerprint());
    check_nothing(ends.server, seen, ends.client);

    std::error_code failure;
    ends.server.send(hc::as_octets("anything"), failure);
    CHECK(failure == hc::errc::untrusted);
    CHECK_FALSE(ends.server.receive(failure));
    CHECK(failure == hc::errc::untrusted);
}

TEST_CASE("initial unit and credential are one octet after the other or come at once") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    const std::size_t piece = GENERATE(1U, 7U, 60U, 100000U);
    server_and_raw ends;
    ends.client.socket().set_option(tcp::no_delay(true));
    auto serving = serve(kind, ends.server, trusted_clients);
    const auto units = units_of(ends.client, client_identity);
    const auto both = test::joined(units.initial, units.credential);
    for (hc::octets rest(both); !rest.empty(); rest = rest.subspan(std::min(piece, rest.size()))) {
        ends.client.write(rest.first(std::min(piece, rest.size())));
    }
    const auto seen = serving.get();
    CHECK_FALSE(seen.failure);
    CHECK(seen.first_message == to_bytes("first"));
    CHECK(ends.server.client().name == client_identity.fingerprint());
}

TEST_CASE("the deadline of a handshake passes while the credential is awaited") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    const std::size_t part = GENERATE(0U, 3U, 4U, 20U);
    server_and_raw ends(with_deadline(300ms));
    auto serving = serve(kind, ends.server, trusted_clients);
    const auto units = units_of(ends.client, client_identity);
    ends.client.write(units.initial);
    ends.client.write(hc::octets(units.credential).first(part));
    const auto seen = serving.get();
    CHECK(seen.failure == hc::errc::timed_out);
    CHECK(ends.server.client().kind == hc::proof_kind::none);
    check_nothing(ends.server, seen, ends.client);
}

TEST_CASE("a stream that ends before the credential has come is truncated") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    const std::size_t part = GENERATE(0U, 3U, 4U, 20U);
    server_and_raw ends;
    auto serving = serve(kind, ends.server, trusted_clients);
    const auto units = units_of(ends.client, client_identity);
    ends.client.write(units.initial);
    ends.client.write(hc::octets(units.credential).first(part));
    ends.client.end();
    const auto seen = serving.get();
    CHECK(seen.failure == hc::errc::truncated);
    check_nothing(ends.server, seen, ends.client);
}

TEST_CASE("what is no credential ends the session on its header") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    const auto [type, length, expected] = GENERATE(table<hc::unit_type, std::size_t, hc::errc>({
        {hc::unit_type::message, 21, hc::errc::unexpected_unit},
        {hc::unit_type::fragment, 21, hc::errc::unexpected_unit},
        {hc::unit_type::close, 16, hc::errc::unexpected_unit},
        {hc::unit_type::rekey, 16, hc::errc::unexpected_unit},
        {hc::unit_type::initial, 100, hc::errc::unexpected_unit},
        {hc::unit_type::credential, 20, hc::errc::unit_size},
        {hc::unit_type::credential, 15894, hc::errc::unit_size},
        {hc::unit_type::credential, 0xffffff, hc::errc::unit_size},
    }));
    server_and_raw ends;
    auto serving = serve(kind, ends.server, trusted_clients);
    const auto units = units_of(ends.client, client_identity);
    ends.client.write(units.initial);
    ends.client.write(hc::layout::unit_header::make(type, length));
    const auto seen = serving.get();
    CHECK(seen.failure == expected);
    check_nothing(ends.server, seen, ends.client);
}

TEST_CASE("a credential that was altered on its way ends the session") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    server_and_raw ends;
    auto serving = serve(kind, ends.server, trusted_clients);
    auto units = units_of(ends.client, client_identity);
    units.credential.back() ^= std::byte{1};
    ends.client.write(units.initial);
    ends.client.write(units.credential);
    const auto seen = serving.get();
    CHECK(seen.failure == hc::errc::authentication_failed);
    CHECK(ends.server.client().kind == hc::proof_kind::none);
    check_nothing(ends.server, seen, ends.client);
}

TEST_CASE("a client without a credential ends the session") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context ours, theirs;
    tcp::acceptor acceptor(theirs, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    tcp::socket socket(ours);
    socket.connect(acceptor.local_endpoint());
    quick_connection client(std::move(socket)), server(acceptor.accept());
    auto serving = serve(kind, server, trusted_clients);
    CHECK(meet(kind, client, trusted_server, hc::no_identity(), hc::as_octets("hello")) ==
          hc::errc::credential_demanded);
    CHECK(client.server() == server_identity.fingerprint());
    CHECK(serving.get().failure);  // truncated or reset
}

TEST_CASE("a server that demands nothing is shown nothing") {
    asio::io_context io;
    auto ends = connect(io);
    quick_connection server(std::move(ends.server)), client(std::move(ends.client));
    auto first =
        std::async(std::launch::async, [&] { return server.handshake(server_identity, hc::fresh_keys<quick>()); });
    client.handshake(trusted_server, client_identity, hc::as_octets("hello"));
    CHECK(first.get() == to_bytes("hello"));
    CHECK(server.client().kind == hc::proof_kind::none);
    client.send(hc::as_octets("more"));
    CHECK(server.receive() == to_bytes("more"));
}

TEST_CASE("an identity above the limits is misuse, and nothing is sent") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto ends = connect(io);
    quick_connection client(std::move(ends.client));
    CHECK(meet(kind, client, trusted_server, certified_identity(4, 15361), {}) == hc::errc::invalid_argument);
    CHECK(meet(kind, client, trusted_server, certified_identity(4, 700, 513), {}) == hc::errc::invalid_argument);
    CHECK(ends.server.available() == 0);
}

TEST_CASE("the limit of a message holds for the first one, whoever sent it") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto ends = connect(io);
    hc::net::options settings;
    settings.message_limit = 3;
    SECTION("on the header, where that tells its size") {
        quick_connection server(std::move(ends.server), settings);
        raw client(std::move(ends.client));
        auto serving = serve(kind, server, trusted_clients);
        const auto units = units_of(client, client_identity);
        client.write(hc::octets(units.initial).first(4));
        const auto seen = serving.get();
        CHECK(seen.failure == hc::errc::message_size);
        check_nothing(server, seen, client);
    }
    SECTION("and behind the credential, where it does not") {
        connection server(std::move(ends.server), settings);
        auto serving = serve(kind, server, trusted_clients);
        connection client(std::move(ends.client));
        client.handshake(trusted_server, client_identity, hc::as_octets("four"));
        const auto seen = serving.get();
        CHECK(seen.failure == hc::errc::message_size);
        CHECK(seen.first_message.empty());
        CHECK_FALSE(server.established());
    }
}

TEST_CASE("a trust that fails itself ends its own session, and the client is told nothing") {
    // Before the hello, a server answers this failure with a refusal.
    struct confused {
        hc::result<void> accept(const hc::peer_identity&) const { return hc::errc::wrong_suite; }
    };
    const auto check_ended = [](calls kind, auto clients, hc::errc failure) {
        server_and_raw ends;
        auto serving = serve(kind, ends.server, std::move(clients));
        const auto units = units_of(ends.client, client_identity);
        ends.client.write(units.initial);
        ends.client.write(units.credential);
        const auto seen = serving.get();
        CHECK(seen.failure == failure);
        check_nothing(ends.server, seen, ends.client);
    };
    SECTION("one that throws, asynchronously") {
        check_ended(calls::asynchronous, throwing(), hc::errc::backend);
    }
    SECTION("one that calls its failure another suite, asynchronously") {
        check_ended(calls::asynchronous, confused(), hc::errc::wrong_suite);
    }
    SECTION("one that calls its failure another suite, in a blocking call") {
        check_ended(calls::blocking, confused(), hc::errc::wrong_suite);
    }
}

TEST_CASE("what a trust throws in a blocking handshake reaches the caller, and ends the session") {
    server_and_raw ends;
    auto serving = std::async(std::launch::async,
                              [&] { ends.server.handshake(server_identity, hc::fresh_keys<quick>{}, throwing()); });
    const auto units = units_of(ends.client, client_identity);
    ends.client.write(units.initial);
    ends.client.write(units.credential);
    CHECK_THROWS_AS(serving.get(), std::runtime_error);
    CHECK(ends.server.failure() == hc::errc::backend);
    CHECK_FALSE(ends.server.established());
    CHECK(ends.client.read_to_end().empty());
}

TEST_CASE("a server that awaits a credential can be cancelled") {
    asio::io_context io;
    auto ends = connect(io);
    quick_connection server(std::move(ends.server));
    raw client(std::move(ends.client));
    asio::cancellation_signal signal;
    served seen;
    server.async_handshake(server_identity, hc::fresh_keys<quick>(), trusted_clients,
                           asio::bind_cancellation_slot(signal.slot(), [&seen](std::error_code error, bytes message) {
                               seen = {error, std::move(message)};
                           }));
    auto sending =
        std::async(std::launch::async, [&client] { client.write(units_of(client, client_identity).initial); });
    while (sending.wait_for(0s) != std::future_status::ready) io.run_one_for(10ms);
    do {
        io.poll();
    } while (server.socket().available() > 0);
    io.poll();  // the initial unit has been taken
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    CHECK(seen.failure == asio::error::operation_aborted);
    check_nothing(server, seen, client);
}
