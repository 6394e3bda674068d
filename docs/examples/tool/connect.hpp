// handclasp connect, handclasp serve: a channel to a server, and one to the first client that comes and is taken.
#pragma once

#include "shared/server_session.hpp"
#include "tool/command.hpp"
#include "tool/pipe.hpp"
#include "tool/serve.hpp"

namespace tool {

using connect_settings = server_session::settings;

template <class Suite>
int connect(const connect_settings& chosen) {
    asio::io_context io;
    auto session = server_session::established<Suite>(io, chosen, {}, say);
    return pipe(session, {}, chosen.server,
                [&](const std::error_code& failure) { return server_session::text_of(session, failure, chosen); });
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
    context_option::add(command, chosen.context);
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
        {"serve", "Wait for one client: standard input goes to it, and what it sends to standard output",
         "--listen ADDRESS:PORT [--identity FILE[#ALIAS]] [OPTIONS]",
         "It serves one client and ends: the first whose handshake is good. Those that are refused are reported, and\n"
         "wait for nobody: up to 64 handshakes go on side by side, and of more the oldest is dropped.\n"
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
