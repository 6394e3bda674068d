#include "channel/ends.hpp"
#include "channel/parts.hpp"
#include "support/timed.hpp"

#include <handclasp/handclasp.hpp>

#include <sys/resource.h>

namespace bench {

namespace {

// Frames, and so the state, of `standard`; with a key transport that does not make the start of a thousand sessions
// last for a minute.
using suite = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::x25519>;
using connection = hc::net::connection<suite>;

// Each session takes two descriptors here, and usual limits are lower than what is allowed.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// Runs the context until both operations that begin() has started are complete.
template <class Begin>
void run_both(asio::io_context& io, Begin begin) {
    std::size_t done = 0;
    begin([&done](std::error_code failure, const auto&...) {
        if (failure) throw std::system_error(failure);
        ++done;
    });
    io.restart();
    while (done < 2) io.run_one();
}

void start_session(asio::io_context& io, std::vector<connection>& ends) {
    sockets connected(io);
    connection client(std::move(connected.client)), server(std::move(connected.server));
    const hc::no_identity nobody;
    run_both(io, [&](auto complete) {
        client.async_handshake(hc::trust::anyone(), {}, complete);
        server.async_handshake(nobody, hc::fresh_keys<suite>(), complete);
    });
    const bytes message = pattern(1024, 0);
    for (auto [from, to] : {std::pair(&client, &server), std::pair(&server, &client)}) {
        run_both(io, [&, from = from, to = to](auto complete) {
            from->async_send(message, complete);
            to->async_receive([complete](std::error_code failure, const auto&) { complete(failure); });
        });
    }
    ends.push_back(std::move(client));
    ends.push_back(std::move(server));
}

// The time is that of a session's start, both its ends and a message each way, on one thread.
void time_idle_sessions(benchmark::State& state, std::size_t count) {
    asio::io_context io;
    std::vector<connection> ends;
    ends.reserve(2 * count);
    start_session(io, ends);  // what the context keeps from then on is not a session's
    double taken = 0;
    while (state.KeepRunningBatch(static_cast<std::int64_t>(count))) {
        const std::size_t before = heap::in_use(), size = ends.size();
        for (std::size_t i = 0; i < count; ++i) start_session(io, ends);
        taken = static_cast<double>(heap::in_use() - before) / static_cast<double>(ends.size() - size);
    }
    state.counters["state_octets"] = taken + sizeof(connection);
}

}  // namespace

void add_idle_sessions() {
    raise_descriptor_limit();
    for (const std::size_t count : {100U, 1000U}) {
        const auto time = [count](benchmark::State& state) { time_idle_sessions(state, count); };
        benchmark::RegisterBenchmark(("channel/standard_x25519@cryptopp/idle/" + std::to_string(count)).c_str(),
                                     checked([] { return std::string(); }, time))
            ->Iterations(static_cast<std::int64_t>(count));
    }
}

}  // namespace bench
