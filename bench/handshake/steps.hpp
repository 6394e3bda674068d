#pragma once

#include "support/octets.hpp"

#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>

#include <chrono>
#include <ctime>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>

namespace bench {

// Where the key pairs come from that are at hand already, which a handshake does not wait for.

// All from one private key of the vectors, HANDCLASP_VECTORS being their folder: generating as many would take hours.
template <class Access>
struct rsa_of_vectors {
    template <class Suite>
    [[nodiscard]] static auto make() {
        using transport = typename Suite::key_transport;
        static const std::string pem = read("rsa-" + std::to_string(transport::modulus_bits) + ".pem");
        return Access::template from_pem<transport>(pem);
    }

private:
    static std::string read(const std::string& name) {
        std::ifstream file(std::string(HANDCLASP_VECTORS) + "/keys/" + name);
        if (!file) throw std::runtime_error("cannot read the vectors' key " + name);
        std::stringstream content;
        content << file.rdbuf();
        return content.str();
    }
};

// Each generated before it is wanted.
struct generated {
    template <class Suite>
    [[nodiscard]] static auto make() {
        return hc::fresh_keys<Suite>().take().value();
    }
};

// A supply that hands out the pair that was put in.
template <class Suite>
struct at_hand {
    using key_pair = typename Suite::key_transport::key_pair;
    std::optional<key_pair> ready;

    [[nodiscard]] hc::result<key_pair> take() {
        auto taken = std::move(ready);
        ready.reset();
        if (!taken) return hc::errc::invalid_argument;
        return *std::move(taken);
    }
};

// The processor time of the calling thread, in seconds: what a step costs, whoever else runs.
struct cpu_time {
    [[nodiscard]] static double now() noexcept {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    }
};

// Seconds as they pass: how long somebody waits.
struct passing_time {
    [[nodiscard]] static double now() noexcept {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }
};

// One whole handshake; returns how much of it the server took, from request to hello and from initial to session.
template <class Clock, hc::protocol_suite Suite, hc::identity Identity, hc::key_supply<Suite> Keys>
hc::result<double> shake_hands(const Identity& identity, Keys&& keys) {
    auto awaiting_hello = hc::client<Suite>::request(hc::trust::pinned(identity.fingerprint()));
    if (!awaiting_hello) return awaiting_hello.error();
    const double before_answer = Clock::now();
    auto awaiting_keys = hc::server<Suite>::answer(awaiting_hello->request(), identity, keys);
    const double after_answer = Clock::now();
    if (!awaiting_keys) return awaiting_keys.error();
    auto client = std::move(*awaiting_hello).receive(awaiting_keys->hello(), hc::as_octets("first message"));
    if (!client) return client.error();
    const double before_accept = Clock::now();
    const auto server = std::move(*awaiting_keys).accept(client->initial);
    const double after_accept = Clock::now();
    if (!server) return server.error();
    if (hc::as_text(server->message) != "first message") return hc::errc::authentication_failed;
    return after_answer - before_answer + (after_accept - before_accept);
}

}  // namespace bench
