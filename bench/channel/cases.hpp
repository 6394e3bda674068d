#pragma once

#include "channel/ends.hpp"
#include "support/timed.hpp"

#include <chrono>
#include <thread>

namespace bench {

// One direction, both at once, and there and back again.
enum class traffic_pattern { stream, duplex, ping_pong };

template <class End>
void send_all(End& end, hc::octets message, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) end.send(message);
}

template <class End>
bool receive_all(End& end, std::size_t size, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto message = end.receive();
        if (!message || message->size() != size) return false;
    }
    return true;
}

// Moves so many messages, and returns when the last has arrived. The calling thread is the client's sender.
template <class Ends>
bool move_messages(Ends& ends, traffic_pattern pattern, hc::octets message, std::size_t count) {
    const auto receiving = [&message, count](auto& end) {
        return std::async(std::launch::async, [&] { return receive_all(end, message.size(), count); });
    };
    if (pattern == traffic_pattern::ping_pong) {
        auto echoed = std::async(std::launch::async, [&] {
            for (std::size_t i = 0; i < count; ++i) ends.server->send(ends.server->receive().value());
        });
        bool same = true;
        for (std::size_t i = 0; i < count; ++i) {
            ends.client->send(message);
            same = same && ends.client->receive()->size() == message.size();
        }
        echoed.get();
        return same;
    }
    auto served = receiving(*ends.server);
    if (pattern == traffic_pattern::stream) {
        send_all(*ends.client, message, count);
        return served.get();
    }
    auto back = std::async(std::launch::async, [&] { send_all(*ends.server, message, count); });
    auto returned = receiving(*ends.client);
    send_all(*ends.client, message, count);
    back.get();
    return served.get() && returned.get();
}

// Messages that are timed together, so that the threads' start and the last message's way do not count.
inline std::size_t burst_of(traffic_pattern pattern, std::size_t size) {
    constexpr std::size_t octets = std::size_t{8} << 20;
    return std::clamp<std::size_t>(octets / size, 8, pattern == traffic_pattern::ping_pong ? 512 : 4096);
}

template <class Ends>
void time_channel(benchmark::State& state, traffic_pattern pattern, std::size_t size) {
    using clock = std::chrono::steady_clock;
    Ends ends(size);
    const bytes message = bench::pattern(size, 0);
    const std::size_t burst = burst_of(pattern, size);
    if (!move_messages(ends, pattern, message, burst)) return state.SkipWithError("a message was lost");
    while (state.KeepRunningBatch(static_cast<std::int64_t>(burst))) {
        const auto start = clock::now();
        if (!move_messages(ends, pattern, message, burst)) return state.SkipWithError("a message was lost");
        state.SetIterationTime(std::chrono::duration<double>(clock::now() - start).count());
    }
    const std::int64_t directions = pattern == traffic_pattern::duplex ? 2 : 1;
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(size) * directions);
}

template <class Ends>
std::string channel_fault(std::size_t size) {
    Ends ends(size);
    const bytes message = pattern(size, 0);
    auto echoed = std::async(std::launch::async, [&] { ends.server->send(ends.server->receive().value()); });
    ends.client->send(message);
    const auto back = ends.client->receive();
    echoed.get();
    return back && *back == message ? "" : "what arrived is not what was sent";
}

template <class Ends>
void add_channels(const std::string& subject) {
    constexpr std::array patterns{std::pair(traffic_pattern::stream, "stream"),
                                  std::pair(traffic_pattern::duplex, "duplex"),
                                  std::pair(traffic_pattern::ping_pong, "ping_pong")};
    for (const auto& [pattern, name] : patterns) {
        for (const std::size_t size : {std::size_t{64}, std::size_t{1024}, std::size_t{16384}, std::size_t{1} << 20}) {
            benchmark::RegisterBenchmark(("channel/" + subject + '/' + name + '/' + std::to_string(size)).c_str(),
                                         checked([size] { return channel_fault<Ends>(size); },
                                                 [pattern = pattern, size](benchmark::State& state) {
                                                     time_channel<Ends>(state, pattern, size);
                                                 }))
                ->UseManualTime();
        }
    }
}

}  // namespace bench
