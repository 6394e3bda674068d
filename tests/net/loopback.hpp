// What the socket tests share: connected pairs over the loopback interface, sessions on them, and a peer that moves raw octets.
#pragma once

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <asio.hpp>

#include <future>

namespace loopback {

namespace hc = handclasp;
using namespace std::chrono_literals;
using tcp = asio::ip::tcp;
using bytes = std::vector<std::byte>;
using suite = hc::standard;
using connection = hc::net::connection<suite>;

inline constexpr auto short_deadline = 60ms;

inline bytes to_bytes(std::string_view text) {
    const auto view = hc::as_octets(text);
    return {view.begin(), view.end()};
}

// Octets that differ from place to place, so that a lost or doubled piece shows.
inline bytes pattern(std::size_t size) {
    bytes made(size);
    for (std::size_t i = 0; i < size; ++i) made[i] = static_cast<std::byte>((i * 2654435761U) >> 13);
    return made;
}

struct sockets {
    tcp::socket client, server;
};

inline sockets connect(asio::io_context& io) {
    tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    sockets made{tcp::socket(io), tcp::socket(io)};
    made.client.connect(acceptor.local_endpoint());
    acceptor.accept(made.server);
    return made;
}

// Moves raw octets, and waits for them as long as it takes.
class raw {
public:
    explicit raw(tcp::socket socket) : socket_(std::move(socket)) {}

    void write(hc::octets source) { asio::write(socket_, asio::const_buffer(source.data(), source.size())); }
    bytes read(std::size_t size) {
        bytes taken(size);
        asio::read(socket_, asio::buffer(taken));
        return taken;
    }
    bytes read_unit() {
        auto unit = read(hc::layout::unit_header::size);
        const auto body = read(hc::layout::unit_header::length_of(unit));
        unit.insert(unit.end(), body.begin(), body.end());
        return unit;
    }
    // All that comes until the stream ends, however it does.
    bytes read_to_end() {
        bytes taken;
        std::error_code error;
        asio::read(socket_, asio::dynamic_buffer(taken), error);
        return taken;
    }
    void end() { socket_.shutdown(tcp::socket::shutdown_send); }
    tcp::socket& socket() { return socket_; }

private:
    tcp::socket socket_;
};

// A client that has done its handshake by hand.
struct raw_client : raw {
    hc::channel<suite> channel;

    static raw_client make(tcp::socket socket, hc::octets first_message = {}, hc::octets context = {}) {
        raw plain(std::move(socket));
        auto state = hc::client<suite>::request(hc::trust::anyone(), context).value();
        plain.write(state.request());
        auto session = std::move(state).receive(plain.read_unit(), first_message).value();
        plain.write(session.initial);
        return {std::move(plain), std::move(session.channel)};
    }

    bytes frame(hc::octets message) {
        bytes buffer(channel.sealed_size(message.size()));
        buffer.resize(channel.seal(message, buffer).value().size());
        return buffer;
    }
    bytes fragment(hc::octets piece) {
        bytes buffer(channel.sealed_size(piece.size()));
        buffer.resize(channel.seal_fragment(piece, buffer).value().size());
        return buffer;
    }
    bytes close_frame() {
        bytes buffer(channel.sealed_size(0));
        buffer.resize(channel.close(buffer).value().size());
        return buffer;
    }
    bytes rekey_frame() {
        bytes buffer(channel.sealed_size(0));
        buffer.resize(channel.rekey(buffer).value().size());
        return buffer;
    }
    bytes read_message() {
        auto unit = read_unit();
        const auto opened = channel.open(unit).value();
        return {opened.data.begin(), opened.data.end()};
    }
};

// A server of this library, and a client by hand.
struct half_raw {
    connection server;
    raw_client client;
};

inline half_raw serve_raw(asio::io_context& io, hc::net::options settings = {}) {
    auto ends = connect(io);
    connection server(std::move(ends.server), std::move(settings));
    auto client = std::async(std::launch::async, [&] { return raw_client::make(std::move(ends.client)); });
    server.handshake(hc::no_identity(), hc::fresh_keys<suite>());
    return {std::move(server), client.get()};
}

// Both ends of this library.
struct session_pair {
    connection client, server;
};

inline session_pair establish(asio::io_context& io, hc::net::options settings = {}) {
    auto ends = connect(io);
    connection server(std::move(ends.server), settings);
    connection client(std::move(ends.client), settings);
    auto served = std::async(std::launch::async, [&] { server.handshake(hc::no_identity(), hc::fresh_keys<suite>()); });
    client.handshake(hc::trust::anyone(), {});
    served.get();
    return {std::move(client), std::move(server)};
}

// Runs the context on a thread of its own until told, for tests that wait on futures.
class background {
public:
    explicit background(asio::io_context& io) : work_(io.get_executor()), thread_([&io] { io.run(); }) {}
    background(const background&) = delete;
    background& operator=(const background&) = delete;
    ~background() {
        work_.reset();
        thread_.join();
    }

private:
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    std::thread thread_;
};

}  // namespace loopback
