// Talks to an echo_server: sends a first message together with the keys, then each line of standard input, and prints
// what comes back.
//
//     echo_client --connect 127.0.0.1:4000 --pin FINGERPRINT hello there
//
// What the server sends is printed with its control characters escaped: it must not command the terminal. One thread
// sends and another receives; the connection's blocking functions allow that.

#include "command_line.hpp"
#include "failure_text.hpp"
#include "identity_options.hpp"
#include "printable.hpp"
#include "reference_echo.hpp"
#include "trust_options.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <asio/connect.hpp>
#include <asio/io_context.hpp>

#include <cstdlib>
#include <thread>

namespace hc = handclasp;
using tcp = asio::ip::tcp;

namespace {

struct settings {
    std::string connect, suite = "standard", context;
    std::vector<std::string> words;
    trust_options::settings trust;
    identity_options::settings identity;
};

void report(const std::string& where, const std::string& what) {
    std::cerr << "echo_client: " + where + ": " + what + "\n";
}

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (&word == &words.front() ? "" : " ") + word;
    return text;
}

// What went wrong, for the user.
template <class Suite>
std::string text_of(const hc::net::connection<Suite>& session, const std::error_code& failure, const settings& chosen) {
    std::string text = failure_text::of(session, failure);
    if (failure == hc::errc::credential_demanded) text += ": give it with --client-identity FILE";
#if !defined(HANDCLASP_WITH_OPENSSL) || !HANDCLASP_WITH_OPENSSL
    if (failure == hc::errc::bad_proof) text += " (without OpenSSL this program verifies no certificates)";
#endif
    // A server that does not take a client leaves without a word.
    const bool left = failure == hc::errc::truncated || failure == asio::error::connection_reset;
    if (left && chosen.identity.chosen() && !session.confirmed())
        text += " (and does the server take the client of --client-identity?)";
    return text;
}

// Prints what comes back, until the server has closed its direction too.
template <class Suite>
void print_replies(hc::net::connection<Suite>& session, const settings& chosen) {
    std::error_code failure;
    while (const auto message = session.receive(failure)) {
        std::cout << printable::message(hc::as_text(*message)) << std::endl;
    }
    if (!failure) return;
    report(chosen.connect, text_of(session, failure, chosen));
    std::_Exit(1);  // because the other thread may be waiting for standard input
}

tcp::socket connect(asio::io_context& io, const settings& chosen, std::error_code& failure) {
    tcp::socket socket(io);
    const auto [address, port] = command_line::split(chosen.connect);
    const auto addresses = tcp::resolver(io).resolve(address, port, failure);
    if (!failure) asio::connect(socket, addresses, failure);
    return socket;
}

template <class Suite>
hc::net::connection<Suite> connection_of(tcp::socket socket, const settings& chosen) {
    hc::net::options options;
    options.context.assign(hc::as_octets(chosen.context).begin(), hc::as_octets(chosen.context).end());
    return hc::net::connection<Suite>(std::move(socket), std::move(options));
}

template <class Suite>
int run(const settings& chosen) {
    const auto server = command_line::split(chosen.connect);
    const trust_options::server_trust trust(chosen.trust, server);
    password_source::kept password;
    const auto identity = identity_options::load(chosen.identity, password);
    const std::string first = join(chosen.words);

    asio::io_context io;
    std::error_code failure;
    std::optional<hc::net::connection<Suite>> session;
    for (bool again = true; again;) {
        tcp::socket socket = connect(io, chosen, failure);
        if (failure) return report(chosen.connect, failure.message()), 1;
        session.emplace(connection_of<Suite>(std::move(socket), chosen));
        session->handshake(trust, identity, hc::as_octets(first), failure);
        again =
            failure == hc::errc::untrusted && trust_options::known_from_now_on(chosen.trust, server, session->server());
    }
    if (failure == hc::errc::invalid_argument) {
        const auto limit = std::to_string(Suite::limits::frame_limit);
        throw CLI::ValidationError("MESSAGE", "a first message has at most " + limit + " octets");
    }
    if (failure == hc::errc::untrusted) return report(chosen.connect, trust.why(session->server())), 1;
    if (failure) return report(chosen.connect, text_of(*session, failure, chosen)), 1;

    std::thread replies([&] { print_replies(*session, chosen); });
    std::string line;
    while (!failure && std::getline(std::cin, line)) session->send(hc::as_octets(line), failure);
    if (!failure) session->close(failure);
    replies.join();
    if (failure) report(chosen.connect, text_of(*session, failure, chosen));
    return failure ? 1 : 0;
}

// With an old peer, of whom nobody knows who it is.
int run_reference(const settings& chosen) {
    if (chosen.trust.trust.empty() || chosen.identity.chosen() || !chosen.context.empty())
        throw CLI::ValidationError("--suite reference", "it has neither identities nor contexts: --trust anyone alone");
    asio::io_context io;
    std::error_code failure;
    tcp::socket socket = connect(io, chosen, failure);
    if (failure) return report(chosen.connect, failure.message()), 1;
    const auto end = reference_echo::talk(std::move(socket), join(chosen.words));
    if (end.failure == hc::errc::invalid_argument) {
        using limits = reference_echo::suite::limits;
        throw CLI::ValidationError("MESSAGE",
                                   "in the suite reference a first message has at most " +
                                       std::to_string(limits::first_message) + " octets, and a later one " +
                                       std::to_string(limits::message));
    }
    if (end.failure) report(chosen.connect, reference_echo::text_of(end));
    return end.failure ? 1 : 0;
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

constexpr auto usage =
    "echo_client --connect ADDRESS:PORT (--pin FINGERPRINT | --known-servers FILE | --authority FILE | --trust anyone) "
    "[OPTIONS] [MESSAGE...]";

}  // namespace

int main(int count, char** arguments) {
    settings chosen;
    CLI::App app("Sends messages to an echo_server, and prints what comes back.", "echo_client");
    app.add_option("--connect", chosen.connect, "ADDRESS:PORT of the server")->check(command_line::check_endpoint);
    command_line::add_suite(app, chosen.suite, suites);
    trust_options::add(app, chosen.trust);
    chosen.identity.option = "--client-identity";
    identity_options::add(app, chosen.identity);
    app.add_option("--context", chosen.context, "Text that has to be the same at both ends")
        ->check(command_line::check_context);
    app.add_option("MESSAGE", chosen.words, "The first message");
    app.formatter(std::make_shared<command_line::usage_line>(usage));
    app.footer("Example: echo_client --connect 127.0.0.1:4000 --pin FINGERPRINT hello there");
    try {
        app.parse(count, arguments);
        if (chosen.connect.empty()) throw CLI::RequiredError("--connect");
        trust_options::check(chosen.trust);
        return command_line::run(suites, chosen.suite, chosen);
    } catch (const CLI::ParseError& wrong) {
        return command_line::refuse(app, wrong, usage);
    } catch (const std::exception& error) {
        std::cerr << "echo_client: " << error.what() << "\n";
        return 1;
    }
}
