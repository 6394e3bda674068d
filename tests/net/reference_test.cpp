#include <handclasp/net/reference.hpp>

#include "net/loopback.hpp"
#include "support/catch.hpp"

using namespace loopback;

namespace {

using old_suite = hc::reference::suite<hc::reference::for_old_peers_only>;
using old_connection = hc::net::reference_connection<old_suite>;

struct old_pair {
    old_connection client, server;
};

old_pair establish_old(asio::io_context& io, hc::octets first_message = {}) {
    auto ends = connect(io);
    old_pair made{old_connection(std::move(ends.client)), old_connection(std::move(ends.server))};
    auto served = std::async(std::launch::async, [&] {
        std::error_code failure;
        const auto first = made.server.accept(failure);
        return std::pair(failure, first);
    });
    std::error_code failure;
    made.client.connect(first_message, failure);
    const auto [theirs, first] = served.get();
    REQUIRE_FALSE(failure);
    REQUIRE_FALSE(theirs);
    REQUIRE(first == bytes(first_message.begin(), first_message.end()));
    return made;
}

}  // namespace

TEST_CASE("connections of the reference suite carry messages both ways") {
    asio::io_context io;
    auto [client, server] = establish_old(io, hc::as_octets("first"));
    std::error_code failure;
    for (const std::size_t size : {0U, 1U, 16U, 959U}) {
        client.send(pattern(size), failure);
        CHECK_FALSE(failure);
        CHECK(server.receive(failure) == pattern(size));
        server.send(pattern(size), failure);
        CHECK(client.receive(failure) == pattern(size));
    }
}

TEST_CASE("misuse of a reference connection changes nothing") {
    asio::io_context io;
    auto ends = connect(io);
    old_connection client(std::move(ends.client)), server(std::move(ends.server));
    std::error_code failure;
    client.send(hc::as_octets("too early"), failure);
    CHECK(failure == hc::errc::invalid_argument);
    client.connect(pattern(112), failure);
    CHECK(failure == hc::errc::invalid_argument);
    auto served = std::async(std::launch::async, [&] {
        std::error_code theirs;
        static_cast<void>(server.accept(theirs));
        return theirs;
    });
    client.connect(pattern(111), failure);
    CHECK_FALSE(failure);
    CHECK_FALSE(served.get());
    client.connect({}, failure);
    CHECK(failure == hc::errc::invalid_argument);
    client.send(pattern(960), failure);
    CHECK(failure == hc::errc::invalid_argument);
    client.send(hc::as_octets("still here"), failure);
    CHECK(server.receive(failure) == to_bytes("still here"));
}

TEST_CASE("the end of a reference connection is never clean, and final") {
    asio::io_context io;
    auto ends = connect(io);
    old_connection server(std::move(ends.server));
    raw peer(std::move(ends.client));
    std::error_code failure;
    SECTION("before the keys") {
        peer.end();
        static_cast<void>(server.accept(failure));
        CHECK(failure == hc::errc::truncated);
    }
    SECTION("a length of 2^31") {
        peer.write(bytes{std::byte{0x80}, std::byte{0}, std::byte{0}, std::byte{0}});
        static_cast<void>(server.accept(failure));
        CHECK(failure == hc::errc::unit_size);
    }
    const auto first = failure;
    static_cast<void>(server.receive(failure));
    CHECK(failure == first);
}

TEST_CASE("the end of a stream between two units is a value of its own") {
    asio::io_context io;
    std::optional<old_connection> server;
    {
        auto pair = establish_old(io);
        server.emplace(std::move(pair.server));
    }
    std::error_code failure;
    static_cast<void>(server->receive(failure));
    CHECK(failure == hc::errc::end_unauthenticated);
}

TEST_CASE("a reference peer that stalls runs into the deadline") {
    asio::io_context io;
    auto ends = connect(io);
    hc::net::options settings;
    settings.handshake_deadline = short_deadline;
    old_connection client(std::move(ends.client), settings);
    std::error_code failure;
    client.connect({}, failure);
    CHECK(failure == hc::errc::timed_out);
}
