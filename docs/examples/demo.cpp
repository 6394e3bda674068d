// What `./run demo` runs: a server, clients, and a tap on each wire between them. It shows the units that pass,
// messages in both directions at once, and what becomes of two attacks. It ends by itself, with 0 if all was as it
// should be.

#include "unit_text.hpp"
#include "wire_tap.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <condition_variable>
#include <future>
#include <iostream>
#include <mutex>
#include <set>

namespace hc = handclasp;
using tcp = asio::ip::tcp;
using suite = hc::standard;
using connection = hc::net::connection<suite>;

// What the tap prints, foretold: the unit that brings the keys and "client 1", and the frame of "client 1: reading 1".
static_assert(suite::initial::size(8) == 4 + 256 + 16 + (16 + 16));
static_assert(hc::layout::message_frame<suite>::frame_size(19) == 4 + 16 + (16 + 32));

namespace {

// Lines from many threads, and whether all that was expected came true.
class report {
public:
    void line(std::string_view who, std::string_view what) {
        const std::lock_guard lock(mutex_);
        std::cout << who << std::string(who.size() < 8 ? 8 - who.size() : 0, ' ') << ' ' << what << std::endl;
    }
    void heading(std::string_view text) {
        const std::lock_guard lock(mutex_);
        std::cout << '\n' << text << '\n';
    }
    void expect(bool good, std::string_view what) {
        if (good) return;
        const std::lock_guard lock(mutex_);
        std::cout << "NOT AS EXPECTED: " << what << std::endl;
        good_ = false;
    }
    [[nodiscard]] bool good() {
        const std::lock_guard lock(mutex_);
        return good_;
    }

private:
    std::mutex mutex_;
    bool good_ = true;
};

// How one end saw a session.
struct outcome {
    std::string client;                 // the name, as far as this end knows it
    std::vector<std::string> received;  // the messages, without the first
    std::error_code failure;            // none where both directions were closed
};

std::string text_of(hc::octets message) {
    return std::string(hc::as_text(message));
}

enum class role { client, server };

// An end of an established session: one thread says what it has to say whenever it likes, while this one listens. The
// client closes when it has said all, and the server when the client has: so no session ends well with a word missing.
void converse(connection& session, role side, const std::vector<std::string>& own, std::string_view who, outcome& seen,
              report& out) {
    std::jthread speaker([&] {
        std::error_code failure;
        for (const std::string& message : own) {
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
            if (!failure) session.send(hc::as_octets(message), failure);
        }
        if (!failure && side == role::client) session.close(failure);
    });
    while (const auto message = session.receive(seen.failure)) {
        seen.received.push_back(text_of(*message));
        out.line(who, "received \"" + seen.received.back() + '"');
    }
    speaker.join();
    if (!seen.failure && side == role::server) session.close(seen.failure);
}

// What each side says of its own accord. The other one expects just that.
std::vector<std::string> words_of_client(const std::string& name) {
    return {name + ": reading 1", name + ": reading 2, and a word more on how it came about"};
}
std::vector<std::string> words_for_client(const std::string& name) {
    return {"order 1 for " + name, "order 2 for " + name};
}

// Accepts for as long as it lives, with a thread for each session. Nothing that happens in one reaches another.
class demo_server {
public:
    demo_server(const hc::ed25519_identity& identity, report& out)
        : identity_(identity), out_(out), acceptor_(context_, {asio::ip::address_v4::loopback(), 0}) {
        accept();
        acceptance_ = std::jthread([this] { context_.run(); });
    }
    demo_server(const demo_server&) = delete;
    demo_server& operator=(const demo_server&) = delete;
    ~demo_server() {
        asio::post(context_, [this] { acceptor_.close(); });
        acceptance_.join();
    }

    [[nodiscard]] tcp::endpoint address() const { return acceptor_.local_endpoint(); }

    // How the next `count` sessions to end did end.
    [[nodiscard]] std::vector<outcome> wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        ended_.wait_for(lock, std::chrono::seconds(20), [&] { return outcomes_.size() >= count; });
        return std::exchange(outcomes_, {});
    }

private:
    void accept() {
        acceptor_.async_accept([this](std::error_code failure, tcp::socket socket) {
            if (failure) return;
            sessions_.emplace_back([this, accepted = std::move(socket)]() mutable { serve(std::move(accepted)); });
            accept();
        });
    }

    void serve(tcp::socket socket) {
        connection session(std::move(socket));
        outcome seen{"", {}, {}};
        const auto first = session.handshake(identity_, hc::fresh_keys<suite>{}, seen.failure);
        if (!seen.failure) {
            seen.client = text_of(first);
            out_.line("server", "received \"" + seen.client + "\", which came with the keys");
            converse(session, role::server, words_for_client(seen.client), "server", seen, out_);
        }
        if (seen.failure) {
            const std::string whom = seen.client.empty() ? "a client without keys" : seen.client;
            out_.line("server", "gives up " + whom + ": " + seen.failure.message());
        }
        const std::lock_guard lock(mutex_);
        outcomes_.push_back(std::move(seen));
        ended_.notify_all();
    }

    const hc::ed25519_identity& identity_;
    report& out_;
    asio::io_context context_;
    tcp::acceptor acceptor_;
    std::mutex mutex_;
    std::condition_variable ended_;
    std::vector<outcome> outcomes_;
    std::vector<std::jthread> sessions_;  // for the acceptance thread alone
    std::jthread acceptance_;
};

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
outcome run_client(const std::string& name, const tcp::endpoint& server, hc::fingerprint expected, attack how,
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

void three_clients(demo_server& server, hc::fingerprint pinned, evidence& taps, report& out) {
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

void tampered_frame(demo_server& server, hc::fingerprint pinned, evidence& taps, report& out) {
    out.heading("2. The tap changes a frame");
    const outcome seen = run_client("client 4", server.address(), pinned, attack::first_message, taps, out);
    const auto served = server.wait_for(1);
    out.expect(seen.failure == hc::errc::truncated, "the client sees the stream cut");
    out.expect(served.size() == 1 && served.front().failure == hc::errc::authentication_failed &&
                   served.front().received.empty(),
               "the server refuses the frame");
}

void wrong_server(demo_server& server, evidence& taps, report& out) {
    out.heading("3. A client meets a server that it does not trust");
    const auto other = hc::ed25519_identity::generate().value();
    const outcome seen = run_client("client 5", server.address(), other.fingerprint(), attack::none, taps, out);
    const auto served = server.wait_for(1);
    out.expect(seen.failure == hc::errc::untrusted, "the client refuses the server");
    out.expect(served.size() == 1 && served.front().failure == hc::errc::truncated && served.front().client.empty(),
               "the server learns nothing from that client");
}

}  // namespace

int main() {
    report out;
    try {
        const auto identity = hc::ed25519_identity::generate().value();
        const auto pinned = identity.fingerprint();
        evidence taps(out);
        demo_server server(identity, out);

        std::cout << "suite     " << suite::name << "\nserver    127.0.0.1:" << server.address().port()
                  << ", identity (Ed25519) " << pinned.text().substr(0, 16)
                  << "...\n\nOn the wire: who, which way (-> to the server), unit, its size and its parts in octets.\n"
                     "RSA(...) and AES(...) are encrypted; all the rest is plaintext.\n";
        three_clients(server, pinned, taps, out);
        tampered_frame(server, pinned, taps, out);
        wrong_server(server, taps, out);
        out.expect(taps.session_keys() == 5, "five sessions, a key pair for each");
        if (out.good()) {
            std::cout << "\nAll as it should be: 5 sessions with 5 session keys, " << taps.units()
                      << " units, none with a readable word of a\nmessage; a changed frame and an untrusted server "
                         "refused.\n";
        }
    } catch (const std::exception& failure) {
        out.expect(false, failure.what());
    }
    return out.good() ? 0 : 1;
}
