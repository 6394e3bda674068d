// The two ends of a timed transfer. The source sends a number, which the sink repeats, and as many octets of a known
// pattern; the sink compares them all and answers with how many it has counted. The time is that from the first octet of
// the pattern to the answer: handshakes are over before.
//
//     bench_tunnel_stream sink                prints the port it listens on, and serves until it is killed
//     bench_tunnel_stream source PORT OCTETS  prints the seconds

#include <handclasp/core/octets.hpp>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace hc = handclasp;
using tcp = asio::ip::tcp;

namespace {

using number = std::array<std::byte, 8>;

// What goes into one call. The pattern repeats with a prime period, so that whole frames that are lost, doubled or out
// of place show themselves; it is laid out so that from each of its octets one piece is contiguous.
constexpr std::size_t piece_size = std::size_t{1} << 18;
constexpr std::size_t period = 65521;

const std::vector<std::byte>& pattern() {
    static const std::vector<std::byte> made = [] {
        std::vector<std::byte> octets(period + piece_size);
        std::minstd_rand random(1);  // a pattern, and no secret
        for (std::size_t i = 0; i < period; ++i) octets[i] = static_cast<std::byte>(random() >> 8);
        for (std::size_t i = period; i < octets.size(); ++i) octets[i] = octets[i - period];
        return octets;
    }();
    return made;
}

// The piece of the pattern that begins so many octets into the stream.
hc::octets expected(std::uint64_t position, std::size_t size) {
    return hc::octets(pattern()).subspan(position % period, size);
}

void receive(tcp::socket peer) {
    number announced{};
    asio::read(peer, asio::buffer(announced));
    const auto total = hc::load_big_endian<std::uint64_t>(announced);
    asio::write(peer, asio::buffer(announced));
    std::vector<std::byte> piece(piece_size);
    std::uint64_t counted = 0;
    while (counted < total) {
        const std::size_t count = peer.read_some(asio::buffer(piece));
        if (std::memcmp(piece.data(), expected(counted, count).data(), count) != 0) return;  // and no answer
        counted += count;
    }
    number answer{};
    hc::store_big_endian(counted, answer);
    asio::write(peer, asio::buffer(answer));
    asio::read(peer, asio::buffer(answer));  // the end, before which a tunnel may not lose the answer
}

[[noreturn]] void sink() {
    asio::io_context io;
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    std::cout << acceptor.local_endpoint().port() << std::endl;
    for (;;) {
        std::thread([peer = acceptor.accept()]() mutable {
            try {
                receive(std::move(peer));
            } catch (const std::system_error&) {
                return;  // one that only looked whether somebody listens, or a tunnel that failed: its source says so
            }
        }).detach();
    }
}

void source(unsigned short port, std::uint64_t total) {
    asio::io_context io;
    tcp::socket peer(io);
    peer.connect({asio::ip::address_v4::loopback(), port});
    static_cast<void>(pattern());
    number announced{};
    hc::store_big_endian(total, announced);
    asio::write(peer, asio::buffer(announced));
    number answer{};
    asio::read(peer, asio::buffer(answer));
    if (answer != announced) throw std::runtime_error("the sink has understood something else");

    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t sent = 0; sent < total;) {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, total - sent));
        const auto piece = expected(sent, size);
        asio::write(peer, asio::buffer(piece.data(), piece.size()));
        sent += size;
    }
    asio::read(peer, asio::buffer(answer));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (hc::load_big_endian<std::uint64_t>(answer) != total) throw std::runtime_error("the sink has counted otherwise");
    std::cout << taken.count() << std::endl;
}

template <class Number>
Number number_of(const std::string& text) {
    Number value{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size()) throw std::runtime_error("not a number: " + text);
    return value;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> given(arguments + 1, arguments + count);
    try {
        if (given == std::vector<std::string>{"sink"}) sink();
        if (given.size() != 3 || given[0] != "source") throw std::runtime_error("sink | source PORT OCTETS");
        source(number_of<unsigned short>(given[1]), number_of<std::uint64_t>(given[2]));
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "bench_tunnel_stream: " << error.what() << "\n";
        return 1;
    }
}
