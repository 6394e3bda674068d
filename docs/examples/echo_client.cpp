// Talks to an echo_server: sends a first message together with the keys, then each line of standard input, and prints
// what comes back.
//
//     echo_client --connect 127.0.0.1:4000 --pin FINGERPRINT hello there
//
// What the server sends is printed with its control characters escaped: it must not command the terminal. One thread
// sends and another receives; the connection's blocking functions allow that.

#include "echo/reference_echo.hpp"
#include "shared/command_line.hpp"
#include "shared/server_session.hpp"
#include "shared/standard_streams.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/identity/plain_text.hpp>
#include <handclasp/net/asio.hpp>

#include <cstdlib>
#include <thread>

namespace hc = handclasp;

namespace {

struct settings : server_session::settings {
    settings() { identity.option = "--client-identity"; }

    std::vector<std::string> words;
};

void report(const std::string& what) {
    std::cerr << "echo_client: " + handclasp::text::printable(what) + "\n";
}

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (&word == &words.front() ? "" : " ") + word;
    return text;
}

template <class Suite>
void report(const hc::net::connection<Suite>& session, const std::error_code& failure, const settings& chosen) {
    report(chosen.server + ": " + server_session::text_of(session, failure, chosen));
}

// Prints what comes back, until the server has closed its direction too.
template <class Suite>
void print_replies(hc::net::connection<Suite>& session, const settings& chosen) {
    std::error_code failure;
    while (const auto message = session.receive(failure)) {
        std::cout << handclasp::text::printable(hc::as_text(*message)) << std::endl;
    }
    if (!failure) return;
    report(session, failure, chosen);
    std::_Exit(1);  // because the other thread may be waiting for standard input
}

template <class Suite>
int run(const settings& chosen) {
    const std::string first = join(chosen.words);
    if (first.size() > Suite::limits::frame_limit) {
        const auto limit = std::to_string(Suite::limits::frame_limit);
        throw CLI::ValidationError("MESSAGE", "a first message has at most " + limit + " octets");
    }
    asio::io_context io;
    auto session = server_session::established<Suite>(io, chosen, hc::as_octets(first),
                                                      [](const std::string& remark) { report(remark); });

    std::thread replies([&] { print_replies(session, chosen); });
    std::error_code failure;
    std::string line;
    while (!failure && std::getline(std::cin, line)) session.send(hc::as_octets(line), failure);
    if (!failure) session.close(failure);
    replies.join();
    if (failure) report(session, failure, chosen);
    return failure ? 1 : 0;
}

// With an old peer, of whom nobody knows who it is.
int run_reference(const settings& chosen) {
    if (chosen.trust.trust.empty() || chosen.identity.chosen() || !chosen.context.empty())
        throw CLI::ValidationError("--suite reference", "it has neither identities nor contexts: --trust anyone alone");
    asio::io_context io;
    const auto end = reference_echo::talk(server_session::connect(io, chosen.server), join(chosen.words));
    if (end.failure == hc::errc::invalid_argument) {
        using limits = reference_echo::suite::limits;
        throw CLI::ValidationError("MESSAGE",
                                   "in the suite reference a first message has at most " +
                                       std::to_string(limits::first_message) + " octets, and a later one " +
                                       std::to_string(limits::message));
    }
    if (end.failure) report(chosen.server + ": " + reference_echo::text_of(end));
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
    standard_streams::occupy();
    settings chosen;
    CLI::App app("Sends messages to an echo_server, and prints what comes back.", "echo_client");
    app.add_option("--connect", chosen.server, "ADDRESS:PORT of the server")->check(command_line::check_endpoint);
    command_line::add_suite(app, chosen.suite, suites);
    trust_options::add(app, chosen.trust);
    identity_options::add(app, chosen.identity);
    context_option::add(app, chosen.context);
    app.add_option("MESSAGE", chosen.words, "The first message");
    app.formatter(std::make_shared<command_line::usage_line>(usage));
    app.footer("Example: echo_client --connect 127.0.0.1:4000 --pin FINGERPRINT hello there");
    try {
        app.parse(count, arguments);
        if (chosen.server.empty()) throw CLI::RequiredError("--connect");
        trust_options::check(chosen.trust);
        const int code = command_line::run(suites, chosen.suite, chosen);
        standard_streams::require_written();
        return code;
    } catch (const CLI::ParseError& wrong) {
        return command_line::refuse(app, wrong, usage);
    } catch (const std::exception& error) {
        report(error.what());
        return 1;
    }
}
