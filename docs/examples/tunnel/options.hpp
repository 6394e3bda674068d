// The command line of handclasp-tunnel.
#pragma once

#include "shared/client_options.hpp"
#include "shared/command_line.hpp"
#include "shared/context_option.hpp"
#include "shared/identity_options.hpp"
#include "shared/trust_options.hpp"

#include <handclasp/handshake/key_pool.hpp>

#include <string>

namespace tunnel {

struct settings {
    bool server = false, client = false;
    std::string listen, connect, suite = "standard", context;
    identity_options::settings identity;
    trust_options::settings trust;
    client_options::settings clients;
    std::size_t key_pool = 0;
    std::size_t connections = 100;
    int handshake_deadline = 10;  // seconds
};

constexpr auto usage =
    "handclasp-tunnel --server [--identity FILE] --listen ADDRESS:PORT --connect ADDRESS:PORT [OPTIONS]\n"
    "       handclasp-tunnel --client (--pin FINGERPRINT | --known-servers FILE | --authority FILE | --trust anyone)\n"
    "                        --listen ADDRESS:PORT --connect ADDRESS:PORT [OPTIONS]";

// Throws CLI::ValidationError where the options do not go together.
inline void check(const settings& chosen) {
    if (chosen.server == chosen.client) throw CLI::ValidationError("say --server or --client");
    if (chosen.listen.empty()) throw CLI::RequiredError("--listen");
    if (chosen.connect.empty()) throw CLI::RequiredError("--connect");
    if (chosen.client) {
        trust_options::check(chosen.trust);
        if (chosen.clients.asks()) throw CLI::ValidationError("--clients and --client-authority are for --server");
    } else {
        if (trust_options::any(chosen.trust))
            throw CLI::ValidationError("--pin, --known-servers, --authority and --trust are for --client");
        client_options::check(chosen.clients);
    }
}

// `suites` is a table of names and functions, as for command_line::run.
template <class Table>
void add_options(CLI::App& app, settings& chosen, const Table& suites) {
    app.add_flag("--server", chosen.server, "Take handclasp connections, and go on in the clear");
    app.add_flag("--client", chosen.client, "Take connections in the clear, and go on with handclasp");
    app.add_option("--listen", chosen.listen, "ADDRESS:PORT to listen on; port 0 takes a free one")
        ->check(command_line::check_endpoint);
    app.add_option("--connect", chosen.connect, "ADDRESS:PORT to connect to: of the target, or of the other tunnel")
        ->check(command_line::check_endpoint);
    command_line::add_suite(app, chosen.suite, suites);
    identity_options::add(app, chosen.identity);
    trust_options::add(app, chosen.trust);
    client_options::add(app, chosen.clients);
    context_option::add(app, chosen.context);
    app.add_option("--key-pool", chosen.key_pool, "Key pairs to make ahead; with 0 each session makes its own")
        ->check(CLI::Range(std::size_t{0}, handclasp::key_pool_options::most_ready))
        ->capture_default_str();
    app.add_option("--connections", chosen.connections,
                   "Connections at a time, of some seven descriptors each; more of them wait, at a server until\nthe "
                   "handshake's "
                   "deadline. Besides, a server has up to 64 whose handshake is under way; of more,\nor without "
                   "descriptors for others, the oldest is dropped")
        ->check(CLI::Range(std::size_t{1}, std::size_t{10000}))
        ->capture_default_str();
    app.add_option("--handshake-deadline", chosen.handshake_deadline,
                   "Seconds until a new connection has to be established")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
    app.formatter(std::make_shared<command_line::usage_line>(usage));
    app.footer("Example: echo_server --new-identity server.identity\n"
               "         handclasp-tunnel --server --listen 127.0.0.1:4000 --connect 127.0.0.1:80 --identity "
               "server.identity\n"
               "         handclasp-tunnel --client --listen 127.0.0.1:8080 --connect 127.0.0.1:4000 --pin FINGERPRINT\n"
               "SIGHUP makes it read --identity and the files of clients again; what is open goes on.");
}

}  // namespace tunnel
