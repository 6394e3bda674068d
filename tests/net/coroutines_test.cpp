#include <handclasp/net/asio.hpp>

#include "net/loopback.hpp"
#include "support/catch.hpp"

#ifdef ASIO_HAS_CO_AWAIT

using namespace loopback;

namespace {

constexpr auto use = asio::use_awaitable;

// Echoes until the client closes.
asio::awaitable<void> serve(connection session) {
    const hc::no_identity nobody;
    bytes first = co_await session.async_handshake(nobody, hc::fresh_keys<suite>(), use);
    co_await session.async_send(first, use);
    while (const auto text = co_await session.async_receive(use)) co_await session.async_send(*text, use);
    co_await session.async_close(use);
}

// Serves all who come, whatever becomes of each; counts those that fail.
asio::awaitable<void> accept_all(tcp::acceptor& acceptor, std::atomic<int>& failed) {
    for (;;) {
        auto socket = co_await acceptor.async_accept(asio::make_strand(acceptor.get_executor()), use);
        const auto strand = socket.get_executor();
        asio::co_spawn(strand, serve(connection(std::move(socket))), [&failed](const std::exception_ptr& error) {
            if (error) ++failed;
        });
    }
}

// How many of a client's messages came back as they were.
asio::awaitable<int> talk(tcp::endpoint server, int messages) {
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(server, use);
    connection session(std::move(socket));
    co_await session.async_handshake(hc::trust::anyone(), hc::as_octets("first"), use);
    int good = co_await session.async_receive(use) == to_bytes("first") ? 1 : 0;
    for (int i = 0; i < messages; ++i) {
        const auto text = pattern(static_cast<std::size_t>(i) * 997);
        co_await session.async_send(text, use);
        const auto back = co_await session.async_receive(use);
        if (back == text) ++good;
    }
    co_await session.async_close(use);
    const auto end = co_await session.async_receive(use);
    co_return end ? -1 : good;
}

}  // namespace

TEST_CASE("coroutines serve many clients on several threads, and bad ones do not disturb the others") {
    asio::io_context io;
    tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    const auto address = acceptor.local_endpoint();
    std::atomic<int> failed = 0;
    asio::co_spawn(io, accept_all(acceptor, failed), asio::detached);

    std::vector<std::future<int>> clients;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        clients.push_back(asio::co_spawn(asio::make_strand(io), talk(address, 30), asio::use_future));
    for (int i = 0; i < 3; ++i) threads.emplace_back([&io] { io.run(); });

    asio::io_context own;
    raw silent{tcp::socket(own)}, foreign{tcp::socket(own)}, leaving{tcp::socket(own)};
    for (raw* bad : {&silent, &foreign, &leaving}) bad->socket().connect(address);
    foreign.write(hc::as_octets("GET / HTTP/1.1\r\n\r\n"));
    CHECK(foreign.read_to_end().empty());
    leaving.write(hc::client<suite>::request(hc::trust::anyone()).value().request());
    leaving.socket().close();

    for (auto& client : clients) CHECK(client.get() == 31);
    CHECK(asio::co_spawn(asio::make_strand(io), talk(address, 1), asio::use_future).get() == 2);
    for (int tries = 0; failed < 2 && tries < 1000; ++tries) asio::steady_timer(own, 10ms).wait();
    io.stop();
    for (auto& thread : threads) thread.join();
    CHECK(failed == 2);
}

TEST_CASE("a coroutine sees a failure as an exception") {
    asio::io_context io;
    auto ends = connect(io);
    raw foreigner(std::move(ends.client));
    foreigner.write(hc::as_octets("GET / HTTP/1.1\r\n\r\n"));
    std::exception_ptr thrown;
    asio::co_spawn(io, serve(connection(std::move(ends.server))),
                   [&](const std::exception_ptr& error) { thrown = error; });
    io.run();
    REQUIRE(thrown);
    try {
        std::rethrow_exception(thrown);
    } catch (const std::system_error& error) {
        CHECK(error.code() == hc::errc::unexpected_unit);
    }
}

#endif
