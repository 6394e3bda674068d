#pragma once

#include <handclasp/core/secret.hpp>
#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/testing/conform/examination.hpp>
#include <handclasp/testing/conform/inputs.hpp>

namespace handclasp::conform {

// Two ends of a session.
template <protocol_suite S>
struct ends {
    handclasp::channel<S> client;
    handclasp::channel<S> server;
};

// A handshake with fresh keys, and what came of it.
template <protocol_suite S>
struct handshake_run {
    bytes request, hello, initial;
    bytes message;  // the client's first, as the server has it
    client_session<S> client;
    server_session<S> server;
};

// Makes the handshake. alter(initial) comes between the client and the server.
template <protocol_suite S, class Alter>
[[nodiscard]] result<handshake_run<S>> shake_hands(octets first_message, Alter&& alter) {
    auto hello_awaited = must(client<S>::request(trust::anyone()), "request()");
    auto initial_awaited = must(server<S>::answer(hello_awaited.request(), no_identity(), fresh_keys<S>()), "answer()");
    bytes request = copy_of(hello_awaited.request()), hello = copy_of(initial_awaited.hello());
    auto client_end = must(std::move(hello_awaited).receive(hello, first_message), "receive()");
    bytes initial = client_end.initial;
    alter(mutable_octets(client_end.initial));
    auto server_end = std::move(initial_awaited).accept(client_end.initial);
    if (!server_end) return server_end.error();
    bytes message = copy_of(server_end->message);
    return handshake_run<S>{std::move(request), std::move(hello),      std::move(initial),
                            std::move(message), std::move(client_end), *std::move(server_end)};
}
template <protocol_suite S>
[[nodiscard]] handshake_run<S> shake_hands(octets first_message) {
    return must(shake_hands<S>(first_message, [](mutable_octets) {}), "accept()");
}

// Two ends from traffic secrets instead of a handshake, which with some suites is slow. The same seed gives the same
// keys.
template <protocol_suite S>
[[nodiscard]] ends<S> connected(std::uint64_t seed = 1) {
    const auto traffic = [seed](std::uint64_t direction) {
        secret<S::key_derivation::prk_size> source;
        fill_with_pattern(source.overwrite(), 2 * seed + direction);
        return schedule::traffic_secret<typename S::key_derivation>(std::move(source));
    };
    const auto end = [&traffic](std::uint64_t sending, std::uint64_t receiving) {
        return channel<S>(sender<S>(must(record::sealer<S>::make(traffic(sending)), "the keys of a sender")),
                          receiver<S>(must(record::opener<S>::make(traffic(receiving)), "the keys of a receiver")));
    };
    return {end(0, 1), end(1, 0)};
}

// The octets that sealing a message gives.
template <class Sealing>
[[nodiscard]] bytes sealed(Sealing& by, octets message) {
    bytes out(by.sealed_size(message.size()));
    return copy_of(must(by.seal(message, out), "seal()"));
}

// Whole units of a stream, in order.
[[nodiscard]] inline std::vector<bytes> units_of(octets stream) {
    std::vector<bytes> units;
    while (stream.size() >= layout::unit_header::size) {
        const auto size = std::min(stream.size(), layout::unit_header::size + layout::unit_header::length_of(stream));
        units.push_back(copy_of(stream.first(size)));
        stream = stream.subspan(size);
    }
    return units;
}

// The message that a stream of one brings, put together from its fragments.
template <class Opening>
[[nodiscard]] bytes opened(Opening& by, octets stream) {
    bytes whole;
    for (auto unit : units_of(stream)) {
        const auto event = must(by.open(unit), "open()");
        whole.insert(whole.end(), event.data.begin(), event.data.end());
    }
    return whole;
}

}  // namespace handclasp::conform
