// What a peer may do to make a server work or wait for nothing.
#include <handclasp/net/connection.hpp>

#include "net/loopback.hpp"
#include "support/catch.hpp"

using namespace loopback;

namespace {

// Counts what it hands out, or throws instead.
struct counted_keys {
    int taken = 0;
    bool throws = false;

    hc::result<suite::key_transport::key_pair> take() {
        ++taken;
        if (throws) throw std::runtime_error("no key today");
        return hc::fresh_keys<suite>().take();
    }
};

std::error_code serve(bool blocking, asio::io_context& io, connection& server, counted_keys& keys) {
    const hc::no_identity nobody;
    std::error_code ended = asio::error::would_block;
    if (blocking) {
        server.handshake(nobody, keys, ended);
    } else {
        server.async_handshake(nobody, keys, [&](std::error_code error, auto&&...) { ended = error; });
        io.restart();
        io.run();
    }
    return ended;
}

bytes request() {
    const auto state = hc::client<suite>::request(hc::trust::anyone()).value();
    return {state.request().begin(), state.request().end()};
}

}  // namespace

TEST_CASE("no key pair is made for a client that has left") {
    const bool blocking = GENERATE(true, false), reset = GENERATE(true, false);
    asio::io_context io;
    auto ends = connect(io);
    connection server(std::move(ends.server));
    asio::write(ends.client, asio::buffer(request()));
    if (reset) ends.client.set_option(asio::socket_base::linger(true, 0));
    ends.client.close();
    counted_keys keys;
    CHECK(serve(blocking, io, server, keys));
    CHECK(keys.taken == 0);
}

TEST_CASE("no key pair is made past the deadline") {
    asio::io_context io;
    auto ends = connect(io);
    hc::net::options settings;
    settings.handshake_deadline = short_deadline;
    connection server(std::move(ends.server), settings);
    asio::write(ends.client, asio::buffer(request()));
    counted_keys keys;
    // The request is there in time, and the thread that serves is busy elsewhere until it is too late.
    const hc::no_identity nobody;
    std::error_code ended;
    server.async_handshake(nobody, keys, [&](std::error_code error, auto&&...) { ended = error; });
    asio::post(io, [&] { asio::steady_timer(io, 3 * short_deadline).wait(); });
    io.run();
    CHECK(ended == hc::errc::timed_out);
    CHECK(keys.taken == 0);
}

TEST_CASE("a supply that throws ends its own session and no other") {
    asio::io_context io;
    auto ends = connect(io);
    connection server(std::move(ends.server));
    asio::write(ends.client, asio::buffer(request()));
    counted_keys keys{.throws = true};
    CHECK(serve(false, io, server, keys) == hc::errc::backend);
    CHECK(keys.taken == 1);
}

TEST_CASE("rekeys without end are refused") {
    const bool blocking = GENERATE(true, false);
    asio::io_context io;
    auto [server, client] = serve_raw(io);
    const int rekeys = GENERATE(32, 33);
    for (int count = 0; count < rekeys; ++count) client.write(client.rekey_frame());
    client.write(client.frame(hc::as_octets("at last")));
    std::error_code failure;
    if (blocking) {
        static_cast<void>(server.receive(failure));
    } else {
        server.async_receive([&](std::error_code error, auto&&) { failure = error; });
        io.restart();
        io.run();
    }
    CHECK(failure == (rekeys > 32 ? make_error_code(hc::errc::unexpected_unit) : std::error_code()));
}

TEST_CASE("a deadline as far away as can be is none") {
    asio::io_context io;
    hc::net::options settings;
    settings.handshake_deadline = settings.message_deadline = hc::net::options::duration::max();
    auto [client, server] = establish(io, settings);
    client.send(hc::as_octets("hello"));
    CHECK(server.receive() == to_bytes("hello"));
}
