// Talks to an echo_server: sends a first message together with the keys, then each line of standard input, and prints
// what comes back.
//
//     echo_client --connect 127.0.0.1:4000 --pin FINGERPRINT hello there
//
// One thread sends and another receives; the connection's blocking functions allow that.

#include "command_line.hpp"
#include "failure_text.hpp"
#include "reference_echo.hpp"

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
    std::string connect, suite = "standard", pin, trust, context;
    std::vector<std::string> words;
};

void report(const std::string& where, const std::string& what) {
    std::cerr << "echo_client: " + where + ": " + what + "\n";
}

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (&word == &words.front() ? "" : " ") + word;
    return text;
}

// Prints what comes back, until the server has closed its direction too.
template <class Suite>
void print_replies(hc::net::connection<Suite>& session, const std::string& where) {
    std::error_code failure;
    while (const auto message = session.receive(failure)) std::cout << hc::as_text(*message) << std::endl;
    if (!failure) return;
    report(where, failure_text::of(session, failure));
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
int run(const settings& chosen) {
    asio::io_context io;
    std::error_code failure;
    tcp::socket socket = connect(io, chosen, failure);
    if (failure) return report(chosen.connect, failure.message()), 1;

    hc::net::options options;
    options.context.assign(hc::as_octets(chosen.context).begin(), hc::as_octets(chosen.context).end());
    hc::net::connection<Suite> session(std::move(socket), std::move(options));
    const std::string first = join(chosen.words);
    if (chosen.pin.empty()) {
        session.handshake(hc::trust::anyone(), hc::as_octets(first), failure);
    } else {
        const auto fingerprint = hc::fingerprint::from_text(chosen.pin).value();
        session.handshake(hc::trust::pinned(fingerprint), hc::as_octets(first), failure);
    }
    if (failure == hc::errc::invalid_argument) {
        const auto limit = std::to_string(Suite::limits::frame_limit);
        throw CLI::ValidationError("MESSAGE", "a first message has at most " + limit + " octets");
    }
    if (failure == hc::errc::untrusted)
        return report(chosen.connect, failure_text::of_untrusted(session, chosen.pin)), 1;
    if (failure) return report(chosen.connect, failure_text::of(session, failure)), 1;

    std::thread replies([&] { print_replies(session, chosen.connect); });
    std::string line;
    while (!failure && std::getline(std::cin, line)) session.send(hc::as_octets(line), failure);
    if (!failure) session.close(failure);
    replies.join();
    if (failure) report(chosen.connect, failure_text::of(session, failure));
    return failure ? 1 : 0;
}

// With an old peer, of whom nobody knows who it is.
int run_reference(const settings& chosen) {
    if (!chosen.pin.empty() || !chosen.context.empty()) {
        throw CLI::ValidationError("--suite reference", "it has neither identities to pin nor contexts");
    }
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

constexpr auto usage = "echo_client --connect ADDRESS:PORT (--pin FINGERPRINT | --trust anyone) [OPTIONS] [MESSAGE...]";
constexpr auto whom_to_trust =
    "say whom to trust: --pin FINGERPRINT talks to that server alone (echo_server prints its fingerprint), and "
    "--trust anyone talks to whoever answers, also to an attacker in the middle";

}  // namespace

int main(int count, char** arguments) {
    settings chosen;
    CLI::App app("Sends messages to an echo_server, and prints what comes back.", "echo_client");
    app.add_option("--connect", chosen.connect, "ADDRESS:PORT of the server")->check(command_line::check_endpoint);
    command_line::add_suite(app, chosen.suite, suites);
    auto* const pin = app.add_option("--pin", chosen.pin, "Fingerprint of the server's identity: talk to no other")
                          ->check(command_line::check_fingerprint);
    app.add_option("--trust", chosen.trust, "`anyone`: talk to whoever answers")
        ->check(CLI::IsMember({"anyone"}))
        ->excludes(pin);
    app.add_option("--context", chosen.context, "Text that has to be the same at both ends")
        ->check(command_line::check_context);
    app.add_option("MESSAGE", chosen.words, "The first message");
    app.formatter(std::make_shared<command_line::usage_line>(usage));
    app.footer("Example: echo_client --connect 127.0.0.1:4000 --pin FINGERPRINT hello there");
    try {
        app.parse(count, arguments);
        if (chosen.connect.empty()) throw CLI::RequiredError("--connect");
        if (chosen.pin.empty() && chosen.trust.empty()) throw CLI::ValidationError(whom_to_trust);
        return command_line::run(suites, chosen.suite, chosen);
    } catch (const CLI::ParseError& wrong) {
        return command_line::refuse(app, wrong, usage);
    } catch (const std::exception& error) {
        std::cerr << "echo_client: " << error.what() << "\n";
        return 1;
    }
}
