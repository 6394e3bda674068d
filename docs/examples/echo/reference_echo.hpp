// The echo programs' part for peers of the original description (docs/reference.md). Such peers have no close, so a
// server serves until the stream ends, and a client reads one reply for each message.
#pragma once

#include "shared/descriptors.hpp"
#include "shared/failure_text.hpp"
#include "shared/newcomers.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/identity/plain_text.hpp>
#include <handclasp/net/reference.hpp>

#include <sys/socket.h>

#include <cerrno>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace reference_echo {

namespace hc = handclasp;

using suite = hc::reference::suite<hc::reference::for_old_peers_only>;
using connection = hc::net::reference_connection<suite>;

// How a session ended, and whether its handshake had succeeded before.
struct ending {
    std::error_code failure;
    bool established;
};

inline std::string text_of(const ending& end) {
    const bool no_answer = end.failure == hc::errc::timed_out && !end.established;
    return no_answer ? failure_text::no_answer() : end.failure.message();
}

// One client, from the hello to the end of the stream, which is no failure here: there is no other end. Until its
// handshake is complete it is one of these newcomers; std::runtime_error where it has had to give way.
inline ending serve(asio::ip::tcp::socket socket, const hc::net::options& options, newcomers& entrance) {
    // The session closes its own descriptor, which may be another's then, when it likes to.
    descriptors::owned same(::fcntl(socket.native_handle(), F_DUPFD_CLOEXEC, 0));
    if (same.get() < 0) throw std::system_error(errno, std::generic_category());
    const char* given_way = nullptr;
    newcomers::entry newcomer(entrance, [&](const char* why) {
        given_way = why;
        ::shutdown(same.get(), SHUT_RDWR);
    });
    connection session(std::move(socket), options);
    std::error_code failure;
    auto message = session.accept(failure);
    if (!newcomer.settle()) throw std::runtime_error(given_way);
    same = descriptors::owned(-1);
    const bool established = !failure;
    while (!failure) {
        session.send(message, failure);
        if (!failure) message = session.receive(failure);
    }
    if (failure == hc::errc::end_unauthenticated) failure.clear();
    return {failure, established};
}

// Sends the first message and each line of standard input, and prints the reply to each.
inline ending talk(asio::ip::tcp::socket socket, std::string message) {
    connection session(std::move(socket));
    std::error_code failure;
    session.connect(hc::as_octets(message), failure);
    const bool established = !failure;
    while (!failure) {
        const auto reply = session.receive(failure);
        if (failure) break;
        std::cout << handclasp::text::printable(hc::as_text(reply)) << std::endl;
        if (!std::getline(std::cin, message)) break;
        session.send(hc::as_octets(message), failure);
    }
    return {failure, established};
}

}  // namespace reference_echo
