#include <handclasp/net/blocking.hpp>

#include "net/loopback.hpp"
#include "support/catch.hpp"

using namespace loopback;

TEST_CASE("a blocking session carries messages of every size both ways") {
    asio::io_context io;
    auto [client, server] = establish(io);
    for (const std::size_t size : {0U, 1U, 16383U, 16384U, 16385U, 65536U, 65537U, 100000U}) {
        CAPTURE(size);
        const auto message = pattern(size);
        auto echoed = std::async(std::launch::async, [&server = server] {
            const auto received = server.receive().value();
            server.send(received);
            return received;
        });
        client.send(message);
        CHECK(client.receive().value() == message);
        CHECK(echoed.get() == message);
    }
}

TEST_CASE("a blocking handshake brings the first message, the identity and the exporter") {
    asio::io_context io;
    auto ends = connect(io);
    const auto identity = hc::ed25519_identity::generate().value();
    connection server(std::move(ends.server)), client(std::move(ends.client));
    auto first = std::async(std::launch::async, [&] { return server.handshake(identity, hc::fresh_keys<suite>()); });
    CHECK_FALSE(client.established());
    client.handshake(hc::trust::pinned(identity.fingerprint()), hc::as_octets("hello"));
    CHECK(first.get() == to_bytes("hello"));
    CHECK(client.established());
    CHECK(client.server() == identity.fingerprint());
    CHECK(server.confirmed());
    CHECK_FALSE(client.confirmed());
    server.send(hc::as_octets("welcome"));
    CHECK(client.receive() == to_bytes("welcome"));
    CHECK(client.confirmed());

    std::array<std::byte, 16> ours{}, theirs{};
    client.exporter().derive("test", {}, ours).value();
    server.exporter().derive("test", {}, theirs).value();
    CHECK(ours == theirs);
}

TEST_CASE("a close ends one direction and leaves the other") {
    asio::io_context io;
    auto [client, server] = establish(io);
    client.close();
    CHECK_FALSE(server.receive());
    CHECK_FALSE(server.receive());
    server.send(hc::as_octets("still here"));
    server.send(pattern(40000));
    CHECK(client.receive() == to_bytes("still here"));
    CHECK(client.receive() == pattern(40000));

    std::error_code failure;
    client.close(failure);
    CHECK(failure == hc::errc::closed);
    client.send(hc::as_octets("too late"), failure);
    CHECK(failure == hc::errc::closed);
    CHECK_FALSE(client.failure());
    server.close();
    CHECK_FALSE(client.receive());
}

TEST_CASE("new keys are taken between messages") {
    asio::io_context io;
    auto [client, server] = establish(io);
    client.send(hc::as_octets("old"));
    client.rekey();
    client.send(hc::as_octets("new"));
    CHECK(server.receive() == to_bytes("old"));
    CHECK(server.receive() == to_bytes("new"));
}

TEST_CASE("misuse is told apart and changes nothing") {
    asio::io_context io;
    auto ends = connect(io);
    connection server(std::move(ends.server)), client(std::move(ends.client));
    std::error_code failure;
    client.send(hc::as_octets("too early"), failure);
    CHECK(failure == hc::errc::invalid_argument);
    CHECK_FALSE(client.receive(failure));
    CHECK(failure == hc::errc::invalid_argument);
    CHECK_THROWS_AS(client.close(), std::system_error);
    client.handshake(hc::trust::anyone(), pattern(suite::limits::frame_limit + 1), failure);
    CHECK(failure == hc::errc::invalid_argument);

    auto first =
        std::async(std::launch::async, [&] { return server.handshake(hc::no_identity(), hc::fresh_keys<suite>()); });
    client.handshake(hc::trust::anyone(), pattern(suite::limits::frame_limit));
    CHECK(first.get() == pattern(suite::limits::frame_limit));
    client.handshake(hc::trust::anyone(), {}, failure);
    CHECK(failure == hc::errc::invalid_argument);
    client.send(hc::as_octets("fine"));
    CHECK(server.receive() == to_bytes("fine"));
}

TEST_CASE("a context that is too long is refused before anything is sent") {
    asio::io_context io;
    auto ends = connect(io);
    hc::net::options settings;
    settings.context.resize(256);
    connection server(std::move(ends.server), settings), client(std::move(ends.client), settings);
    std::error_code failure;
    client.handshake(hc::trust::anyone(), {}, failure);
    CHECK(failure == hc::errc::invalid_argument);
    server.handshake(hc::no_identity(), hc::fresh_keys<suite>(), failure);
    CHECK(failure == hc::errc::invalid_argument);
    CHECK(client.socket().available() == 0);
}

TEST_CASE("a socket that is not connected fails at once") {
    asio::io_context io;
    connection client{tcp::socket(io)};
    std::error_code failure;
    client.handshake(hc::trust::anyone(), {}, failure);
    CHECK(failure == asio::error::bad_descriptor);
}

TEST_CASE("one thread sends while another receives") {
    constexpr std::uint32_t count = 3000;
    asio::io_context io;
    auto [client, server] = establish(io);
    const auto send_all = [](connection& from) {
        for (std::uint32_t i = 0; i < count; ++i) {
            auto message = pattern(i % 700 == 0 ? 40000 : i % 300);
            message.push_back(static_cast<std::byte>(i));
            from.send(message);
            if (i % 500 == 499) from.rekey();
        }
        from.close();
    };
    const auto receive_all = [](connection& to) {
        std::uint32_t received = 0;
        while (const auto message = to.receive()) {
            if (message->back() != static_cast<std::byte>(received)) break;
            ++received;
        }
        return received;
    };
    auto a = std::async(std::launch::async, [&, &from = client] { send_all(from); });
    auto b = std::async(std::launch::async, [&, &from = server] { send_all(from); });
    auto c = std::async(std::launch::async, [&, &to = client] { return receive_all(to); });
    CHECK(receive_all(server) == count);
    CHECK(c.get() == count);
    a.get();
    b.get();
}

TEST_CASE("what the receiving thread finds wrong stops the sending thread") {
    asio::io_context io;
    auto made = serve_raw(io);
    auto& [server, client] = made;
    server.socket().set_option(asio::socket_base::send_buffer_size(65536));  // a fixed size: it stays full
    client.socket().set_option(asio::socket_base::receive_buffer_size(65536));
    auto stopped = std::async(std::launch::async, [&server = made.server] {
        std::error_code failure;  // the peer reads nothing, so this blocks sooner or later
        while (!failure) server.send(pattern(100000), failure);
        return failure;
    });
    auto altered = client.frame(hc::as_octets("altered"));
    altered.back() ^= std::byte{1};
    client.write(hc::octets(altered).first(altered.size() - 1));
    const auto writable = [&server = made.server] {
        const auto soon = std::chrono::steady_clock::now() + 2 * short_deadline;
        return !hc::net::blocking::wait(server.socket(), POLLOUT, soon);
    };
    while (writable()) std::this_thread::yield();
    client.write(hc::octets(altered).last(1));
    std::error_code failure;
    CHECK_FALSE(server.receive(failure));
    CHECK(failure == hc::errc::authentication_failed);
    CHECK(stopped.get() == hc::errc::authentication_failed);
}
