#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

// Channels over sockets. Everything here needs standalone Asio 1.22 or newer, and waits with POSIX poll().
namespace handclasp::net {

// How one connection behaves. A deadline of zero is none.
struct options {
    using duration = std::chrono::steady_clock::duration;

    // For everything from the call of a handshake to the established channel.
    duration handshake_deadline = std::chrono::seconds(10);

    // For one message, rekey or close that is sent, and for one message that is received, from its first octet on:
    // waiting for a message to begin may take as long as it likes, a stall in its midst may not.
    duration message_deadline = duration::zero();

    // Octets of a message that is received, put together from its fragments. What exceeds it is refused on its
    // header.
    std::size_t message_limit = std::size_t{1} << 20;

    // Octets of a message in each frame of one that is sent, and that does not fit a frame: 1 to the suite's frame
    // limit, which 0 stands for. More frames are more octets on the wire, and more to seal and open side by side.
    std::size_t fragment_size = 0;

    // 0 to 255 octets that have to be the same at both ends and are never sent.
    std::vector<std::byte> context = {};
};

}  // namespace handclasp::net
