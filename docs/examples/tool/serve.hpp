// The server's side of handclasp serve: handshakes with all clients that come, until one is taken.
#pragma once

#include "shared/client_session.hpp"
#include "shared/context_option.hpp"
#include "shared/listening.hpp"
#include "shared/server_files.hpp"
#include "tool/pipe.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <asio/io_context.hpp>

#include <list>
#include <memory>

namespace tool {

struct serve_settings {
    std::string listen, suite = "standard", context;
    client_options::settings clients;
    identity_options::settings identity;
};

// Shakes hands with many clients side by side, so that none has to wait for another who is silent. Where more come than
// it can have at a time, the oldest gives way: whoever means to keep a client out by silence has to bring that many
// within the time of one handshake, and not within its deadline.
template <class Suite>
class reception {
public:
    static constexpr std::size_t most = 64;

    // std::runtime_error.
    reception(asio::io_context& io, const serve_settings& chosen, const server_files::current& files)
        : io_(&io), files_(&files), options_(context_option::options_of(chosen.context)),
          arrivals_(
              io, chosen.listen, [&io]() -> asio::io_context& { return io; },
              [this](auto socket) { greet(std::move(socket)); }, say_quietly) {}

    [[nodiscard]] asio::ip::tcp::endpoint address() const { return arrivals_.address(); }

    // The first client that is taken, and its first message. Nobody else is served from then on.
    struct taken {
        std::shared_ptr<client_session<Suite>> client;
        std::vector<std::byte> first;
    };
    [[nodiscard]] taken wait() {
        listening::run(*io_, say_quietly);
        return std::move(taken_);
    }

private:
    using guest = std::shared_ptr<client_session<Suite>>;

    // For want of memory nothing is said, and the program goes on.
    static void say_quietly(std::string_view text) noexcept {
        try {
            say(std::string(text));
        } catch (const std::exception&) {
            return;
        }
    }

    void greet(asio::ip::tcp::socket socket) {
        const auto client = std::make_shared<client_session<Suite>>(std::move(socket), options_, files_->clients());
        while (guests_.size() >= most) {
            const auto oldest = guests_.front();
            drop(guests_.begin());
            say(oldest->peer() + ": has not finished its handshake, and too many others have come");
        }
        guests_.push_back(client);
        try {
            client->async_handshake(*identity_, keys_, [this, client](const std::error_code& failure, auto first) {
                finished(client, failure, std::move(first));
            });
        } catch (...) {
            guests_.pop_back();
            throw;
        }
    }

    // Its handshake completes all the same, and finds it gone.
    void drop(typename std::list<guest>::iterator at) {
        at->get()->connection().socket().close(ignored_);
        guests_.erase(at);
    }

    void finished(const guest& client, const std::error_code& failure, std::vector<std::byte> first) {
        if (guests_.remove(client) == 0) return;
        if (failure) return say(client->peer() + ": " + client->text_of(failure) + "; waiting for the next");
        taken_ = {client, std::move(first)};
        arrivals_.close();
        while (!guests_.empty()) drop(guests_.begin());
    }

    asio::io_context* io_;
    const server_files::current* files_;
    std::shared_ptr<const identity_options::any_identity> identity_ = files_->identity(0);
    hc::fresh_keys<Suite> keys_;
    hc::net::options options_;
    std::list<guest> guests_;  // in the order in which they came
    taken taken_;
    std::error_code ignored_;
    listening::arrivals arrivals_;
};

template <class Suite>
int serve(const serve_settings& chosen) {
    const server_files::current files(server_files::of_one(chosen.identity, chosen.clients));
    const auto fingerprint = files.fingerprint_text(0);
    say(fingerprint.empty() ? "no identity: clients can only use --trust anyone" : "fingerprint " + fingerprint);
    files.warn(say);
    asio::io_context io;
    reception<Suite> clients(io, chosen, files);
    say("listening on " + listening::text_of(clients.address()));
    const auto taken = clients.wait();
    const auto& client = taken.client;
    say(client->peer() + ": " + client->name().value_or("a client, which was not asked who it is"));
    return pipe(client->connection(), taken.first, client->peer(),
                [&](const std::error_code& failure) { return client->text_of(failure); });
}

}  // namespace tool
