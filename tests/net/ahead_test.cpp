// Messages that were read and opened ahead of the receive that takes them: each receive finds what it would find if every
// unit were read by itself.
#include <handclasp/net/inbox.hpp>

#include "net/loopback.hpp"
#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace loopback;

namespace {

void append(bytes& stream, const bytes& more) {
    stream.insert(stream.end(), more.begin(), more.end());
}

void await(connection& from, std::size_t count) {
    while (from.socket().available() < count) std::this_thread::yield();
}

struct received {
    std::error_code error;
    std::optional<bytes> message;
};

// Takes the next message by either kind of call.
class taker {
public:
    taker(asio::io_context& io, connection& from, bool blocking) : io_(io), from_(from), blocking_(blocking) {}

    received operator()() {
        received got{asio::error::would_block, {}};
        if (blocking_) {
            got.message = from_.receive(got.error);
        } else {
            from_.async_receive([&](std::error_code error, std::optional<bytes> message) {
                got = {error, std::move(message)};
            });
            io_.restart();
            io_.run();
        }
        return got;
    }

private:
    asio::io_context& io_;
    connection& from_;
    bool blocking_;
};

}  // namespace

TEST_CASE("messages, fragments and rekeys of one read come one by one") {
    const bool blocking = GENERATE(true, false);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    taker next(io, server, blocking);
    bytes stream = client.frame(hc::as_octets("one"));
    append(stream, client.frame({}));
    append(stream, client.fragment(hc::as_octets("tw")));
    append(stream, client.rekey_frame());
    append(stream, client.fragment(hc::as_octets("o")));
    append(stream, client.frame({}));
    append(stream, client.rekey_frame());
    append(stream, client.frame(pattern(16384)));
    append(stream, client.close_frame());
    client.write(stream);
    await(server, stream.size());
    CHECK(next().message == to_bytes("one"));
    CHECK(next().message == bytes());
    CHECK(next().message == to_bytes("two"));
    CHECK(next().message == pattern(16384));
    for (int i = 0; i < 2; ++i) {
        const auto end = next();
        CHECK_FALSE((end.error || end.message));
    }
    CHECK_FALSE(server.failure());
}

TEST_CASE("a stream may be cut at any octet") {
    const bool blocking = GENERATE(true, false);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    taker next(io, server, blocking);
    for (std::size_t cut = 1;; ++cut) {
        CAPTURE(cut);
        bytes stream = client.frame(hc::as_octets("one"));
        append(stream, client.rekey_frame());
        append(stream, client.fragment(hc::as_octets("t")));
        append(stream, client.frame(hc::as_octets("wo")));
        append(stream, client.frame(hc::as_octets("three")));
        if (cut >= stream.size()) break;
        client.write(hc::octets(stream).first(cut));
        await(server, cut);
        bytes heard;
        auto rest = std::async(std::launch::async, [&, &to = client, &from = server] {
            while (from.socket().available() > 0) std::this_thread::yield();  // until the first part is taken
            to.write(hc::octets(stream).subspan(cut));
        });
        for (int i = 0; i < 3; ++i) append(heard, next().message.value());
        rest.get();
        REQUIRE(heard == to_bytes("onetwothree"));
    }
}

TEST_CASE("a failure shows after the messages before it, and then for good") {
    const bool blocking = GENERATE(true, false);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    taker next(io, server, blocking);
    bytes stream = client.frame(hc::as_octets("one"));
    append(stream, client.frame(hc::as_octets("two")));
    hc::errc expected{};
    SECTION("an altered frame, with good ones behind it") {
        auto altered = client.frame(hc::as_octets("three"));
        altered.back() ^= std::byte{1};
        append(stream, altered);
        append(stream, client.frame(hc::as_octets("four")));
        expected = hc::errc::authentication_failed;
    }
    SECTION("a unit that has no place here") {
        append(stream, to_bytes(std::string_view("\x12\x00\x00\x01?", 5)));
        expected = hc::errc::unexpected_unit;
    }
    SECTION("the header of such a unit") {
        append(stream, to_bytes(std::string_view("\x12\x00\x01\x00", 4)));
        expected = hc::errc::unexpected_unit;
    }
    SECTION("a length outside the limits, of a unit that is there") {
        append(stream, to_bytes(std::string_view("\x00\x00\x00\x00", 4)));
        expected = hc::errc::unit_size;
    }
    SECTION("a length outside the limits, that is only announced") {
        append(stream, to_bytes(std::string_view("\x00\xff\xff\xff", 4)));
        expected = hc::errc::unit_size;
    }
    SECTION("a close within a message") {
        append(stream, client.fragment(hc::as_octets("thr")));
        append(stream, to_bytes(std::string_view("\x02\x00\x00\x30", 4)));
        expected = hc::errc::unexpected_unit;
    }
    SECTION("an octet behind a close") {
        append(stream, client.close_frame());
        stream.push_back(std::byte{0});
        expected = hc::errc::after_close;
    }
    SECTION("a unit behind a close") {
        append(stream, client.close_frame());
        append(stream, bytes(stream.begin(), stream.begin() + 52));
        expected = hc::errc::after_close;
    }
    SECTION("too many rekeys, with a message behind them") {
        for (int i = 0; i < 33; ++i) append(stream, client.rekey_frame());
        append(stream, client.frame(hc::as_octets("three")));
        append(stream, client.frame(hc::as_octets("four")));
        expected = hc::errc::unexpected_unit;
    }
    client.write(stream);
    await(server, stream.size());
    CHECK(next().message == to_bytes("one"));
    server.send(hc::as_octets("not yet"));  // the failure is not known to anybody
    CHECK(client.read_message() == to_bytes("not yet"));
    CHECK_FALSE(server.failure());
    CHECK(next().message == to_bytes("two"));
    for (int i = 0; i < 2; ++i) {
        const auto failed = next();
        CHECK(failed.error == expected);
        CHECK_FALSE(failed.message);
    }
    CHECK(server.failure() == expected);
    CHECK(client.read_to_end().empty());
}

TEST_CASE("a stream that ends behind messages is truncated after them") {
    const bool blocking = GENERATE(true, false);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    taker next(io, server, blocking);
    client.write(client.frame(hc::as_octets("one")));
    client.write(client.frame(hc::as_octets("two")));
    client.end();
    await(server, 2 * 52);
    CHECK(next().message == to_bytes("one"));
    CHECK(next().message == to_bytes("two"));
    CHECK(next().error == hc::errc::truncated);
}

TEST_CASE("rekeys count from the last message, wherever a read ended") {
    const bool blocking = GENERATE(true, false);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    taker next(io, server, blocking);
    bytes stream;
    for (int i = 0; i < 32; ++i) append(stream, client.rekey_frame());
    const auto message = client.frame(hc::as_octets("one"));
    append(stream, bytes(message.begin(), message.begin() + 20));
    bytes rest(message.begin() + 20, message.end());
    for (int i = 0; i < 32; ++i) append(rest, client.rekey_frame());
    append(rest, client.frame(hc::as_octets("two")));
    client.write(stream);
    await(server, stream.size());
    auto later = std::async(std::launch::async, [&, &to = client, &from = server] {
        while (from.socket().available() > 0) std::this_thread::yield();
        to.write(rest);
    });
    CHECK(next().message == to_bytes("one"));
    later.get();
    CHECK(next().message == to_bytes("two"));
}

TEST_CASE("the limit of a message counts from its own first octet") {
    const bool blocking = GENERATE(true, false);
    asio::io_context io;
    hc::net::options settings;
    settings.message_limit = 1000;
    auto [server, client] = serve_raw(io, settings);
    taker next(io, server, blocking);
    bytes stream = client.frame(pattern(1000));
    append(stream, client.fragment(pattern(600)));
    append(stream, client.frame(pattern(400)));
    append(stream, client.fragment(pattern(600)));
    const bool whole = GENERATE(true, false);
    const auto last = client.frame(pattern(whole ? 401 : 600));
    append(stream, whole ? last : bytes(last.begin(), last.begin() + 4));
    client.write(stream);
    await(server, stream.size());
    CHECK(next().message == pattern(1000));
    CHECK(next().message->size() == 1000);
    CHECK(next().error == hc::errc::message_size);
}

TEST_CASE("a message that waits is there at once, and a cancellation or a failure elsewhere does not double it") {
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    bytes stream = client.frame(hc::as_octets("one"));
    for (const std::string_view text : {"two", "three"}) append(stream, client.frame(hc::as_octets(text)));
    client.write(stream);
    await(server, stream.size());
    CHECK(server.receive() == to_bytes("one"));

    asio::cancellation_signal signal;
    received got, second;
    server.async_receive(
        asio::bind_cancellation_slot(signal.slot(), [&](std::error_code error, std::optional<bytes> message) {
            got = {error, std::move(message)};
        }));
    server.async_receive([&](std::error_code error, std::optional<bytes> message) {
        second = {error, std::move(message)};
    });
    signal.emit(asio::cancellation_type::total);  // too late: the message has been taken for it
    io.run();
    CHECK(got.message == to_bytes("two"));
    CHECK(second.error == asio::error::in_progress);

    client.socket().set_option(asio::socket_base::linger(true, 0));
    client.socket().close();
    std::error_code failure;
    while (!failure) server.send(pattern(100000), failure);
    CHECK_FALSE(server.receive(failure));  // the session has ended; what waited is gone
    CHECK(failure == server.failure());
}

TEST_CASE("nothing is read while messages wait, and what waits is bounded") {
    if (!test::allocations_are_counted) return;
    const bool blocking = GENERATE(true, false);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    taker next(io, server, blocking);
    auto flood = std::async(std::launch::async, [&, &to = client] {
        std::error_code failure;
        for (;;) {
            asio::write(to.socket(), asio::buffer(to.frame(pattern(1000))), failure);
            if (failure) return;
        }
    });
    CHECK(next().message == pattern(1000));
    const auto before = test::allocations_now().bytes;
    for (int i = 0; i < 2000; ++i) {
        REQUIRE(next().message == pattern(1000));
        REQUIRE(test::allocations_now().bytes < before + 2 * hc::net::inbox<suite>::read_size);
    }
    server.socket().close();
    flood.get();
}
