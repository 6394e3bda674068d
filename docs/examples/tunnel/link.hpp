// A connection that a tunnel has accepted, on its way to where the tunnel leads.
#pragma once

#include "shared/descriptors.hpp"
#include "shared/listening.hpp"
#include "tunnel/options.hpp"
#include "tunnel/places.hpp"
#include "tunnel/stream.hpp"

#include <asio/connect.hpp>

#include <chrono>
#include <memory>
#include <system_error>
#include <thread>

namespace tunnel {

// With the deadline for its handshake and for the other connection.
struct link {
    using time_point = std::chrono::steady_clock::time_point;

    // Takes the socket over unless it throws. An application, which is the user's own, has its place at once.
    link(tcp::socket& socket, const settings& given, places& all)
        : chosen(given), from(listening::peer_of(socket)), place(all, failure),
          accepted(std::move(socket), given.server ? "channel" : "plain side", failure) {
        if (!given.client) return;
        accepted.reset_unless_finished();
        place.settle();
    }

    [[nodiscard]] time_point deadline_from_now() const {
        return std::chrono::steady_clock::now() + std::chrono::seconds(chosen.handshake_deadline);
    }

    const settings& chosen;
    asio::io_context io{1};
    downfall failure{io};
    std::string from;
    places::guest place;
    stream accepted;
    time_point until = deadline_from_now();
};

// Runs what needs descriptors. Where there are none left the oldest newcomer gives way, and it is tried again.
template <class Operation>
auto making_room(newcomers& all, const Operation& operation) {
    for (;; std::this_thread::sleep_for(listening::moment)) {
        try {
            return operation();
        } catch (const std::system_error& failure) {
            const bool none_left = descriptors::exhausted(failure.code());
            if (!none_left || !all.drop_oldest(newcomers::no_descriptors)) throw;
        }
    }
}

// A link; or a reset where none is to be had, for want of descriptors perhaps: an end of the stream would say that this was
// all.
inline std::unique_ptr<link> make_link(tcp::socket socket, const settings& chosen, places& all) {
    try {
        return making_room(all.entrance(), [&] { return std::make_unique<link>(socket, chosen, all); });
    } catch (...) {
        std::error_code ignored;
        socket.set_option(asio::socket_base::linger(true, 0), ignored);
        socket.close(ignored);
        throw;
    }
}

// Connects to where the tunnel leads, within the deadline.
inline tcp::socket connect(link& from) {
    const auto [address, port] = command_line::split(from.chosen.connect);
    tcp::socket socket(from.io);
    from.io.restart();  // after an attempt that has failed
    std::error_code outcome;
    const auto addresses = tcp::resolver(from.io).resolve(address, port, outcome);
    if (!outcome) {
        outcome = hc::errc::timed_out;
        asio::async_connect(socket, addresses, [&outcome, &socket](std::error_code error, const tcp::endpoint&) {
            if (socket.is_open()) outcome = error;
        });
        from.io.run_until(from.until);
        if (outcome == hc::errc::timed_out) {
            socket.close();
            from.io.run();  // the handler, which looks at what is here
        }
    }
    if (outcome) throw std::system_error(outcome, from.chosen.connect);
    return socket;
}

template <class Direction>
void guard(downfall& failure, Direction direction) noexcept {
    try {
        direction();
    } catch (const std::exception& error) {
        failure.record(error.what());
    }
}

}  // namespace tunnel
