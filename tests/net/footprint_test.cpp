#include <handclasp/net/session.hpp>

#include "net/loopback.hpp"
#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace loopback;

namespace {

void echo_large_messages(connection& client, connection& server) {
    auto echoed = std::async(std::launch::async, [&server] {
        for (int round = 0; round < 3; ++round) server.send(server.receive().value());
    });
    for (int round = 0; round < 3; ++round) {
        client.send(pattern(200000));
        CHECK(client.receive()->size() == 200000);
    }
    echoed.get();
}

}  // namespace

TEST_CASE("an idle session is small, also after large messages") {
    if (!test::allocations_are_counted) {
        WARN("skipped: this build has an allocator of its own");
        return;
    }
    constexpr std::size_t most = 3072;
    asio::io_context io;
    {  // what the context and the process keep from then on is not the session's
        auto [client, server] = establish(io);
        echo_large_messages(client, server);
    }
    const auto before = test::allocations_now().bytes;
    auto [client, server] = establish(io);
    CHECK(test::allocations_now().bytes - before <= 2 * most);
    echo_large_messages(client, server);
    CHECK(test::allocations_now().bytes - before <= 2 * most);
}

TEST_CASE("a length that a header only announces takes no memory") {
    if (!test::allocations_are_counted) return;
    asio::io_context io;
    auto ends = connect(io);
    connection server(std::move(ends.server));
    raw client(std::move(ends.client));
    client.write(hc::as_octets(std::string_view("\x10\xff\xff\xff", 4)));
    std::error_code failure;
    const auto before = test::allocations_now().bytes;
    server.handshake(hc::no_identity(), hc::fresh_keys<suite>(), failure);
    CHECK(failure == hc::errc::unit_size);
    CHECK(test::allocations_now().bytes <= before + 1024);
}

TEST_CASE("a message takes memory for itself alone, and what is sent takes none") {
    if (!test::allocations_are_counted) return;
    asio::io_context io;
    auto [client, server] = establish(io);
    const auto message = pattern(1000);
    const std::vector<hc::octets> list(10, message);
    for (int round = 0; round < 2; ++round) {  // in the first the thread takes what it keeps
        const auto before = test::allocations_now().calls;
        client.send(message);
        client.send(list);
        const auto sent = test::allocations_now().calls;
        for (int i = 0; i < 11; ++i) REQUIRE(server.receive() == message);
        if (round == 0) continue;
        CHECK(sent == before);
        CHECK(test::allocations_now().calls - sent <= 11 + 6);  // and the list of those that wait, as it grows
    }
}
