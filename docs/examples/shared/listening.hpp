// What programs that listen share: the address that they listen at, and the connections that come.
#pragma once

#include "shared/command_line.hpp"
#include "shared/descriptors.hpp"
#include "shared/newcomers.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

namespace listening {

using tcp = asio::ip::tcp;

// For the beginning. Who reads what the program says may end before it, which must not end it with the next line, that a
// stranger can provoke; and a connection is a descriptor or more.
inline void prepare() noexcept {
    std::signal(SIGPIPE, SIG_IGN);
    descriptors::raise_limit();
}

// std::runtime_error.
inline tcp::acceptor acceptor_at(asio::io_context& io, const std::string& where) {
    const auto [address, port] = command_line::split(where);
    try {
        return tcp::acceptor(io, *tcp::resolver(io).resolve(address, port, tcp::resolver::passive).begin());
    } catch (const std::system_error& error) {
        throw std::runtime_error("cannot listen on " + where + ": " + error.code().message());
    }
}

inline std::string text_of(const tcp::endpoint& address) {
    std::ostringstream text;
    text << address;
    return text.str();
}

// Who is at the other end of a connection, as far as the network knows.
inline std::string peer_of(const tcp::socket& socket) {
    std::error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    return gone ? "somebody" : text_of(peer);
}

constexpr std::chrono::milliseconds pause(100);  // after a failure that passes: too many open files, or no memory
constexpr std::chrono::milliseconds moment(10);  // until the descriptors of one who has had to give way are free

// Starts an operation, which throws where there is no memory for it; then it pauses, and tries again until it succeeds.
// `report` gets each failure's text, and throws nothing.
template <class Operation, class Report>
void start(const Operation& operation, const Report& report) noexcept {
    for (;; std::this_thread::sleep_for(pause)) {
        try {
            return operation();
        } catch (const std::exception& failure) {
            report(failure.what());
        }
    }
}

// Takes all connections that come to an address, until it is closed.
class arrivals {
public:
    using chooser = std::function<asio::io_context&()>;      // where the next connection belongs
    using taker = std::function<void(tcp::socket)>;          // what it throws is reported, and the next one is taken
    using reporter = std::function<void(std::string_view)>;  // throws nothing

    // Where there are no descriptors for those who come, the oldest of these newcomers gives way. std::runtime_error.
    arrivals(asio::io_context& io, const std::string& where, newcomers& entrance, chooser home, taker take,
             reporter report)
        : acceptor_(acceptor_at(io, where)), timer_(io), entrance_(&entrance), home_(std::move(home)),
          take_(std::move(take)), report_(std::move(report)) {
        acceptor_.non_blocking(true);  // whoever has come may have gone again
        next();
    }
    arrivals(const arrivals&) = delete;
    arrivals& operator=(const arrivals&) = delete;

    [[nodiscard]] tcp::endpoint address() const { return acceptor_.local_endpoint(); }

    // From the thread that runs the context; where several do, it is not to be called.
    void close() noexcept {
        std::error_code ignored;
        acceptor_.close(ignored);
    }

private:
    // Asio's own asynchronous accept would be lost where there is no memory for the new socket.
    void next() noexcept {
        start(
            [this] {
                acceptor_.async_wait(tcp::acceptor::wait_read, [this](const std::error_code&) {
                    if (acceptor_.is_open()) take();
                });
            },
            report_);
    }

    void take() noexcept {
        try {
            std::error_code failure;
            tcp::socket socket = acceptor_.accept(home_(), failure);
            if (descriptors::exhausted(failure) && entrance_->drop_oldest(newcomers::no_descriptors))
                return go_on_after(moment);
            const bool gone = failure == asio::error::would_block || failure == asio::error::connection_aborted;
            if (failure && !gone) throw std::system_error(failure, "accept");
            if (!failure) {
                std::error_code ignored;
                socket.set_option(asio::socket_base::keep_alive(true), ignored);  // a peer may vanish
                take_(std::move(socket));
            }
        } catch (const std::exception& error) {
            report_(error.what());
            return go_on_after(pause);
        }
        if (acceptor_.is_open()) next();  // nobody has closed it meanwhile
    }

    void go_on_after(std::chrono::milliseconds wait) noexcept {
        start(
            [this, wait] {
                timer_.expires_after(wait);
                timer_.async_wait([this](const std::error_code&) {
                    if (acceptor_.is_open()) next();
                });
            },
            report_);
    }

    tcp::acceptor acceptor_;
    asio::steady_timer timer_;
    newcomers* entrance_;
    chooser home_;
    taker take_;
    reporter report_;
};

// Runs what has been started, until it is over or the context is stopped. What a session throws, for want of memory, has
// ended that session, and the others go on.
inline void run(asio::io_context& io, const arrivals::reporter& report) noexcept {
    for (;;) {
        try {
            io.run();
            return;
        } catch (const std::exception& failure) {
            report(failure.what());
        }
    }
}

}  // namespace listening
