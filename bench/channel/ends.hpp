#pragma once

#include "support/octets.hpp"

#include <handclasp/net/asio.hpp>

#include <asio.hpp>

#include <future>
#include <optional>

namespace bench {

using tcp = asio::ip::tcp;

// Two sockets that are connected over the loopback interface.
struct sockets {
    tcp::socket client, server;

    explicit sockets(asio::io_context& io) : client(io), server(io) {
        tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        client.connect(acceptor.local_endpoint());
        acceptor.accept(server);
        for (tcp::socket* const end : {&client, &server}) end->set_option(tcp::no_delay(true));
    }
};

// The ends of a session of this library. Messages of any size are taken.
template <hc::protocol_suite Suite>
struct protected_ends {
    asio::io_context io;
    std::optional<hc::net::connection<Suite>> client, server;

    explicit protected_ends(std::size_t) {
        sockets connected(io);
        hc::net::options settings;
        settings.message_limit = std::size_t{1} << 24;
        client.emplace(std::move(connected.client), settings);
        server.emplace(std::move(connected.server), settings);
        auto served =
            std::async(std::launch::async, [this] { server->handshake(hc::no_identity(), hc::fresh_keys<Suite>()); });
        client->handshake(hc::trust::anyone(), {});
        served.get();
    }
};

// The octets of messages of one size, and nothing else.
class plain_end {
public:
    plain_end(tcp::socket socket, std::size_t size) : socket_(std::move(socket)), size_(size) {}

    void send(hc::octets message) { asio::write(socket_, asio::const_buffer(message.data(), message.size())); }

    [[nodiscard]] std::optional<bytes> receive() {
        bytes message(size_);
        asio::read(socket_, asio::buffer(message));
        return message;
    }

private:
    tcp::socket socket_;
    std::size_t size_;
};

struct plain_ends {
    asio::io_context io;
    std::optional<plain_end> client, server;

    explicit plain_ends(std::size_t size) {
        sockets connected(io);
        client.emplace(std::move(connected.client), size);
        server.emplace(std::move(connected.server), size);
    }
};

}  // namespace bench
