#pragma once

#include "handshake/steps.hpp"
#include "support/timed.hpp"

#include <handclasp/handshake/key_pool.hpp>

namespace bench {

template <class Suite, class Identity>
auto handshake_check() {
    return [] {
        const auto identity = Identity::generate().value();
        const auto done = shake_hands<cpu_time, Suite>(identity, hc::fresh_keys<Suite>());
        return done ? std::string() : hc::make_error_code(done.error()).message();
    };
}

enum class share { whole, server };

// Handshakes, each with the next key pair of a supply; next() makes it ready before the clock runs.
template <class Suite, class Identity, class Keys, class Next>
void time_handshakes(benchmark::State& state, share timed, Keys& keys, Next next) {
    const auto identity = Identity::generate().value();
    meter count(state);
    for (auto _ : state) {
        count.pause();
        next(keys);
        count.resume();
        const double start = cpu_time::now();
        const auto server = shake_hands<cpu_time, Suite>(identity, keys);
        const double whole = cpu_time::now() - start;
        if (!server) return state.SkipWithError("the handshake failed");
        state.SetIterationTime(timed == share::whole ? whole : *server);
    }
    count.finish(0);
}

// SUBJECT/whole: both sides, key generation included. SUBJECT/at_hand: with a key pair that is there. SUBJECT/server:
// of the latter, what the server does.
template <class Suite, class Source, class Identity>
void add_handshakes(const std::string& subject) {
    const auto add = [&subject](const std::string& what, auto time) {
        benchmark::RegisterBenchmark(("handshake/" + subject + '/' + what).c_str(),
                                     checked(handshake_check<Suite, Identity>(), time))
            ->UseManualTime();
    };
    add("whole", [](benchmark::State& state) {
        hc::fresh_keys<Suite> keys;
        time_handshakes<Suite, Identity>(state, share::whole, keys, [](auto&) {});
    });
    for (const share timed : {share::whole, share::server}) {
        add(timed == share::whole ? "at_hand" : "server", [timed](benchmark::State& state) {
            at_hand<Suite> keys;
            const auto next = [](at_hand<Suite>& hand) { hand.ready.emplace(Source::template make<Suite>()); };
            time_handshakes<Suite, Identity>(state, timed, keys, next);
        });
    }
}

// The steps of a suite's key transport that are a server's: SUBJECT/decapsulate and SUBJECT/generate.
template <class Suite, class Source>
void add_transport(const std::string& subject) {
    using transport = typename Suite::key_transport;
    constexpr auto random = Suite::primitives::random::fill;
    const auto decapsulate = [](benchmark::State& state) {
        std::array<std::byte, Suite::secrets_size> sent{}, opened{};
        std::array<std::byte, transport::encapsulation_size> encapsulation{};
        for (auto _ : state) {
            auto pair = Source::template make<Suite>();
            if (!transport::encapsulate(pair.public_key(), sent, encapsulation, random)) {
                return state.SkipWithError("encapsulation failed");
            }
            const double start = cpu_time::now();
            const bool good = std::move(pair).decapsulate(encapsulation, opened);
            state.SetIterationTime(cpu_time::now() - start);
            if (!good || sent != opened) return state.SkipWithError("what was opened is not what was sent");
        }
    };
    const auto generate = [](benchmark::State& state) {
        for (auto _ : state) {
            if (!transport::key_pair::generate(random)) return state.SkipWithError("generation failed");
        }
    };
    benchmark::RegisterBenchmark(("handshake/" + subject + "/decapsulate").c_str(), decapsulate)->UseManualTime();
    benchmark::RegisterBenchmark(("handshake/" + subject + "/generate").c_str(), generate);
}

// The server's share with a pool of key pairs that was full before the first handshake, and that its thread fills
// again beside them: so many handshakes in a row, and how they are distributed.
template <class Suite, class Identity>
void time_latency(benchmark::State& state, std::size_t samples) {
    const auto identity = Identity::generate().value();
    auto pool = hc::key_pool<Suite>::make({.low = samples, .high = samples}).value();
    pool.wait_until_ready(samples).value();
    std::vector<double> taken;
    for (auto _ : state) {
        const auto server = shake_hands<passing_time, Suite>(identity, pool);
        if (!server) return state.SkipWithError("the handshake failed");
        taken.push_back(*server);
        state.SetIterationTime(taken.back());
    }
    if (pool.counts().made_inline > 0) return state.SkipWithError("the pool ran empty");
    std::ranges::sort(taken);
    const auto percentile = [&taken](std::size_t part) { return taken[(taken.size() - 1) * part / 100] * 1e9; };
    state.counters["p50"] = percentile(50);
    state.counters["p99"] = percentile(99);
}

// Few repetitions: each makes all its key pairs anew.
template <class Suite, class Identity>
void add_latency(const std::string& subject, std::size_t samples) {
    const std::string name = "handshake/" + subject + "/pool/" + std::to_string(samples);
    const auto time = [samples](benchmark::State& state) { time_latency<Suite, Identity>(state, samples); };
    benchmark::RegisterBenchmark(name.c_str(), checked(handshake_check<Suite, Identity>(), time))
        ->UseManualTime()
        ->Iterations(static_cast<std::int64_t>(samples))
        ->Repetitions(3);
}

// One backend. The other suites have the key transports of these. Access makes RSA key pairs of private keys.
template <class Standard, class Standard256, class Modern, class Identity, class Access>
void add_backend(const std::string& backend) {
    add_handshakes<Standard, rsa_of_vectors<Access>, Identity>("standard" + backend);
    add_transport<Standard, rsa_of_vectors<Access>>("rsa_2048" + backend);
    add_handshakes<Standard256, rsa_of_vectors<Access>, Identity>("standard_256" + backend);
    add_transport<Standard256, rsa_of_vectors<Access>>("rsa_3072" + backend);
    add_handshakes<Modern, generated, Identity>("modern" + backend);
    add_transport<Modern, generated>("x25519" + backend);
    for (const std::size_t samples : {100U, 400U}) add_latency<Standard, Identity>("standard" + backend, samples);
}

}  // namespace bench
