// Carries TCP connections through handclasp: one program at either end, and between them octets that nobody can read or
// change.
//
//     handclasp-tunnel --server --listen 192.0.2.1:4000 --connect 127.0.0.1:80 --identity server.identity
//     handclasp-tunnel --client --listen 127.0.0.1:8080 --connect 192.0.2.1:4000 --pin FINGERPRINT
//
// Each connection has a session and two threads, one for each direction. The end of a stream is passed on in its
// direction as an authenticated close; where a stream ends in any other way, both ends see a reset. A slow reader keeps
// the writer waiting, and what is between them is bounded.

#include "command_line.hpp"
#include "identity_options.hpp"
#include "key_source.hpp"
#include "server_files.hpp"
#include "trust_options.hpp"
#include "tunnel_directions.hpp"
#include "tunnel_handshake.hpp"

#include <handclasp/handclasp.hpp>
#if defined(HANDCLASP_WITH_IPSEC_MB) && HANDCLASP_WITH_IPSEC_MB
#include <handclasp/ipsec_mb.hpp>
#endif

#include <asio/connect.hpp>

#include <semaphore>
#include <sstream>
#include <thread>

namespace hc = handclasp;
using tunnel::stream;
using tunnel::tcp;

namespace {

struct settings {
    bool server = false, client = false;
    std::string listen, connect, suite = "standard", context;
    identity_options::settings identity;
    trust_options::settings trust;
    client_options::settings clients;
    std::size_t key_pool = 0;
    int connections = 100;
    int handshake_deadline = 10;  // seconds
};

void report(const std::string& what) {
    std::cerr << "handclasp-tunnel: " + what + "\n";
}

template <class Address>
std::string text_of(const Address& address) {
    std::ostringstream text;
    text << address;
    return text.str();
}

// A connection that was accepted, and the deadline for the other one and the handshake.
struct link {
    // Takes the socket over unless it throws.
    link(tcp::socket& socket, const settings& given)
        : chosen(given), from(peer_of(socket)),
          accepted(std::move(socket), given.server ? "channel" : "plain side", failure) {
        if (given.client) accepted.reset_unless_finished();
    }

    static std::string peer_of(const tcp::socket& socket) {
        std::error_code gone;
        const auto peer = socket.remote_endpoint(gone);
        return gone ? "somebody" : text_of(peer);
    }

    const settings& chosen;
    asio::io_context io{1};
    tunnel::downfall failure{io};
    std::string from;
    stream accepted;
    std::chrono::steady_clock::time_point until =
        std::chrono::steady_clock::now() + std::chrono::seconds(chosen.handshake_deadline);
};

// A link; or a reset where none is to be had, for want of descriptors perhaps: an end of the stream would say that this was
// all.
std::unique_ptr<link> make_link(tcp::socket socket, const settings& chosen) {
    try {
        return std::make_unique<link>(socket, chosen);
    } catch (...) {
        std::error_code ignored;
        socket.set_option(asio::socket_base::linger(true, 0), ignored);
        socket.close(ignored);
        throw;
    }
}

// Connects to where the tunnel leads, within the deadline.
tcp::socket connect(link& from) {
    const auto [address, port] = command_line::split(from.chosen.connect);
    tcp::socket socket(from.io);
    std::error_code outcome;
    const auto addresses = tcp::resolver(from.io).resolve(address, port, outcome);
    if (!outcome) {
        outcome = hc::errc::timed_out;
        asio::async_connect(socket, addresses, [&outcome, &socket](std::error_code error, const tcp::endpoint&) {
            if (socket.is_open()) outcome = error;
        });
        from.io.run_until(from.until);
        if (outcome == hc::errc::timed_out) {
            socket.close();
            from.io.run();  // the handler, which looks at what is here
        }
    }
    if (outcome) throw std::runtime_error(from.chosen.connect + ": " + outcome.message());
    return socket;
}

template <class Direction>
void guard(tunnel::downfall& failure, Direction direction) {
    try {
        direction();
    } catch (const std::exception& error) {
        failure.record(error.what());
    }
}

// Both directions, until each has ended or one has failed.
template <hc::protocol_suite Suite>
void carry(stream& secure, stream& plain, hc::channel<Suite> channel, tunnel::downfall& failure) {
    secure.reset_unless_finished();
    auto halves = std::move(channel).split();
    std::thread sealing(
        [&] { guard(failure, [&] { tunnel::seal_all<Suite>(plain, secure, std::move(halves.sender)); }); });
    guard(failure, [&] { tunnel::opening<Suite>(secure, plain, std::move(halves.receiver)).run(); });
    sealing.join();
    if (failure.first()) return;
    secure.finish();
    plain.finish();
}

// Who this end is, and whom it takes: what its files said when it started.
struct credentials {
    explicit credentials(const settings& chosen) {
        password_source::kept password;
        identity = identity_options::load(chosen.identity, password);
        if (chosen.clients.asks()) clients = std::make_shared<const client_options::client_trust>(chosen.clients);
    }

    identity_options::any_identity identity;
    std::shared_ptr<const client_options::client_trust> clients;
};

template <hc::protocol_suite Suite>
void serve(link& client, const credentials& own, key_source<Suite>& keys) {
    const auto context = hc::as_octets(client.chosen.context);
    auto session = own.clients
        ? tunnel::as_server<Suite>(client.accepted, own.identity, keys, server_files::session_clients(own.clients),
                                   context, client.until)
        : tunnel::as_server<Suite>(client.accepted, own.identity, keys, context, client.until);
    stream plain(connect(client), "plain side", client.failure);
    plain.reset_unless_finished();
    plain.write(session.first_message);
    carry(client.accepted, plain, std::move(session.channel), client.failure);
}

// What says whom to trust is read anew for each connection.
trust_options::server_trust trust_of(const settings& chosen) {
    auto without_questions = chosen.trust;
    if (without_questions.unknown == "ask") without_questions.unknown = "refuse";  // there is nobody to answer
    return trust_options::server_trust(without_questions, command_line::split(chosen.connect));
}

template <hc::protocol_suite Suite>
void forward(link& application, const credentials& own) {
    const auto trust = trust_of(application.chosen);
    stream secure(connect(application), "channel", application.failure);
    auto channel = tunnel::as_client<Suite>(secure, trust, own.identity, hc::as_octets(application.chosen.context),
                                            application.until);
    carry(secure, application.accepted, std::move(channel), application.failure);
}

tcp::acceptor acceptor_at(asio::io_context& io, const std::string& where) {
    const auto [address, port] = command_line::split(where);
    try {
        return tcp::acceptor(io, *tcp::resolver(io).resolve(address, port, tcp::resolver::passive).begin());
    } catch (const std::system_error& error) {
        throw std::runtime_error("cannot listen on " + where + ": " + error.code().message());
    }
}

// One connection's place among those that are allowed at a time.
class place {
public:
    explicit place(std::counting_semaphore<>& free) : free_(&free) { free.acquire(); }
    place(place&& other) noexcept : free_(std::exchange(other.free_, nullptr)) {}
    place& operator=(place&&) = delete;
    ~place() {
        if (free_ != nullptr) free_->release();
    }

private:
    std::counting_semaphore<>* free_;
};

// Gives each connection that comes a thread, which hands it to tunnel_through. It does not return.
template <class Tunnel>
int listen(const settings& chosen, const std::string& fingerprint, const Tunnel& tunnel_through) {
    asio::io_context io;
    tcp::acceptor acceptor = acceptor_at(io, chosen.listen);
    std::cout << "listening on " << acceptor.local_endpoint() << std::endl;
    if (!fingerprint.empty()) std::cout << "fingerprint " << fingerprint << std::endl;

    std::counting_semaphore<> free(chosen.connections);
    for (;;) {
        try {
            place taken(free);
            auto accepted = make_link(acceptor.accept(), chosen);
            std::thread([&tunnel_through, connection = std::move(accepted), here = std::move(taken)] {
                guard(connection->failure, [&] { tunnel_through(*connection); });
                if (const auto why = connection->failure.first())
                    report(connection->from + " to " + connection->chosen.connect + ": " + *why);
            }).detach();
            continue;
        } catch (const std::exception& error) {
            report(std::string("accept: ") + error.what());  // too many open files, or no memory, perhaps: that passes
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

template <hc::protocol_suite Suite>
int run(const settings& chosen) {
    const credentials own(chosen);
    if (chosen.client) {
        static_cast<void>(trust_of(chosen));  // what is wrong with its files should be known now
        return listen(chosen, {}, [&](link& from) { forward<Suite>(from, own); });
    }
    const auto fingerprint = own.identity.fingerprint();
    if (!fingerprint) report("no identity: clients can only use --trust anyone");
    key_source<Suite> keys(chosen.key_pool);
    return listen(chosen, fingerprint ? fingerprint->text() : std::string(),
                  [&](link& from) { serve<Suite>(from, own, keys); });
}

// The same suite on one of two backends, which differ in speed and not on the wire.
template <hc::protocol_suite Fast, hc::protocol_suite Elsewhere>
int run_fastest(const settings& chosen) {
    if constexpr (!std::is_same_v<Fast, Elsewhere>) {
        const auto engine = hc::batch<Fast>::make();
        if (!engine && engine.error() == hc::errc::unsupported_processor) {
            report(hc::make_error_code(engine.error()).message() + ": going on with Crypto++");
            return run<Elsewhere>(chosen);
        }
    }
    return run<Fast>(chosen);
}

#if defined(HANDCLASP_WITH_IPSEC_MB) && HANDCLASP_WITH_IPSEC_MB
namespace fast = hc::ipsec_mb;
#else
namespace fast = hc;
#endif

// Another suite is another line.
struct {
    std::string_view name;
    int (*run)(const settings&);
} constexpr suites[] = {
    {"standard", run_fastest<fast::standard, hc::standard>},
    {"standard_256", run_fastest<fast::standard_256, hc::standard_256>},
    {"encrypt_then_mac", run_fastest<fast::encrypt_then_mac, hc::encrypt_then_mac>},
    {"gcm", run_fastest<fast::gcm, hc::gcm>},
    {"chacha", run<hc::chacha>},
    {"modern", run_fastest<fast::modern, hc::modern>},
};

constexpr auto usage =
    "handclasp-tunnel --server [--identity FILE] --listen ADDRESS:PORT --connect ADDRESS:PORT [OPTIONS]\n"
    "       handclasp-tunnel --client (--pin FINGERPRINT | --known-servers FILE | --authority FILE | --trust anyone)\n"
    "                        --listen ADDRESS:PORT --connect ADDRESS:PORT [OPTIONS]";

void check(const settings& chosen) {
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

void add_options(CLI::App& app, settings& chosen) {
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
    app.add_option("--context", chosen.context, "Text that has to be the same at both ends")
        ->check(command_line::check_context);
    app.add_option("--key-pool", chosen.key_pool, "Key pairs to make ahead; with 0 each session makes its own")
        ->check(CLI::Range(std::size_t{0}, hc::key_pool_options::most_ready))
        ->capture_default_str();
    app.add_option("--connections", chosen.connections,
                   "Connections at a time, of some seven descriptors each; more of them wait")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    app.add_option("--handshake-deadline", chosen.handshake_deadline,
                   "Seconds until a new connection has to be established")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
    app.formatter(std::make_shared<command_line::usage_line>(usage));
    app.footer("Example: echo_server --new-identity server.identity\n"
               "         handclasp-tunnel --server --listen 127.0.0.1:4000 --connect 127.0.0.1:80 --identity "
               "server.identity\n"
               "         handclasp-tunnel --client --listen 127.0.0.1:8080 --connect 127.0.0.1:4000 --pin FINGERPRINT");
}

}  // namespace

int main(int count, char** arguments) {
    settings chosen;
    CLI::App app("Carries TCP connections through handclasp.", "handclasp-tunnel");
    add_options(app, chosen);
    try {
        app.parse(count, arguments);
        check(chosen);
        return command_line::run(suites, chosen.suite, chosen);
    } catch (const CLI::ParseError& wrong) {
        return command_line::refuse(app, wrong, usage);
    } catch (const std::exception& error) {
        report(error.what());
        return 1;
    }
}
