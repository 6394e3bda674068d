// Sends every message back to whoever sent it.
//
//     echo_server --new-identity server.identity
//     echo_server --listen 127.0.0.1:4000 --identity server.identity
//
// Each session belongs to one of several threads and has a fresh key pair, and one that fails ends alone. The sessions of
// a thread wait while a key pair is made on it, which is for one of at most 64 whose handshake is under way. With
// --key-pool N, up to N key pairs are made before somebody asks for them, on a thread of their own. SIGHUP reads the files
// again: sessions go on, and new ones begin with what the files say then.

#include "echo/echo_session.hpp"
#include "echo/reference_echo.hpp"
#include "echo/session_threads.hpp"
#include "shared/command_line.hpp"
#include "shared/context_option.hpp"
#include "shared/descriptors.hpp"
#include "shared/key_source.hpp"
#include "shared/line_log.hpp"
#include "shared/listening.hpp"
#include "shared/newcomers.hpp"
#include "shared/server_files.hpp"
#include "shared/standard_streams.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <asio/signal_set.hpp>

#include <deque>
#include <thread>

namespace hc = handclasp;
using listening::tcp;

namespace {

struct settings {
    std::vector<std::string> listen;
    std::string suite = "standard", new_identity, context;
    std::size_t key_pool = 0;
    server_files::settings files;
};

line_log& output() {
    static line_log log(STDOUT_FILENO);
    return log;
}

line_log& errors() {
    static line_log log(STDERR_FILENO);
    return log;
}

void say(std::string_view what) noexcept {
    output().say(what);
}

void report(std::string_view who, std::string_view what) noexcept {
    errors().say(who, what);
}

void report_own(std::string_view what) noexcept {
    report("echo_server", what);
}

// Reads the files again whenever SIGHUP comes, also where strangers have taken all descriptors.
void follow(asio::signal_set& hangups, server_files::current& files, descriptors::spare& spare) noexcept {
    listening::start(
        [&] {
            hangups.async_wait([&](const std::error_code& cancelled, int) {
                if (cancelled) return;
                try {
                    spare.lend([&] { files.read_again(say, report_own); });
                } catch (const std::exception& error) {
                    report_own(error.what());  // for want of memory
                }
                follow(hangups, files, spare);
            });
        },
        report_own);
}

// Serves until a signal ends it, and then calls end(). start(number of the address, socket) is called for each client.
template <class Start, class End>
void listen(const settings& chosen, server_files::current& files, newcomers& entrance, Start start, End end) {
    asio::io_context io;
    session_threads threads(report_own);
    std::deque<listening::arrivals> addresses;
    for (const auto& where : chosen.listen) {
        const std::size_t number = addresses.size();
        const auto& address = addresses.emplace_back(
            io, where, entrance, [&]() -> asio::io_context& { return threads.next(); },
            [number, &start](tcp::socket socket) { start(number, std::move(socket)); }, report_own);
        say("listening on " + listening::text_of(address.address()));
        if (const auto text = files.fingerprint_text(number); !text.empty()) say("fingerprint " + text);
    }
    if (chosen.files.identities.empty()) report_own("no identity: clients can only use --trust anyone");
    files.warn(report_own);

    asio::signal_set hangups(io, SIGHUP);
    descriptors::spare spare;
    follow(hangups, files, spare);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&io](std::error_code, int) { io.stop(); });
    listening::run(io, report_own);
    end();
}

hc::net::options options_of(const settings& chosen) {
    auto options = context_option::options_of(chosen.context);
    options.message_deadline = std::chrono::seconds(30);  // for a message on its way, not for the pause between two
    return options;
}

void say_who(std::string_view peer, std::string_view name) {
    say("client " + std::string(peer) + " is " + std::string(name));
}

template <class Suite>
int run(const settings& chosen) {
    using session = echo_session<Suite, key_source<Suite>>;
    server_files::current files(chosen.files);
    key_source<Suite> keys(chosen.key_pool);
    newcomers entrance;
    const auto start = [&, options = options_of(chosen)](std::size_t address, tcp::socket socket) {
        std::make_shared<session>(std::move(socket), options, files.clients(), files.identity(address), keys,
                                  typename session::listener{say_who, report})
            ->start(entrance);
    };
    listen(chosen, files, entrance, start, [&] {
        if (const auto counts = keys.counts(); !counts.empty()) say("key pool: " + counts);
    });
    return 0;
}

void serve_old_peer(tcp::socket socket, const hc::net::options& options, newcomers& entrance) noexcept {
    std::string peer;
    try {
        peer = listening::peer_of(socket);
        const auto end = reference_echo::serve(std::move(socket), options, entrance);
        if (end.failure) report(peer, reference_echo::text_of(end));
    } catch (const std::exception& error) {
        report(peer, error.what());
    }
}

// For old peers, whose connections have blocking calls alone: each has a thread.
int run_reference(const settings& chosen) {
    const auto& files = chosen.files;
    if (!files.identities.empty() || files.clients.asks() || !chosen.context.empty() || chosen.key_pool != 0) {
        throw CLI::ValidationError("--suite reference", "it has neither identities nor contexts, nor a key pool");
    }
    server_files::current none(files);
    newcomers entrance;
    const auto start = [&, options = options_of(chosen)](std::size_t, tcp::socket socket) {
        std::thread([&entrance, options, moved = std::move(socket)]() mutable {
            serve_old_peer(std::move(moved), options, entrance);
        }).detach();
    };
    // The threads of those who are still here use all that a return would destroy.
    listen(chosen, none, entrance, start, [] { std::_Exit(0); });
    return 0;
}

// Another suite is another line.
struct {
    std::string_view name;
    int (*run)(const settings&);
} constexpr suites[] = {
    {"standard", run<hc::standard>},
    {"standard_256", run<hc::standard_256>},
    {"encrypt_then_mac", run<hc::encrypt_then_mac>},
    {"gcm", run<hc::gcm>},
    {"chacha", run<hc::chacha>},
    {"modern", run<hc::modern>},
    {"reference", run_reference},
};

int start(const settings& chosen) {
    if (!chosen.new_identity.empty()) {
        const auto identity = identity_file::create(chosen.new_identity);
        std::cout << "fingerprint " << identity.fingerprint().text() << '\n';
        standard_streams::require_written();
        return 0;
    }
    listening::prepare();
    static_cast<void>(output()), static_cast<void>(errors());  // while there are descriptors
    return command_line::run(suites, chosen.suite, chosen);
}

constexpr auto usage = "echo_server (--listen ADDRESS:PORT [--identity FILE] | --new-identity FILE) [OPTIONS]";

void add_options(CLI::App& app, settings& chosen) {
    app.add_option("--listen", chosen.listen,
                   "ADDRESS:PORT to listen on; port 0 takes a free one; several times for several")
        ->check(command_line::check_endpoint)
        ->type_name("ADDRESS:PORT")
        ->allow_extra_args(false);
    command_line::add_suite(app, chosen.suite, suites);
    app.add_option(
           "--identity", chosen.files.identities,
           "Who this server is: a key store (PKCS#12), with #ALIAS where it has several entries, a PEM file, or "
           "a file of --new-identity; once for each --listen")
        ->check(identity_options::check_file)
        ->type_name("FILE[#ALIAS]")
        ->allow_extra_args(false);
    password_source::add(app, chosen.files.password, "--identity");
    client_options::add(app, chosen.files.clients);
    context_option::add(app, chosen.context);
    app.add_option("--key-pool", chosen.key_pool,
                   "Key pairs to make ahead, on a thread of their own; with 0 each session makes its own, and holds up "
                   "others\nof its thread meanwhile")
        ->check(CLI::Range(std::size_t{0}, hc::key_pool_options::most_ready))
        ->capture_default_str();
    app.add_option("--new-identity", chosen.new_identity,
                   "Only write a new identity to this file, and print its fingerprint");
    app.formatter(std::make_shared<command_line::usage_line>(usage));
    app.footer("Example: echo_server --new-identity server.identity\n"
               "         echo_server --listen 127.0.0.1:4000 --identity server.identity\n"
               "Up to 64 handshakes go on side by side, and of more the oldest is dropped.\n"
               "SIGHUP makes it read --identity and the files of clients again; sessions go on.");
}

void check(const settings& chosen) {
    const auto& identities = chosen.files.identities;
    if (chosen.listen.empty() && chosen.new_identity.empty()) throw CLI::RequiredError("--listen");
    if (!chosen.listen.empty() && !chosen.new_identity.empty())
        throw CLI::ValidationError("--new-identity excludes --listen");
    if (!identities.empty() && identities.size() != chosen.listen.size())
        throw CLI::ValidationError("give --identity once for each --listen, or not at all");
    client_options::check(chosen.files.clients);
}

}  // namespace

int main(int count, char** arguments) {
    standard_streams::occupy();
    settings chosen;
    CLI::App app("Sends every message back to whoever sent it.", "echo_server");
    add_options(app, chosen);
    try {
        app.parse(count, arguments);
        check(chosen);
        return start(chosen);
    } catch (const CLI::ParseError& wrong) {
        return command_line::refuse(app, wrong, usage);
    } catch (const std::exception& error) {
        report_own(error.what());
        return 1;
    }
}
