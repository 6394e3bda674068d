// What ends a session, and that it ends it alone, for good and without a word: over both kinds of calls.
#include <handclasp/net/connection.hpp>

#include "net/loopback.hpp"
#include "support/catch.hpp"

using namespace loopback;

namespace {

enum class calls { blocking, asynchronous };

hc::net::options with_handshake_deadline(hc::net::options::duration deadline) {
    hc::net::options settings;
    settings.handshake_deadline = deadline;
    return settings;
}

// Runs a context until all is done, and says how one operation ended.
template <class Start>
std::error_code outcome(asio::io_context& io, Start&& start) {
    std::error_code ended = asio::error::would_block;
    start([&ended](std::error_code error, auto&&...) { ended = error; });
    io.restart();
    io.run();
    return ended;
}

std::error_code serve(calls kind, asio::io_context& io, connection& server) {
    const hc::no_identity nobody;
    if (kind == calls::asynchronous) {
        return outcome(io, [&](auto done) { server.async_handshake(nobody, hc::fresh_keys<suite>(), done); });
    }
    std::error_code failure;
    server.handshake(nobody, hc::fresh_keys<suite>(), failure);
    return failure;
}

template <class Connection>
std::error_code connect_to(calls kind, asio::io_context& io, Connection& client) {
    if (kind == calls::asynchronous) {
        return outcome(io, [&](auto done) { client.async_handshake(hc::trust::anyone(), {}, done); });
    }
    std::error_code failure;
    client.handshake(hc::trust::anyone(), {}, failure);
    return failure;
}

std::error_code receive(calls kind, asio::io_context& io, connection& from) {
    if (kind == calls::asynchronous) return outcome(io, [&](auto done) { from.async_receive(done); });
    std::error_code failure;
    static_cast<void>(from.receive(failure));
    return failure;
}

std::error_code send(calls kind, asio::io_context& io, connection& to, hc::octets message) {
    if (kind == calls::asynchronous) return outcome(io, [&](auto done) { to.async_send(message, done); });
    std::error_code failure;
    to.send(message, failure);
    return failure;
}

// After a failure every call returns it.
void check_sticky(connection& failed, std::error_code why) {
    asio::io_context unused;
    std::error_code failure;
    CHECK(failed.failure() == why);
    failed.send(hc::as_octets("more"), failure);
    CHECK(failure == why);
    CHECK_FALSE(failed.receive(failure));
    CHECK(failure == why);
    failed.close(failure);
    CHECK(failure == why);
    failed.handshake(hc::trust::anyone(), {}, failure);
    CHECK(failure == why);
}

}  // namespace

TEST_CASE("other protocols on the port are refused without a word") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto ends = connect(io);
    connection server(std::move(ends.server));
    raw foreigner(std::move(ends.client));

    const auto [octets_sent, expected] = GENERATE(table<std::string, hc::errc>({
        {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", hc::errc::unexpected_unit},
        {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), hc::errc::unexpected_unit},
        {"SSH-2.0-OpenSSH_9.2\r\n", hc::errc::unexpected_unit},
        {std::string("\x9f\x03\x8a\xc1\x00\x17\x5d\xe2\x44", 9), hc::errc::unexpected_unit},
        {std::string("\x10\xff\xff\xff", 4), hc::errc::unit_size},
        {std::string("\x10\x00\x00\x22", 4), hc::errc::unit_size},
        {std::string("\x00\x00\x00\x30", 4), hc::errc::unexpected_unit},
    }));
    foreigner.write(hc::as_octets(octets_sent));
    CHECK(serve(kind, io, server) == expected);
    CHECK(foreigner.read_to_end().empty());
    check_sticky(server, expected);
}

TEST_CASE("a foreign server is refused") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto ends = connect(io);
    connection client(std::move(ends.client));
    raw foreigner(std::move(ends.server));
    foreigner.write(hc::as_octets("HTTP/1.1 400 Bad Request\r\n\r\n"));
    CHECK(connect_to(kind, io, client) == hc::errc::unexpected_unit);
    check_sticky(client, hc::errc::unexpected_unit);
}

TEST_CASE("another suite is named to both sides") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io, other_io;
    auto ends = connect(io);
    using other = hc::standard_256;

    SECTION("the server refuses the client") {
        connection server(std::move(ends.server));
        auto asked = std::async(std::launch::async, [&] {
            hc::net::connection<other> client(std::move(ends.client));
            std::error_code failure;
            client.handshake(hc::trust::anyone(), {}, failure);
            return std::pair(failure, client.peer_suite());
        });
        CHECK(serve(kind, io, server) == hc::errc::wrong_suite);
        CHECK(server.peer_suite() == other::name);
        CHECK(asked.get() == std::pair(make_error_code(hc::errc::wrong_suite), std::string(suite::name)));
        check_sticky(server, hc::errc::wrong_suite);
    }
    SECTION("the client hears it") {
        auto refused = std::async(std::launch::async, [&] {
            hc::net::connection<other> server(std::move(ends.server));
            std::error_code failure;
            server.handshake(hc::no_identity(), hc::fresh_keys<other>(), failure);
            return failure;
        });
        connection client(std::move(ends.client));
        CHECK(connect_to(kind, io, client) == hc::errc::wrong_suite);
        CHECK(client.peer_suite() == other::name);
        CHECK(refused.get() == hc::errc::wrong_suite);
        check_sticky(client, hc::errc::wrong_suite);
    }
}

TEST_CASE("another version is refused, and the refusal arrives") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto ends = connect(io);
    connection server(std::move(ends.server));
    raw client(std::move(ends.client));
    auto request = to_bytes(hc::as_text(hc::client<suite>::request(hc::trust::anyone()).value().request()));
    request[hc::layout::unit_header::size] = std::byte{2};
    client.write(request);
    client.write(hc::as_octets("and more that the server never reads as a unit"));
    auto answer = std::async(std::launch::async, [&] {
        auto said = client.read_to_end();
        client.socket().close();
        return said;
    });
    CHECK(serve(kind, io, server) == hc::errc::version);
    CHECK(std::ranges::equal(answer.get(), hc::server<suite>::refusal()));
    CHECK(server.peer_suite().empty());
}

TEST_CASE("a failure of the server's own sends no refusal, whatever it is called") {
    struct failing_keys {
        hc::result<suite::key_transport::key_pair> take() { return hc::errc::wrong_suite; }
    };
    struct failing_identity : hc::no_identity {
        hc::result<void> sign(hc::octets, hc::mutable_octets) const noexcept { return hc::errc::version; }
    };
    asio::io_context io;
    auto ends = connect(io);
    connection server(std::move(ends.server));
    raw client(std::move(ends.client));
    client.write(hc::client<suite>::request(hc::trust::anyone()).value().request());
    std::error_code failure;
    SECTION("keys, blocking") {
        server.handshake(hc::no_identity(), failing_keys(), failure);
    }
    SECTION("identity, asynchronous") {
        const failing_identity identity;
        server.async_handshake(identity, hc::fresh_keys<suite>(),
                               [&failure](std::error_code error, const bytes&) { failure = error; });
        io.run();
    }
    CHECK(failure == hc::errc::backend);
    server.socket().close();
    CHECK(client.read_to_end().empty());
    CHECK(server.peer_suite().empty());
}

TEST_CASE("a client that does not hang up after a refusal is left after a moment") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto ends = connect(io);
    connection server(std::move(ends.server), with_handshake_deadline(short_deadline));
    raw client(std::move(ends.client));
    auto request = to_bytes(hc::as_text(hc::client<suite>::request(hc::trust::anyone()).value().request()));
    request[hc::layout::unit_header::size] = std::byte{2};
    client.write(request);
    SECTION("and is silent") {}
    SECTION("and goes on talking") {
        client.write(bytes(100000));
    }
    CHECK(serve(kind, io, server) == hc::errc::version);
}

TEST_CASE("ends with different contexts do not understand each other") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto ends = connect(io);
    hc::net::options settings;
    settings.context = to_bytes("billing");
    connection server(std::move(ends.server), settings);
    auto asked = std::async(std::launch::async, [&] {
        connection client(std::move(ends.client));
        client.handshake(hc::trust::anyone(), hc::as_octets("secret"));
        std::error_code failure;
        static_cast<void>(client.receive(failure));
        return failure;
    });
    CHECK(serve(kind, io, server) == hc::errc::authentication_failed);
    CHECK(asked.get());  // truncated or reset: the network is not told why
    check_sticky(server, hc::errc::authentication_failed);
}

TEST_CASE("a stream that ends within the handshake is truncated") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto ends = connect(io);

    SECTION("before and within the request") {
        const auto request = hc::client<suite>::request(hc::trust::anyone()).value();
        const std::size_t size = GENERATE(0U, 1U, 4U, 5U, 60U);
        connection server(std::move(ends.server));
        raw client(std::move(ends.client));
        client.write(request.request().first(size));
        client.end();
        CHECK(serve(kind, io, server) == hc::errc::truncated);
        CHECK(client.read_to_end().empty());
    }
    SECTION("instead of the initial unit") {
        connection server(std::move(ends.server));
        raw client(std::move(ends.client));
        client.write(hc::client<suite>::request(hc::trust::anyone()).value().request());
        client.end();
        CHECK(serve(kind, io, server) == hc::errc::truncated);
    }
    SECTION("instead of the hello, and within it") {
        const std::string part =
            GENERATE(std::string(), std::string("\x11\x00", 2), std::string("\x11\x00\x02\x00\x01", 5));
        connection client(std::move(ends.client));
        raw server(std::move(ends.server));
        server.write(hc::as_octets(part));
        server.end();
        CHECK(connect_to(kind, io, client) == hc::errc::truncated);
        check_sticky(client, hc::errc::truncated);
    }
}

TEST_CASE("a stream that ends without a close is truncated") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    const auto frame = client.frame(hc::as_octets("hello"));
    SECTION("between two units") {}
    SECTION("within a header") {
        client.write(hc::octets(frame).first(3));
    }
    SECTION("within a unit") {
        client.write(hc::octets(frame).first(30));
    }
    SECTION("between two fragments") {
        client.write(frame);
        client.write(client.fragment(hc::as_octets("part")));
        CHECK(receive(kind, io, server) == std::error_code());
    }
    client.end();
    CHECK(receive(kind, io, server) == hc::errc::truncated);
    check_sticky(server, hc::errc::truncated);
}

TEST_CASE("octets after a close are an error") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    auto ending = client.close_frame();
    ending.push_back(std::byte{0});
    client.write(ending);
    CHECK(receive(kind, io, server) == hc::errc::after_close);
    check_sticky(server, hc::errc::after_close);
}

TEST_CASE("a message above the limit is refused on its header") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    hc::net::options settings;
    settings.message_limit = 1000;
    auto [server, client] = serve_raw(io, settings);
    client.write(client.frame(pattern(1000)));
    CHECK(receive(kind, io, server) == std::error_code());
    SECTION("as a whole") {
        client.write(hc::octets(client.frame(pattern(1100))).first(4));
    }
    SECTION("in fragments") {
        client.write(client.fragment(pattern(600)));
        client.write(hc::octets(client.fragment(pattern(600))).first(4));
    }
    SECTION("by an octet, which only the opened frame shows") {
        client.write(client.frame(pattern(1001)));
    }
    CHECK(receive(kind, io, server) == hc::errc::message_size);
    check_sticky(server, hc::errc::message_size);
}

TEST_CASE("a first message above the limit is refused as well") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    const std::size_t size = GENERATE(1001U, 1100U);
    asio::io_context io;
    auto ends = connect(io);
    hc::net::options settings;
    settings.message_limit = 1000;
    connection server(std::move(ends.server), settings);
    auto client =
        std::async(std::launch::async, [&] { return raw_client::make(std::move(ends.client), pattern(size)); });
    CHECK(serve(kind, io, server) == hc::errc::message_size);
    static_cast<void>(client.get());
}

TEST_CASE("a stalled peer runs into the deadline of the handshake") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto ends = connect(io);
    const auto request = hc::client<suite>::request(hc::trust::anyone()).value();

    SECTION("before and within the request") {
        connection server(std::move(ends.server), with_handshake_deadline(short_deadline));
        raw client(std::move(ends.client));
        client.write(request.request().first(GENERATE(0U, 2U, 20U)));
        CHECK(serve(kind, io, server) == hc::errc::timed_out);
        check_sticky(server, hc::errc::timed_out);
    }
    SECTION("before and within the initial unit") {
        connection server(std::move(ends.server), with_handshake_deadline(500ms));  // a key pair is made meanwhile
        raw client(std::move(ends.client));
        client.write(request.request());
        client.write(hc::as_octets(std::string_view("\x12\x00\x01\x70 and so on", 14)).first(GENERATE(0U, 10U)));
        CHECK(serve(kind, io, server) == hc::errc::timed_out);
    }
    SECTION("before and within the hello") {
        connection client(std::move(ends.client), with_handshake_deadline(short_deadline));
        raw server(std::move(ends.server));
        server.write(hc::as_octets(std::string_view("\x11\x00\x02\x00\x01", 5)).first(GENERATE(0U, 3U, 5U)));
        CHECK(connect_to(kind, io, client) == hc::errc::timed_out);
    }
    SECTION("also where it never pauses for long") {
        connection server(std::move(ends.server), with_handshake_deadline(short_deadline));
        raw client(std::move(ends.client));
        auto dripping = std::async(std::launch::async, [&] {
            std::error_code failure;
            for (const std::byte& octet : request.request()) {
                asio::write(client.socket(), asio::const_buffer(&octet, 1), failure);
                if (failure) break;
                asio::steady_timer(io, 5ms).wait();
            }
        });
        CHECK(serve(kind, io, server) == hc::errc::timed_out);
        dripping.get();
    }
}

TEST_CASE("a stall within a message runs into its deadline, and one between messages does not") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    hc::net::options settings;
    settings.message_deadline = short_deadline;
    auto [server, client] = serve_raw(io, settings);
    client.write(client.rekey_frame());
    const auto frame = client.frame(hc::as_octets("hello"));
    auto late = std::async(std::launch::async, [&, &to = client] {
        asio::steady_timer(io, 2 * short_deadline).wait();
        to.write(frame);
    });
    CHECK(receive(kind, io, server) == std::error_code());
    late.get();
    client.write(hc::octets(frame).first(GENERATE(1U, 4U, 40U)));
    CHECK(receive(kind, io, server) == hc::errc::timed_out);
    check_sticky(server, hc::errc::timed_out);
}

TEST_CASE("a message that goes on and on runs into its deadline") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    hc::net::options settings;
    settings.message_deadline = short_deadline;
    settings.message_limit = std::size_t{1} << 40;
    auto [server, client] = serve_raw(io, settings);
    auto talking = std::async(std::launch::async, [&from = client] {
        std::error_code failure;
        while (!failure) asio::write(from.socket(), asio::buffer(from.fragment(pattern(16384))), failure);
    });
    CHECK(receive(kind, io, server) == hc::errc::timed_out);
    talking.get();
    check_sticky(server, hc::errc::timed_out);
}

TEST_CASE("a peer that does not read runs into the deadline of a message") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    hc::net::options settings;
    settings.message_deadline = short_deadline;
    auto [server, client] = serve_raw(io, settings);
    CHECK(send(kind, io, server, pattern(32 << 20)) == hc::errc::timed_out);
    check_sticky(server, hc::errc::timed_out);
}

TEST_CASE("a reset connection is the system's error, and final") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    client.socket().set_option(asio::socket_base::linger(true, 0));
    client.socket().close();
    CHECK(receive(kind, io, server) == asio::error::connection_reset);
    check_sticky(server, asio::error::connection_reset);
}

TEST_CASE("after a failure nothing is sent, and the peer sees the end of the stream") {
    const auto kind = GENERATE(calls::blocking, calls::asynchronous);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    auto altered = client.frame(hc::as_octets("altered"));
    altered[20] ^= std::byte{1};
    client.write(altered);
    CHECK(receive(kind, io, server) == hc::errc::authentication_failed);
    check_sticky(server, hc::errc::authentication_failed);
    CHECK(client.read_to_end().empty());
}
