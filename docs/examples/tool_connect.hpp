// handclasp connect, handclasp serve: a channel to a server, and one to the first client that comes and is taken.
#pragma once

#include "server_files.hpp"
#include "tool_command.hpp"
#include "tool_pipe.hpp"
#include "trust_options.hpp"

#include <asio/connect.hpp>
#include <asio/io_context.hpp>

#include <sstream>

namespace tool {

using tcp = asio::ip::tcp;

struct connect_settings {
    std::string server, suite = "standard", context;
    trust_options::settings trust;
    identity_options::settings identity;
};

struct serve_settings {
    std::string listen, suite = "standard", context;
    client_options::settings clients;
    identity_options::settings identity;
};

inline hc::net::options options_of(const std::string& context) {
    hc::net::options options;
    options.context.assign(hc::as_octets(context).begin(), hc::as_octets(context).end());
    return options;
}

template <class Suite>
hc::net::connection<Suite> connection_to(asio::io_context& io, const connect_settings& chosen) {
    const auto [address, port] = command_line::split(chosen.server);
    tcp::socket socket(io);
    std::error_code failure;
    const auto addresses = tcp::resolver(io).resolve(address, port, failure);
    if (!failure) asio::connect(socket, addresses, failure);
    if (failure) throw std::runtime_error(chosen.server + ": " + failure.message());
    return hc::net::connection<Suite>(std::move(socket), options_of(chosen.context));
}

template <class Suite>
int connect(const connect_settings& chosen) {
    const auto server = command_line::split(chosen.server);
    const trust_options::server_trust trust(chosen.trust, server);
    password_source::kept password;
    const auto identity = identity_options::load(chosen.identity, password);

    for (asio::io_context io;;) {
        auto session = connection_to<Suite>(io, chosen);
        std::error_code failure;
        if (identity.is_none()) {
            session.handshake(trust, {}, failure);
        } else {
            session.handshake(trust, identity, {}, failure);
        }
        if (!failure) {
            const std::string hint = "; or does the server not take this client?";
            return pipe(session, {}, chosen.server, hint);
        }
        if (failure == hc::errc::untrusted) {
            if (trust_options::known_from_now_on(chosen.trust, server, session.server())) continue;
            throw std::runtime_error(chosen.server + ": " + trust.why(session.server()));
        }
        const bool wants_credential = failure == hc::errc::credential_demanded;
        throw std::runtime_error(chosen.server + ": " + failure_text::of(session, failure) +
                                 (wants_credential ? "; give --identity" : ""));
    }
}

inline tcp::acceptor acceptor_at(asio::io_context& io, const std::string& where) {
    const auto [address, port] = command_line::split(where);
    try {
        return tcp::acceptor(io, *tcp::resolver(io).resolve(address, port, tcp::resolver::passive).begin());
    } catch (const std::system_error& error) {
        throw std::runtime_error("cannot listen on " + where + ": " + error.code().message());
    }
}

template <class Address>
std::string text_of(const Address& address) {
    std::ostringstream text;
    text << address;
    return text.str();
}

// Clients come one after the other until one is taken. shake_hands(session, failure) returns its first message, and
// why() and name_of(session) are about the client of the last.
template <class Suite, class Handshake, class Why, class Name>
int serve_one(const serve_settings& chosen, Handshake shake_hands, Why why, Name name_of) {
    asio::io_context io;
    auto acceptor = acceptor_at(io, chosen.listen);
    say("listening on " + text_of(acceptor.local_endpoint()));
    for (;;) {
        std::error_code failure;
        auto socket = acceptor.accept();
        const auto peer = socket.remote_endpoint(failure);
        if (failure) continue;  // it has gone again
        const auto where = text_of(peer);
        hc::net::connection<Suite> session(std::move(socket), options_of(chosen.context));
        const std::vector<std::byte> first = shake_hands(session, failure);
        if (failure) {
            const bool refused = failure == hc::errc::untrusted;
            say(where + ": " + (refused ? why() : failure_text::of(session, failure)) + "; waiting for the next");
            continue;
        }
        acceptor.close();
        say(where + ": " + name_of(session));
        return pipe(session, first, where, "");
    }
}

template <class Suite>
int serve(const serve_settings& chosen) {
    password_source::kept password;
    const auto identity = identity_options::load(chosen.identity, password);
    hc::fresh_keys<Suite> keys;
    const auto name = identity.fingerprint();
    say(name ? "fingerprint " + name->text() : "no identity: clients can only use --trust anyone");
    if (chosen.clients.asks()) {
        const server_files::session_clients clients(
            std::make_shared<const client_options::client_trust>(chosen.clients));
        return serve_one<Suite>(
            chosen,
            [&](auto& session, std::error_code& failure) {
                return session.handshake(identity, keys, clients, failure);
            },
            [&] { return clients.why(); }, [&](const auto& session) { return clients.name_of(session.client()); });
    }
    return serve_one<Suite>(
        chosen, [&](auto& session, std::error_code& failure) { return session.handshake(identity, keys, failure); },
        [] { return std::string(); },
        [](const auto&) { return std::string("a client, which was not asked who it is"); });
}

// Another suite is another line.
inline constexpr struct {
    std::string_view name;
    int (*connect)(const connect_settings&);
    int (*serve)(const serve_settings&);
} suites[] = {
    {"standard", connect<hc::standard>, serve<hc::standard>},
    {"standard_256", connect<hc::standard_256>, serve<hc::standard_256>},
    {"encrypt_then_mac", connect<hc::encrypt_then_mac>, serve<hc::encrypt_then_mac>},
    {"gcm", connect<hc::gcm>, serve<hc::gcm>},
    {"chacha", connect<hc::chacha>, serve<hc::chacha>},
    {"modern", connect<hc::modern>, serve<hc::modern>},
};

template <class Settings>
void add_channel_options(CLI::App& command, Settings& chosen) {
    command_line::add_suite(command, chosen.suite, suites);
    command.add_option("--context", chosen.context, "Text that has to be the same at both ends")
        ->check(command_line::check_context);
    identity_options::add(command, chosen.identity);
}

inline void add_channels(CLI::App& app, action& chosen) {
    add_command<connect_settings>(
        app, chosen,
        {"connect", "Connect to a server: standard input goes there, and what it sends to standard output",
         "ADDRESS:PORT (--pin FINGERPRINT | --known-servers FILE | --authority FILE | --trust anyone) [OPTIONS]",
         "The end of the input ends that direction; the program ends when both have ended.\n"
         "Examples: handclasp connect server.example:4000 --known-servers known < question > answer\n"
         "          handclasp connect 127.0.0.1:4000 --authority authority.pem --identity me.p12#alice"},
        [](CLI::App& command, connect_settings& settings) {
            command.add_option("ADDRESS:PORT", settings.server, "The server")
                ->required()
                ->check(command_line::check_endpoint);
            trust_options::add(command, settings.trust);
            add_channel_options(command, settings);
        },
        [](const connect_settings& settings) {
            trust_options::check(settings.trust);
            return std::ranges::find(suites, settings.suite, [](const auto& suite) { return suite.name; })
                ->connect(settings);
        });
    add_command<serve_settings>(
        app, chosen,
        {"serve", "Wait for a client: standard input goes to it, and what it sends to standard output",
         "--listen ADDRESS:PORT [--identity FILE[#ALIAS]] [OPTIONS]",
         "Clients that are refused are reported; the first that is taken is the only one.\n"
         "Examples: handclasp serve --listen 127.0.0.1:4000 --identity server.p12#web < answer > question\n"
         "          handclasp serve --listen 0.0.0.0:4000 --identity server.p12 --clients clients.allowed"},
        [](CLI::App& command, serve_settings& settings) {
            command.add_option("--listen", settings.listen, "ADDRESS:PORT to listen on; port 0 takes a free one")
                ->required()
                ->check(command_line::check_endpoint);
            client_options::add(command, settings.clients);
            add_channel_options(command, settings);
        },
        [](const serve_settings& settings) {
            client_options::check(settings.clients);
            return std::ranges::find(suites, settings.suite, [](const auto& suite) { return suite.name; })
                ->serve(settings);
        });
}

}  // namespace tool
