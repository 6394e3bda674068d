// Sends every message back to whoever sent it.
//
//     echo_server --new-identity server.identity
//     echo_server --listen 127.0.0.1:4000 --identity server.identity
//
// Each connection is a coroutine on a strand of its own, each session has a fresh key pair, and one that fails ends alone.
// With --key-pool N, up to N key pairs are made before somebody asks for them.

#include "command_line.hpp"
#include "failure_text.hpp"
#include "identity_file.hpp"
#include "reference_echo.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/handshake/key_pool.hpp>
#include <handclasp/net/asio.hpp>

#include <asio.hpp>

#include <optional>
#include <sstream>
#include <thread>

namespace hc = handclasp;
using tcp = asio::ip::tcp;

namespace {

struct settings {
    std::string listen, suite = "standard", identity, new_identity, context;
    std::size_t key_pool = 0;
};

void report(const std::string& who, const std::string& what) {
    std::cerr << who + ": " + what + "\n";
}

template <class Address>
std::string text_of(const Address& address) {
    std::ostringstream text;
    text << address;
    return text.str();
}

// One client, from its request to its close.
template <class Suite, class Identity, class Keys>
asio::awaitable<void> serve(hc::net::connection<Suite> session, const Identity& identity, Keys& keys) {
    std::error_code unknown;
    const std::string peer = text_of(session.socket().remote_endpoint(unknown));
    try {
        const auto first = co_await session.async_handshake(identity, keys, asio::use_awaitable);
        co_await session.async_send(first, asio::use_awaitable);
        while (const auto message = co_await session.async_receive(asio::use_awaitable)) {
            co_await session.async_send(*message, asio::use_awaitable);
        }
        co_await session.async_close(asio::use_awaitable);
    } catch (const std::system_error& error) {
        report(peer, failure_text::of(session, error.code()));
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

template <class Start>
void listen(const settings& chosen, const std::string& fingerprint, Start start) {
    asio::io_context io;
    tcp::acceptor acceptor = acceptor_at(io, chosen.listen);
    std::cout << "listening on " << acceptor.local_endpoint() << std::endl;
    if (fingerprint.empty()) {
        report("echo_server", "no identity: clients can only use --trust anyone");
    } else {
        std::cout << "fingerprint " << fingerprint << std::endl;
    }

    asio::co_spawn(io, accept(acceptor, std::move(start)), asio::detached);

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

template <class Suite, class Identity, class Keys>
void listen_with(Keys& keys, const Identity& identity, const settings& chosen, const std::string& fingerprint) {
    listen(chosen, fingerprint, [&identity, &keys, options = options_of(chosen)](tcp::socket socket) {
        const auto strand = socket.get_executor();
        hc::net::connection<Suite> session(std::move(socket), options);
        asio::co_spawn(strand, serve(std::move(session), identity, keys), asio::detached);
    });
}

template <class Suite, class Identity>
void listen_as(const Identity& identity, const settings& chosen, const std::string& fingerprint) {
    if (chosen.key_pool == 0) {
        hc::fresh_keys<Suite> keys;
        return listen_with<Suite>(keys, identity, chosen, fingerprint);
    }
    hc::key_pool_options options;
    options.low = (chosen.key_pool + 1) / 2;
    options.high = chosen.key_pool;
    auto keys = hc::key_pool<Suite>::make(options).value();
    listen_with<Suite>(keys, identity, chosen, fingerprint);
    const auto counts = keys.counts();
    std::cout << "key pool: " << counts.generated << " made, " << counts.handed_out << " handed out, "
              << counts.made_inline << " made inline, " << counts.expired << " expired" << std::endl;
}

template <class Suite>
int run(const settings& chosen) {
    if (chosen.identity.empty()) {
        listen_as<Suite>(hc::no_identity(), chosen, {});
    } else {
        const auto identity = identity_file::load(chosen.identity);
        listen_as<Suite>(identity, chosen, identity.fingerprint().text());
    }
    return 0;
}

// For old peers, whose connections have blocking calls alone: each has a thread.
int run_reference(const settings& chosen) {
    if (!chosen.identity.empty() || !chosen.context.empty() || chosen.key_pool != 0) {
        throw CLI::ValidationError("--suite reference", "it has neither identities nor contexts, nor a key pool");
    }
    listen(chosen, {}, [options = options_of(chosen)](tcp::socket socket) {
        std::thread([options, moved = std::move(socket)]() mutable {
            std::error_code unknown;
            const std::string peer = text_of(moved.remote_endpoint(unknown));
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

}  // namespace

int main(int count, char** arguments) {
    settings chosen;
    CLI::App app("Sends every message back to whoever sent it.", "echo_server");
    auto* const listen_option =
        app.add_option("--listen", chosen.listen, "ADDRESS:PORT to listen on; port 0 takes a free one")
            ->check(command_line::check_endpoint);
    command_line::add_suite(app, chosen.suite, suites);
    app.add_option("--identity", chosen.identity, "File with the identity that clients can pin")
        ->check(identity_file::check);
    app.add_option("--context", chosen.context, "Text that has to be the same at both ends")
        ->check(command_line::check_context);
    app.add_option("--key-pool", chosen.key_pool, "Key pairs to make ahead; with 0 each session makes its own")
        ->check(CLI::Range(std::size_t{0}, hc::key_pool_options::most_ready))
        ->capture_default_str();
    app.add_option("--new-identity", chosen.new_identity,
                   "Only write a new identity to this file, and print its fingerprint")
        ->excludes(listen_option);
    app.formatter(std::make_shared<command_line::usage_line>(usage));
    app.footer("Example: echo_server --new-identity server.identity\n"
               "         echo_server --listen 127.0.0.1:4000 --identity server.identity");
    try {
        app.parse(count, arguments);
        if (chosen.listen.empty() && chosen.new_identity.empty()) throw CLI::RequiredError("--listen");
        return start(chosen);
    } catch (const CLI::ParseError& wrong) {
        return command_line::refuse(app, wrong, usage);
    } catch (const std::exception& error) {
        report("echo_server", error.what());
        return 1;
    }
}
