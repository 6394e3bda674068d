// Sends every message back to whoever sent it.
//
//     echo_server --new-identity server.identity
//     echo_server --listen 127.0.0.1:4000 --identity server.identity
//
// Each connection is a coroutine on a strand of its own, each session has a fresh key pair, and one that fails ends
// alone. With --key-pool N, up to N key pairs are made before somebody asks for them. SIGHUP reads the files again:
// sessions go on, and new ones begin with what the files say then.

#include "command_line.hpp"
#include "failure_text.hpp"
#include "key_source.hpp"
#include "reference_echo.hpp"
#include "server_files.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <asio.hpp>

#include <deque>
#include <sstream>
#include <thread>

namespace hc = handclasp;
using identity_options::any_identity;
using tcp = asio::ip::tcp;

namespace {

struct settings {
    std::vector<std::string> listen;
    std::string suite = "standard", new_identity, context;
    std::size_t key_pool = 0;
    server_files::settings files;
};

void say(const std::string& what) {
    std::cout << what + "\n" << std::flush;
}

void report(const std::string& who, const std::string& what) {
    std::cerr << who + ": " + what + "\n";
}

template <class Address>
std::string text_of(const Address& address) {
    std::ostringstream text;
    text << address;
    return text.str();
}

std::string name_of(const tcp::socket& client) {
    std::error_code unknown;
    return text_of(client.remote_endpoint(unknown));
}

// Sends back what comes, from the first message on, until the client closes.
template <class Suite>
asio::awaitable<void> echo(hc::net::connection<Suite>& session, std::vector<std::byte> first) {
    co_await session.async_send(first, asio::use_awaitable);
    while (const auto message = co_await session.async_receive(asio::use_awaitable)) {
        co_await session.async_send(*message, asio::use_awaitable);
    }
    co_await session.async_close(asio::use_awaitable);
}

// One client, from its request to its close, under the identity that holds when it comes.
template <class Suite>
asio::awaitable<void> serve(hc::net::connection<Suite> session, std::shared_ptr<const any_identity> identity,
                            key_source<Suite>& keys) {
    const std::string peer = name_of(session.socket());
    try {
        auto first = co_await session.async_handshake(*identity, keys, asio::use_awaitable);
        co_await echo(session, std::move(first));
    } catch (const std::system_error& error) {
        report(peer, failure_text::of(session, error.code()));
    } catch (const std::exception& error) {
        report(peer, error.what());
    }
}

// The same for a client that has to say who it is.
template <class Suite>
asio::awaitable<void> serve(hc::net::connection<Suite> session, std::shared_ptr<const any_identity> identity,
                            key_source<Suite>& keys, server_files::session_clients clients) {
    const std::string peer = name_of(session.socket());
    try {
        auto first = co_await session.async_handshake(*identity, keys, clients, asio::use_awaitable);
        say("client " + peer + " is " + clients.name_of(session.client()));
        co_await echo(session, std::move(first));
    } catch (const std::system_error& error) {
        const auto why = clients.why();
        report(peer, why.empty() ? failure_text::of(session, error.code()) : "client refused: " + why);
    } catch (const std::exception& error) {
        report(peer, error.what());
    }
}

// All clients that come; start() takes each one's socket, which has a strand of its own.
template <class Start>
asio::awaitable<void> accept(tcp::acceptor& acceptor, Start start) {
    asio::steady_timer pause(acceptor.get_executor());
    for (;;) {
        try {
            start(co_await acceptor.async_accept(asio::make_strand(acceptor.get_executor()), asio::use_awaitable));
            continue;
        } catch (const std::exception& error) {
            report("accept", error.what());  // too many open files, or no memory, perhaps: that passes
        }
        pause.expires_after(std::chrono::milliseconds(100));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

tcp::acceptor acceptor_at(asio::io_context& io, const std::string& where) {
    const auto [address, port] = command_line::split(where);
    try {
        return tcp::acceptor(io, *tcp::resolver(io).resolve(address, port, tcp::resolver::passive).begin());
    } catch (const std::system_error& error) {
        if (error.code() == asio::error::address_in_use)
            throw std::runtime_error("the port of " + where + " is in use");
        throw std::runtime_error("cannot listen on " + where + ": " + error.code().message());
    }
}

// Reads the files again whenever SIGHUP comes.
asio::awaitable<void> follow(server_files::current& files) {
    asio::signal_set hangups(co_await asio::this_coro::executor, SIGHUP);
    for (;;) {
        co_await hangups.async_wait(asio::use_awaitable);
        files.read_again(say, [](const std::string& line) { report("echo_server", line); });
    }
}

// Serves until a signal ends it. start(number of the address, socket) is called for each client.
template <class Start>
void listen(const settings& chosen, server_files::current& files, Start start) {
    asio::io_context io;
    std::deque<tcp::acceptor> acceptors;
    for (const auto& where : chosen.listen) {
        const std::size_t address = acceptors.size();
        auto& acceptor = acceptors.emplace_back(acceptor_at(io, where));
        say("listening on " + text_of(acceptor.local_endpoint()));
        if (const auto text = files.fingerprint_text(address); !text.empty()) say("fingerprint " + text);
        asio::co_spawn(io,
                       accept(acceptor, [address, &start](tcp::socket socket) { start(address, std::move(socket)); }),
                       asio::detached);
    }
    if (chosen.files.identities.empty()) report("echo_server", "no identity: clients can only use --trust anyone");

    asio::co_spawn(io, follow(files), asio::detached);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&io](std::error_code, int) { io.stop(); });

    // A new session's key pair keeps a thread busy for a while, so that there are several.
    std::vector<std::thread> threads(std::max(2U, std::thread::hardware_concurrency()) - 1);
    for (auto& thread : threads) thread = std::thread([&io] { io.run(); });
    io.run();
    for (auto& thread : threads) thread.join();
}

hc::net::options options_of(const settings& chosen) {
    hc::net::options options;
    options.message_deadline = std::chrono::seconds(30);  // for a message on its way, not for the pause between two
    options.context.assign(hc::as_octets(chosen.context).begin(), hc::as_octets(chosen.context).end());
    return options;
}

template <class Suite>
int run(const settings& chosen) {
    server_files::current files(chosen.files);
    key_source<Suite> keys(chosen.key_pool);
    listen(chosen, files, [&, options = options_of(chosen)](std::size_t address, tcp::socket socket) {
        const auto strand = socket.get_executor();
        hc::net::connection<Suite> session(std::move(socket), options);
        auto identity = files.identity(address);
        if (auto clients = files.clients()) {
            const server_files::session_clients asked(std::move(clients));
            asio::co_spawn(strand, serve(std::move(session), std::move(identity), keys, asked), asio::detached);
        } else {
            asio::co_spawn(strand, serve(std::move(session), std::move(identity), keys), asio::detached);
        }
    });
    if (const auto counts = keys.counts(); !counts.empty()) say("key pool: " + counts);
    return 0;
}

// For old peers, whose connections have blocking calls alone: each has a thread.
int run_reference(const settings& chosen) {
    const auto& files = chosen.files;
    if (!files.identities.empty() || files.clients.asks() || !chosen.context.empty() || chosen.key_pool != 0) {
        throw CLI::ValidationError("--suite reference", "it has neither identities nor contexts, nor a key pool");
    }
    server_files::current none(files);
    listen(chosen, none, [options = options_of(chosen)](std::size_t, tcp::socket socket) {
        std::thread([options, moved = std::move(socket)]() mutable {
            const std::string peer = name_of(moved);
            const auto end = reference_echo::serve(std::move(moved), options);
            if (end.failure) report(peer, reference_echo::text_of(end));
        }).detach();
    });
    std::_Exit(0);  // with the threads of those who are still here
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
        std::cout << "fingerprint " << identity.fingerprint().text() << std::endl;
        return 0;
    }
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
    app.add_option("--context", chosen.context, "Text that has to be the same at both ends")
        ->check(command_line::check_context);
    app.add_option("--key-pool", chosen.key_pool, "Key pairs to make ahead; with 0 each session makes its own")
        ->check(CLI::Range(std::size_t{0}, hc::key_pool_options::most_ready))
        ->capture_default_str();
    app.add_option("--new-identity", chosen.new_identity,
                   "Only write a new identity to this file, and print its fingerprint");
    app.formatter(std::make_shared<command_line::usage_line>(usage));
    app.footer("Example: echo_server --new-identity server.identity\n"
               "         echo_server --listen 127.0.0.1:4000 --identity server.identity\n"
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
        report("echo_server", error.what());
        return 1;
    }
}
