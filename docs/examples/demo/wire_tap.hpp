#pragma once

#include <handclasp/layout/unit.hpp>

#include <asio.hpp>

#include <functional>
#include <thread>
#include <utility>
#include <vector>

// Someone in the middle: a TCP proxy for one connection that knows nothing of handclasp but the four octets before each
// unit. It shows every unit to a watcher, who may change it, and passes it on.
class wire_tap {
public:
    using tcp = asio::ip::tcp;
    enum class direction { to_server, to_client };

    // Called before a unit is passed on, for the two directions at once, from a thread of each.
    using watcher = std::function<void(direction, handclasp::mutable_octets unit)>;

    // Connects itself to the server, and a client's socket to itself. std::system_error.
    wire_tap(asio::io_context& context, const tcp::endpoint& server, watcher watch)
        : watch_(std::move(watch)), client_(context), server_(context), client_end_(context) {
        tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
        client_end_.connect(acceptor.local_endpoint());
        acceptor.accept(client_);
        server_.connect(server);
        for (tcp::socket* const socket : {&client_, &server_}) socket->set_option(tcp::no_delay(true));
        to_server_ = std::jthread([this] { pass_on(direction::to_server, client_, server_); });
        to_client_ = std::jthread([this] { pass_on(direction::to_client, server_, client_); });
    }
    wire_tap(const wire_tap&) = delete;
    wire_tap& operator=(const wire_tap&) = delete;

    // Waits until both sides have ended the connection.
    ~wire_tap() = default;

    // The client's socket, connected to the tap. Once.
    [[nodiscard]] tcp::socket take_client_end() { return std::move(client_end_); }

private:
    // Unit by unit until the stream ends, in whatever way; then the other side sees it end too. Each socket is used by
    // both threads, which Asio allows for synchronous reads, writes and shutdowns.
    void pass_on(direction way, tcp::socket& from, tcp::socket& to) {
        using header = handclasp::layout::unit_header;
        asio::error_code ended;
        std::vector<std::byte> unit;
        while (!ended) {
            unit.resize(header::size);
            asio::read(from, asio::buffer(unit), ended);
            if (ended) break;
            unit.resize(header::size + header::length_of(unit));
            asio::read(from, asio::buffer(unit) + header::size, ended);
            if (ended) break;
            watch_(way, unit);
            asio::write(to, asio::buffer(unit), ended);
        }
        asio::error_code ignored;
        to.shutdown(tcp::socket::shutdown_send, ignored);
        from.shutdown(tcp::socket::shutdown_receive, ignored);
    }

    watcher watch_;
    tcp::socket client_;
    tcp::socket server_;
    std::jthread to_server_;
    std::jthread to_client_;
    tcp::socket client_end_;  // the last member: closed before the threads are waited for, if nobody took it
};
