// The server's side of handclasp serve: handshakes with all clients that come, until one is taken.
#pragma once

#include "shared/client_session.hpp"
#include "shared/context_option.hpp"
#include "shared/line_log.hpp"
#include "shared/listening.hpp"
#include "shared/server_files.hpp"
#include "tool/pipe.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <asio/io_context.hpp>

#include <memory>

namespace tool {

struct serve_settings {
    std::string listen, suite = "standard", context;
    client_options::settings clients;
    identity_options::settings identity;
};

// Shakes hands with many clients side by side, so that none has to wait for another who is silent.
template <class Suite>
class reception {
public:
    // std::runtime_error.
    reception(asio::io_context& io, const serve_settings& chosen, const server_files::current& files)
        : io_(&io), files_(&files), options_(context_option::options_of(chosen.context)),
          arrivals_(
              io, chosen.listen, entrance_, [&io]() -> asio::io_context& { return io; },
              [this](auto socket) { greet(std::move(socket)); }, [this](auto text) { say_of_strangers(text); }) {}

    [[nodiscard]] asio::ip::tcp::endpoint address() const { return arrivals_.address(); }

    // The first client that is taken, and its first message. Nobody else is served from then on.
    struct taken {
        std::shared_ptr<client_session<Suite>> client;
        std::vector<std::byte> first;
    };
    [[nodiscard]] taken wait() {
        listening::run(*io_, [this](auto text) { say_of_strangers(text); });
        return std::move(taken_);
    }

private:
    struct guest {
        guest(asio::ip::tcp::socket socket, const reception& where, newcomers& all)
            : session(std::move(socket), where.options_, where.files_->clients()),
              entry(all, [this](const char* why) { end(why); }) {}

        void end(const char* why) noexcept {
            std::error_code ignored;
            session.give_way(why);
            session.connection().socket().close(ignored);
        }

        client_session<Suite> session;
        newcomers::entry entry;
    };

    // About those who are not taken.
    void say_of_strangers(std::string_view text) noexcept { log_.say("handclasp", text); }

    void greet(asio::ip::tcp::socket socket) {
        const auto client = std::make_shared<guest>(std::move(socket), *this, entrance_);
        client->session.async_handshake(*identity_, keys_, [this, client](const std::error_code& failure, auto first) {
            finished(client, failure, std::move(first));
        });
    }

    void finished(const std::shared_ptr<guest>& client, const std::error_code& failure, std::vector<std::byte> first) {
        auto& session = client->session;
        const bool stays = client->entry.settle();
        if (taken_.client) return;
        if (failure || !stays) {
            return say_of_strangers(session.peer() + ": " + session.text_of(failure) + "; waiting for the next");
        }
        taken_ = {{client, &session}, std::move(first)};
        arrivals_.close();
        while (entrance_.drop_oldest("another client was taken")) {
        }
    }

    asio::io_context* io_;
    const server_files::current* files_;
    std::shared_ptr<const identity_options::any_identity> identity_ = files_->identity(0);
    hc::fresh_keys<Suite> keys_;
    hc::net::options options_;
    line_log log_{STDERR_FILENO};
    newcomers entrance_;
    taken taken_;
    listening::arrivals arrivals_;
};

template <class Suite>
int serve(const serve_settings& chosen) {
    listening::prepare();
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
