// The demonstration's first part: what a tap on the wire sees of sessions, and what becomes of two attacks.
#pragma once

#include "demo/report.hpp"
#include "demo/session.hpp"
#include "demo/wire_tap.hpp"
#include "shared/unit_text.hpp"

#include <future>
#include <set>

namespace demo {

// What the tap prints, foretold: the unit that brings the keys and "client 1", and the frame of "client 1: reading 1".
static_assert(suite::initial::size(8) == 4 + 256 + 16 + (16 + 16));
static_assert(hc::layout::message_frame<suite>::frame_size(19) == 4 + 16 + (16 + 32));

// What the taps have seen of all clients.
class evidence {
public:
    explicit evidence(report& out) : out_(out) {}

    // Shows a unit, and looks in it for what must not be there.
    void show(const std::string& client, wire_tap::direction way, hc::octets unit) {
        const bool up = way == wire_tap::direction::to_server;
        out_.line(client, (up ? "-> " : "<- ") + unit_text<suite>::name(unit) + "  " + unit_text<suite>::parts(unit));
        const std::lock_guard lock(mutex_);
        ++units_;
        for (const std::string_view word : {"client", "reading", "order"}) {
            out_.expect(hc::as_text(unit).find(word) == std::string_view::npos, "plaintext on the wire");
        }
        if (hc::layout::unit_header::type_of(unit) == hc::unit_type::hello) {
            session_keys_.insert(text_of(suite::hello::public_key.of(unit)));
        }
    }
    [[nodiscard]] std::size_t units() {
        const std::lock_guard lock(mutex_);
        return units_;
    }
    [[nodiscard]] std::size_t session_keys() {
        const std::lock_guard lock(mutex_);
        return session_keys_.size();
    }

private:
    report& out_;
    std::mutex mutex_;
    std::size_t units_ = 0;
    std::set<std::string> session_keys_;
};

enum class attack { none, first_message };

// A client from its connection to its end, through a tap of its own.
inline outcome run_client(const std::string& name, const tcp::endpoint& server, hc::fingerprint expected, attack how,
                          evidence& taps, report& out) {
    outcome seen{name, {}, {}};
    asio::io_context context;
    bool attacking = how == attack::first_message;  // for the thread of the direction to the server
    wire_tap tap(context, server, [&](wire_tap::direction way, hc::mutable_octets unit) {
        taps.show(name, way, unit);
        if (way == wire_tap::direction::to_client || !attacking) return;
        if (hc::layout::unit_header::type_of(unit) != hc::unit_type::message) return;
        attacking = false;
        unit.back() ^= std::byte{1};
        out.line("the tap", "flips one bit of that frame");
    });
    connection session(tap.take_client_end());
    session.handshake(hc::trust::pinned(expected), hc::as_octets(name), seen.failure);
    if (!seen.failure) converse(session, role::client, words_of_client(name), name, seen, out);
    if (seen.failure) out.line(name, "gives up: " + seen.failure.message());
    return seen;
}

inline void three_clients(demo_server& server, hc::fingerprint pinned, evidence& taps, report& out) {
    out.heading("1. Three clients at once, a session key each; both sides speak when they like");
    std::vector<std::future<outcome>> clients;
    for (const std::string name : {"client 1", "client 2", "client 3"}) {
        clients.push_back(std::async(std::launch::async, [&, name] {
            return run_client(name, server.address(), pinned, attack::none, taps, out);
        }));
    }
    for (auto& client : clients) {
        const outcome seen = client.get();
        out.expect(!seen.failure && seen.received == words_for_client(seen.client), seen.client + " heard the server");
    }
    const auto served = server.wait_for(3);
    out.expect(served.size() == 3 && taps.session_keys() == 3, "three sessions, a key pair for each");
    for (const outcome& seen : served) {
        out.expect(!seen.failure && seen.received == words_of_client(seen.client), "the server heard " + seen.client);
    }
}

inline void tampered_frame(demo_server& server, hc::fingerprint pinned, evidence& taps, report& out) {
    out.heading("2. The tap changes a frame");
    const outcome seen = run_client("client 4", server.address(), pinned, attack::first_message, taps, out);
    const auto served = server.wait_for(1);
    out.expect(seen.failure == hc::errc::truncated, "the client sees the stream cut");
    out.expect(served.size() == 1 && served.front().failure == hc::errc::authentication_failed &&
                   served.front().received.empty(),
               "the server refuses the frame");
}

inline void wrong_server(demo_server& server, evidence& taps, report& out) {
    out.heading("3. A client meets a server that it does not trust");
    const auto other = hc::ed25519_identity::generate().value();
    const outcome seen = run_client("client 5", server.address(), other.fingerprint(), attack::none, taps, out);
    const auto served = server.wait_for(1);
    out.expect(seen.failure == hc::errc::untrusted, "the client refuses the server");
    out.expect(served.size() == 1 && served.front().failure == hc::errc::truncated && served.front().client.empty(),
               "the server learns nothing from that client");
}

}  // namespace demo
