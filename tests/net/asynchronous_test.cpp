#include <handclasp/net/asio.hpp>

#include "net/loopback.hpp"
#include "support/catch.hpp"

using namespace loopback;

namespace {

using message = std::optional<bytes>;

// Runs what is ready, and what becomes ready meanwhile, until done or until nothing has happened for a moment.
template <class Done>
bool run_until(asio::io_context& io, Done&& done, std::chrono::milliseconds patience = 5s) {
    const auto end = std::chrono::steady_clock::now() + patience;
    io.restart();
    while (!done() && std::chrono::steady_clock::now() < end) io.run_one_for(10ms);
    return done();
}

struct outcome {
    bool done = false;
    std::error_code error = {};
    message received = {};

    auto handler() {
        return [this](std::error_code ended, message taken = std::nullopt) {
            done = true;
            error = ended;
            received = std::move(taken);
        };
    }
};

// Small messages, until the peer's window and the buffers are full and one has to wait. Returns how many went.
std::size_t fill(asio::io_context& io, connection& to, hc::octets piece, outcome& waiting,
                 asio::cancellation_signal& signal) {
    for (std::size_t count = 0;; ++count) {
        waiting = {};
        to.async_send(piece, asio::bind_cancellation_slot(signal.slot(), waiting.handler()));
        if (!run_until(
                io, [&] { return waiting.done; }, 100ms))
            return count;
        REQUIRE_FALSE(waiting.error);
    }
}

}  // namespace

TEST_CASE("a connection that another is assigned to ends its own session") {
    asio::io_context io;
    auto former = connect(io), next = connect(io);
    connection client(std::move(former.client));
    outcome ended;
    client.async_handshake(hc::trust::anyone(), {}, ended.handler());
    io.poll();
    client = connection(std::move(next.client));
    REQUIRE(run_until(io, [&] { return ended.done; }));
    CHECK(ended.error == asio::error::operation_aborted);
    CHECK(client.socket().is_open());
}

TEST_CASE("an asynchronous session runs on callbacks") {
    asio::io_context io;
    auto ends = connect(io);
    connection server(std::move(ends.server)), client(std::move(ends.client));
    const auto identity = hc::ed25519_identity::generate().value();
    outcome served, asked;
    hc::fresh_keys<suite> keys;
    server.async_handshake(identity, keys, [&](std::error_code error, bytes first) {
        served = {true, error, std::move(first)};
    });
    client.async_handshake(hc::trust::pinned(identity.fingerprint()), hc::as_octets("hello"), asked.handler());
    CHECK_FALSE(served.done);
    REQUIRE(run_until(io, [&] { return served.done && asked.done; }));
    CHECK_FALSE(served.error);
    CHECK_FALSE(asked.error);
    CHECK(served.received == to_bytes("hello"));
    CHECK(client.server() == identity.fingerprint());

    for (const std::size_t size : {0U, 1U, 16383U, 16384U, 16385U, 65536U, 65537U, 100000U}) {
        CAPTURE(size);
        const auto text = pattern(size);
        outcome sent, received, sent_back, received_back;
        client.async_send(text, sent.handler());
        server.async_receive(received.handler());
        server.async_send(text, sent_back.handler());
        client.async_receive(received_back.handler());
        REQUIRE(run_until(io, [&] { return sent.done && received.done && sent_back.done && received_back.done; }));
        CHECK(received.received == text);
        CHECK(received_back.received == text);
        CHECK_FALSE((sent.error || sent_back.error));
    }

    outcome rekeyed, closed, again, last;
    client.async_rekey(rekeyed.handler());
    REQUIRE(run_until(io, [&] { return rekeyed.done; }));
    client.async_close(closed.handler());
    server.async_receive(last.handler());
    REQUIRE(run_until(io, [&] { return closed.done && last.done; }));
    CHECK_FALSE((rekeyed.error || closed.error || last.error));
    CHECK_FALSE(last.received);
    client.async_close(again.handler());
    CHECK_FALSE(again.done);
    REQUIRE(run_until(io, [&] { return again.done; }));
    CHECK(again.error == hc::errc::closed);

    outcome after, answer, answered;
    server.async_receive(after.handler());
    server.async_send(hc::as_octets("still here"), answered.handler());
    client.async_receive(answer.handler());
    REQUIRE(run_until(io, [&] { return after.done && answer.done && answered.done; }));
    CHECK_FALSE((after.error || after.received));
    CHECK(answer.received == to_bytes("still here"));
}

TEST_CASE("an asynchronous session runs on futures") {
    asio::io_context io;
    background running(io);
    auto ends = connect(io);
    connection server(std::move(ends.server)), client(std::move(ends.client));
    const hc::no_identity nobody;
    auto first = server.async_handshake(nobody, hc::fresh_keys<suite>(), asio::use_future);
    client.async_handshake(hc::trust::anyone(), hc::as_octets("hello"), asio::use_future).get();
    CHECK(first.get() == to_bytes("hello"));
    const auto text = pattern(50000);
    auto received = server.async_receive(asio::use_future);
    client.async_send(text, asio::use_future).get();
    CHECK(received.get() == text);
    client.async_close(asio::use_future).get();
    CHECK_FALSE(server.async_receive(asio::use_future).get());
    CHECK_THROWS_AS(client.async_send(text, asio::use_future).get(), std::system_error);
}

TEST_CASE("a cancelled receive loses nothing, wherever it stood") {
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    const auto kind =
        GENERATE(asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total);
    auto stream = client.fragment(pattern(10000));
    const auto rest = client.frame(hc::as_octets("end"));
    const std::size_t cut = GENERATE(0U, 2U, 4U, 5000U, 10036U, 10040U, 10060U);
    stream.insert(stream.end(), rest.begin(), rest.end());
    auto expected = pattern(10000);
    for (const std::byte octet : to_bytes("end")) expected.push_back(octet);

    asio::cancellation_signal signal;
    outcome first, second;
    client.write(hc::octets(stream).first(cut));
    server.async_receive(asio::bind_cancellation_slot(signal.slot(), first.handler()));
    CHECK_FALSE(run_until(
        io, [&] { return first.done; }, 20ms));
    signal.emit(kind);
    REQUIRE(run_until(io, [&] { return first.done; }));
    CHECK(first.error == asio::error::operation_aborted);
    CHECK_FALSE(server.failure());

    server.async_receive(second.handler());
    signal.emit(kind);  // too late for the first, and not meant for the second
    client.write(hc::octets(stream).subspan(cut));
    REQUIRE(run_until(io, [&] { return second.done; }));
    CHECK_FALSE(second.error);
    CHECK(second.received == expected);
}

TEST_CASE("a cancellation that meets a completion on its way is not lost") {
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    const auto frame = client.frame(hc::as_octets("hello"));
    asio::cancellation_signal signal;
    outcome first, second;
    client.write(hc::octets(frame).first(10));
    while (server.socket().available() < 10) std::this_thread::yield();
    server.async_receive(asio::bind_cancellation_slot(signal.slot(), first.handler()));
    signal.emit(asio::cancellation_type::total);  // the header has been read, its completion is queued
    REQUIRE(run_until(io, [&] { return first.done; }));
    CHECK(first.error == asio::error::operation_aborted);
    server.async_receive(second.handler());
    client.write(hc::octets(frame).subspan(10));
    REQUIRE(run_until(io, [&] { return second.done; }));
    CHECK(second.received == to_bytes("hello"));
}

TEST_CASE("a send of which nothing was sealed can be taken back") {
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    const auto piece = pattern(100);
    asio::cancellation_signal signal;
    outcome waiting;
    const auto kind = GENERATE(asio::cancellation_type::terminal, asio::cancellation_type::total);
    const auto count = fill(io, server, piece, waiting, signal);
    signal.emit(kind);
    REQUIRE(run_until(io, [&] { return waiting.done; }));
    CHECK(waiting.error == asio::error::operation_aborted);
    CHECK_FALSE(server.failure());

    outcome next;
    server.async_send(hc::as_octets("next"), next.handler());
    auto messages = std::async(std::launch::async, [&, &from = client] {
        std::size_t good = 0;
        while (from.read_message() == piece) ++good;
        return good;
    });
    REQUIRE(run_until(io, [&] { return next.done; }));
    CHECK_FALSE(next.error);
    CHECK(messages.get() == count);
}

TEST_CASE("half a message cannot be taken back") {
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    asio::cancellation_signal signal;
    outcome sent, next;
    const auto large = pattern(32 << 20);
    server.async_send(large, asio::bind_cancellation_slot(signal.slot(), sent.handler()));
    CHECK_FALSE(run_until(
        io, [&] { return sent.done; }, 100ms));
    signal.emit(asio::cancellation_type::total);
    CHECK_FALSE(run_until(
        io, [&] { return sent.done; }, 50ms));
    signal.emit(asio::cancellation_type::terminal);
    REQUIRE(run_until(io, [&] { return sent.done; }));
    CHECK(sent.error == asio::error::operation_aborted);
    CHECK(server.failure() == asio::error::operation_aborted);
    server.async_send(hc::as_octets("more"), next.handler());
    REQUIRE(run_until(io, [&] { return next.done; }));
    CHECK(next.error == asio::error::operation_aborted);
}

TEST_CASE("a cancelled handshake ends the session") {
    asio::io_context io;
    auto ends = connect(io);
    connection server(std::move(ends.server));
    raw client(std::move(ends.client));
    const auto request = hc::client<suite>::request(hc::trust::anyone()).value();
    const std::size_t cut = GENERATE(0U, 10U, 1000U);
    client.write(request.request().first(std::min(cut, request.request().size())));
    asio::cancellation_signal signal;
    outcome served;
    const hc::no_identity nobody;
    server.async_handshake(nobody, hc::fresh_keys<suite>(),
                           asio::bind_cancellation_slot(signal.slot(), served.handler()));
    CHECK_FALSE(run_until(
        io, [&] { return served.done; }, 100ms));
    signal.emit(asio::cancellation_type::terminal);
    REQUIRE(run_until(io, [&] { return served.done; }));
    CHECK(served.error == asio::error::operation_aborted);
    CHECK(server.failure() == asio::error::operation_aborted);
    CHECK_FALSE(server.socket().is_open());
    static_cast<void>(client.read_to_end());
}

TEST_CASE("a second operation in the same direction is refused") {
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    outcome first, second, sent, sent_as_well;
    server.async_receive(first.handler());
    server.async_receive(second.handler());
    server.async_send(hc::as_octets("one"), sent.handler());
    server.async_send(hc::as_octets("two"), sent_as_well.handler());
    REQUIRE(run_until(io, [&] { return second.done && sent.done && sent_as_well.done; }));
    CHECK(second.error == asio::error::in_progress);
    CHECK(sent_as_well.error == asio::error::in_progress);
    CHECK(client.read_message() == to_bytes("one"));
    client.write(client.frame(hc::as_octets("hello")));
    REQUIRE(run_until(io, [&] { return first.done; }));
    CHECK(first.received == to_bytes("hello"));
}

TEST_CASE("a failure in one direction ends what is outstanding in the other") {
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    outcome sent, received;
    const auto large = pattern(32 << 20);
    server.async_send(large, sent.handler());
    server.async_receive(received.handler());
    auto altered = client.frame(hc::as_octets("altered"));
    altered.back() ^= std::byte{1};
    client.write(altered);
    REQUIRE(run_until(io, [&] { return sent.done && received.done; }));
    CHECK(received.error == hc::errc::authentication_failed);
    CHECK(sent.error == hc::errc::authentication_failed);
    CHECK_FALSE(server.socket().is_open());
}

TEST_CASE("operations outlive their connection, and move with it") {
    asio::io_context io;
    auto made = serve_raw(io);
    outcome first, second;
    auto server = std::make_unique<connection>(std::move(made.server));
    server->async_receive(first.handler());
    connection moved(std::move(*server));
    server.reset();
    made.client.write(made.client.frame(hc::as_octets("hello")));
    REQUIRE(run_until(io, [&] { return first.done; }));
    CHECK(first.received == to_bytes("hello"));
    {
        connection last(std::move(moved));
        last.async_receive(second.handler());
    }
    REQUIRE(run_until(io, [&] { return second.done; }));
    CHECK(second.error == asio::error::operation_aborted);
    CHECK(made.client.read_to_end().empty());
}
