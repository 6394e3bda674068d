// What goes together: the messages of a list, the fragments of a message, and all that one read brings.
#include <handclasp/net/thread_batch.hpp>

#include "net/counted_suite.hpp"
#include "support/catch.hpp"

using namespace loopback;

namespace {

std::vector<hc::octets> views(const std::vector<bytes>& messages) {
    return {messages.begin(), messages.end()};
}

std::vector<bytes> of_sizes(std::initializer_list<std::size_t> sizes) {
    std::vector<bytes> made;
    for (const std::size_t size : sizes) made.push_back(pattern(size));
    return made;
}

counted::raw_session establish_counted(asio::io_context& io, hc::net::options settings = {}) {
    auto made = counted::establish_raw(
        io, [&](tcp::socket socket) { return counted::connection(std::move(socket), settings); });
    counted::seen.reset();
    return made;
}

}  // namespace

TEST_CASE("a list of messages arrives as those messages") {
    const bool blocking = GENERATE(true, false);
    asio::io_context io;
    auto [client, server] = establish(io);
    auto sizes = of_sizes({0, 1, 64, 16384, 16385, 0, 300000, 5, 1 << 20, 7, 700000, 0});
    for (std::size_t i = 0; i < 3000; ++i) sizes.push_back(pattern(i % 100));
    const auto messages = views(sizes);
    auto heard = std::async(std::launch::async, [&server = server] {
        std::vector<bytes> received;
        while (auto message = server.receive()) received.push_back(*std::move(message));
        return received;
    });
    if (blocking) {
        client.send(messages);
        client.send(std::span<const hc::octets>());
        client.close();
    } else {
        background running(io);
        client.async_send(messages, asio::use_future).get();
        client.async_send(std::span<const hc::octets>(), asio::use_future).get();
        client.async_close(asio::use_future).get();
    }
    CHECK(heard.get() == sizes);
}

TEST_CASE("a message of more than is sealed at a time arrives, and so does what follows it in a list") {
    asio::io_context io;
    hc::net::options settings;
    settings.message_limit = std::size_t{1} << 30;
    settings.fragment_size = GENERATE(0U, 1000U);
    auto [client, server] = establish(io, settings);
    const auto sizes = of_sizes({3, 5 << 20, 4, (1 << 20) + (1 << 16), 5});
    auto sent = std::async(std::launch::async, [&, &client = client] { client.send(views(sizes)); });
    for (const auto& size : sizes) CHECK(server.receive() == size);
    sent.get();
}

TEST_CASE("frames may be larger than what is read at a time, and keys wear out within a list") {
    asio::io_context io;
    hc::net::options settings;
    settings.message_limit = std::size_t{1} << 30;
    auto [client, server] = counted::establish<counted::large>(io, settings);
    auto sizes = of_sizes({3, 3 << 20, 0, (3 << 20) + 1, 10 << 20, 5});
    for (std::size_t i = 0; i < 100; ++i) sizes.push_back(pattern(i));
    auto sent = std::async(std::launch::async, [&, &client = client] { client.send(views(sizes)); });
    for (const auto& size : sizes) REQUIRE(server.receive() == size);
    sent.get();
}

TEST_CASE("a list can be sent where a message can") {
    asio::io_context io;
    auto ends = connect(io);
    connection early(std::move(ends.client));
    std::error_code failure;
    early.send(std::span<const hc::octets>(), failure);
    CHECK(failure == hc::errc::invalid_argument);
    auto [client, server] = establish(io);
    client.close();
    client.send(std::span<const hc::octets>(), failure);
    CHECK(failure == hc::errc::closed);
    CHECK_THROWS_AS(client.send(std::span<const hc::octets>()), std::system_error);
}

TEST_CASE("fragments have the size that was asked for") {
    asio::io_context io;
    const std::size_t fragment_size = GENERATE(1U, 100U, 4096U, 16384U, 0U);
    hc::net::options settings;
    settings.fragment_size = fragment_size;
    auto [server, client] = serve_raw(io, settings);
    const std::size_t size = fragment_size == 0 ? 16384 : fragment_size;
    for (const auto& message : of_sizes({size, 2 * size, 2 * size + 1, 0})) {
        server.send(message);
        bytes received;
        for (std::size_t left = message.size(); left > size; left -= size) {
            auto unit = client.read_unit();
            const auto opened = client.channel.open(unit).value();
            REQUIRE(opened.kind == hc::event_kind::fragment);
            REQUIRE(opened.data.size() == size);
            received.insert(received.end(), opened.data.begin(), opened.data.end());
        }
        const auto last = client.read_message();
        CHECK(last.size() <= size);
        received.insert(received.end(), last.begin(), last.end());
        CHECK(received == message);
    }
}

TEST_CASE("a fragment size that no frame has is refused before anything is sent") {
    asio::io_context io;
    auto ends = connect(io);
    hc::net::options settings;
    settings.fragment_size = suite::limits::frame_limit + 1;
    connection client(std::move(ends.client), settings);
    std::error_code failure;
    client.handshake(hc::trust::anyone(), {}, failure);
    CHECK(failure == hc::errc::invalid_argument);
    CHECK(ends.server.available() == 0);
}

TEST_CASE("what is sent at once is sealed in one burst") {
    asio::io_context io;
    SECTION("a single message goes by itself, and takes no engine") {
        auto session = establish_counted(io);
        session.server.send(pattern(5));
        session.server.send(pattern(16384));
        CHECK(session.read_message() == pattern(5));
        CHECK(counted::seen.sealed == 0);
    }
    SECTION("the messages of a list go together") {
        auto session = establish_counted(io);
        const std::vector<bytes> messages(50, pattern(40));
        session.server.send(views(messages));
        CHECK(counted::seen.sealed == 50);
        CHECK(counted::seen.largest_sealed == 50);
        for (const auto& message : messages) CHECK(session.read_message() == message);
    }
    SECTION("the fragments of a message go together") {
        hc::net::options settings;
        settings.fragment_size = 1024;
        auto session = establish_counted(io, settings);
        session.server.send(pattern(16384));
        CHECK(counted::seen.largest_sealed == 16);
    }
}

TEST_CASE("what one read brings is opened in one burst") {
    const bool blocking = GENERATE(true, false);
    asio::io_context io;
    auto session = establish_counted(io);
    bytes stream;
    constexpr std::size_t count = 60;
    for (std::size_t i = 0; i < count; ++i) {
        const auto frame = session.frame(pattern(i));
        stream.insert(stream.end(), frame.begin(), frame.end());
    }
    session.wire.write(stream);
    while (session.server.socket().available() < stream.size()) std::this_thread::yield();
    for (std::size_t i = 0; i < count; ++i) {
        std::optional<bytes> received;
        if (blocking) {
            received = session.server.receive();
        } else {
            bool within_call = true;
            session.server.async_receive([&](std::error_code error, std::optional<bytes> message) {
                CHECK_FALSE((error || within_call));
                received = std::move(message);
            });
            within_call = false;
            io.restart();
            io.run();
        }
        REQUIRE(received == pattern(i));
    }
    CHECK(counted::seen.opened == count);
    CHECK(counted::seen.largest_opened == count);
}

TEST_CASE("a thread has one engine for all its connections, made when there is something to go together") {
    asio::io_context io;
    std::thread([&] {
        auto first = establish_counted(io), second = establish_counted(io);
        CHECK(counted::seen.engines == 0);
        const std::vector<bytes> messages(2, pattern(10));
        for (auto* session : {&first, &second}) session->server.send(views(messages));
        CHECK(counted::seen.engines == 1);
    }).join();
}

TEST_CASE("a session ends where its thread can have no engine") {
    asio::io_context io;
    auto [client, server] = counted::establish<counted::unsupported>(io);
    std::error_code failure;
    const std::vector<bytes> messages(2, pattern(10));
    client.send(views(messages), failure);
    CHECK(failure == hc::errc::unsupported_processor);
    CHECK(client.failure() == failure);
    client.send(messages[0], failure);
    CHECK(failure == hc::errc::unsupported_processor);
}
