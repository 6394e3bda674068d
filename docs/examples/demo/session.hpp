// The demonstration's server, and what both ends of a session say.
#pragma once

#include "demo/report.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace demo {

namespace hc = handclasp;
using tcp = asio::ip::tcp;
using suite = hc::standard;
using connection = hc::net::connection<suite>;

// How one end saw a session.
struct outcome {
    std::string client;                 // the name, as far as this end knows it
    std::vector<std::string> received;  // the messages, without the first
    std::error_code failure;            // none where both directions were closed
};

inline std::string text_of(hc::octets message) {
    return std::string(hc::as_text(message));
}

enum class role { client, server };

// An end of an established session: one thread says what it has to say whenever it likes, while this one listens. The
// client closes when it has said all, and the server when the client has: so no session ends well with a word missing.
inline void converse(connection& session, role side, const std::vector<std::string>& own, std::string_view who,
                     outcome& seen, report& out) {
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
inline std::vector<std::string> words_of_client(const std::string& name) {
    return {name + ": reading 1", name + ": reading 2, and a word more on how it came about"};
}
inline std::vector<std::string> words_for_client(const std::string& name) {
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

}  // namespace demo
