// Prints what a captured session consists of, unit by unit, from the suite's constant layouts. With the session's
// secrets, which only a suite with a key log gives away (handclasp/schedule/key_log.hpp), it prints the messages, too.
//
//     tshark -r session.pcap -q -z follow,tcp,raw,0 >session.txt
//     handclasp-dissect --follow session.txt --secrets keys.log
//
// Ends with 0 if the octets are those of a session as far as they go, with 1 if something in them is wrong, and with 2
// if an argument is, or a file that it names.

#include "dissect/dissector.hpp"
#include "shared/command_line.hpp"
#include "shared/standard_streams.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/identity/plain_text.hpp>

namespace hc = handclasp;
using capture_file::piece;
using capture_file::side;

namespace {

struct settings {
    std::string client, server, follow, suite, secrets, context;
    bool whole = false;
};

struct task {
    std::vector<piece> pieces;
    dissection given;
};

// All octets of one direction.
capture_file::bytes joined(const std::vector<piece>& pieces, side from) {
    capture_file::bytes all;
    for (const piece& one : pieces) {
        if (one.from == from) all.insert(all.end(), one.content.begin(), one.content.end());
    }
    return all;
}

// What stands in the first unit of a direction, as far as it is there.
hc::octets first_unit(hc::octets stream) {
    using header = hc::layout::unit_header;
    if (stream.size() < header::size) return stream;
    return stream.first(std::min(stream.size(), header::size + header::length_of(stream)));
}

// Two files do not tell when their octets arrived. A hello answers the request, and all else comes after it.
std::vector<piece> in_order(const std::vector<piece>& pieces) {
    std::vector<piece> first, rest;
    for (const side from : {side::client, side::server}) {
        const auto all = joined(pieces, from);
        const auto cut = all.begin() + static_cast<std::ptrdiff_t>(first_unit(all).size());
        first.push_back({from, {all.begin(), cut}});
        rest.push_back({from, {cut, all.end()}});
    }
    first.insert(first.end(), rest.begin(), rest.end());
    return first;
}

template <class Suite>
int run(const task& work) {
    dissector<Suite> session(work.given, std::cout);
    for (const piece& one : work.pieces) session.take(one.from, one.content);
    return session.finish() ? 0 : 1;
}

// Another suite is another line.
struct {
    std::string_view name;
    std::string_view on_the_wire;
    int (*run)(const task&);
} constexpr suites[] = {
    {"standard", hc::standard::name, run<hc::standard>},
    {"standard_256", hc::standard_256::name, run<hc::standard_256>},
    {"encrypt_then_mac", hc::encrypt_then_mac::name, run<hc::encrypt_then_mac>},
    {"gcm", hc::gcm::name, run<hc::gcm>},
    {"chacha", hc::chacha::name, run<hc::chacha>},
    {"modern", hc::modern::name, run<hc::modern>},
};

// The suite that the client's request names; the first of the table where there is no sound request, so that the
// dissector says what is wrong with it.
std::string suite_of(const std::vector<piece>& pieces) {
    const auto stream = joined(pieces, side::client);
    const auto unit = first_unit(stream);
    using header = hc::layout::unit_header;
    if (unit.size() < header::size || header::type_of(unit) != hc::unit_type::request) return "standard";
    const auto said = hc::layout::parse_request(unit);
    if (!said) return "standard";
    for (const auto& suite : suites) {
        if (suite.on_the_wire == said->suite_name) return std::string(suite.name);
    }
    throw std::runtime_error("this program does not have the suite that the client names: " +
                             std::string(said->suite_name));
}

// An argument or a file named by one is wrong.
struct unusable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

task prepare(const settings& chosen) {
    try {
        task work;
        work.pieces = chosen.follow.empty() ? in_order(capture_file::read_directions(chosen.client, chosen.server))
                                            : capture_file::read_follow(chosen.follow);
        if (!chosen.secrets.empty()) work.given.key_log = capture_file::read_key_log(chosen.secrets);
        work.given.context = chosen.context;
        work.given.whole = chosen.whole;
        return work;
    } catch (const std::exception& error) {
        throw unusable(error.what());
    }
}

constexpr auto usage = "handclasp-dissect (--follow FILE | --client FILE --server FILE) [--secrets FILE] [OPTIONS]";

constexpr auto how_to_capture =
    "A capture of one session:\n"
    "  tshark -i lo -f 'tcp port 4000' -w session.pcap\n"
    "  tshark -r session.pcap -q -z follow,tcp,raw,0 >session.txt\n"
    "  handclasp-dissect --follow session.txt\n"
    "The last number of `follow,tcp,raw,0` chooses the connection. FILE may be /dev/stdin.\n\n"
    "A key log has a line for each session: handclasp/1 TRANSCRIPT SECRETS, in hexadecimal digits. A suite with the\n"
    "key schedule handclasp::key_logging hands out what stands in it.\n\n"
    "Exit codes: 0, all octets were those of a session; 1, something in them is wrong; 2, an argument or file is.";

}  // namespace

int main(int count, char** arguments) {
    standard_streams::occupy();
    settings chosen;
    CLI::App app("Prints what a captured session consists of, unit by unit.", "handclasp-dissect");
    auto* const client = app.add_option("--client", chosen.client, "FILE with the octets that the client sent");
    auto* const server = app.add_option("--server", chosen.server, "FILE with the octets that the server sent");
    client->needs(server);
    server->needs(client);
    app.add_option("--follow", chosen.follow, "FILE with both, as tshark's `follow,tcp,raw` prints them")
        ->excludes(client)
        ->excludes(server);
    command_line::add_suite(app, chosen.suite, suites);
    app.add_option("--secrets", chosen.secrets, "FILE with a key log: decrypt the frames");
    app.add_option("--context", chosen.context, "The text that both ends were given as context")
        ->check(command_line::check_context);
    app.add_flag("--whole", chosen.whole, "Abbreviate nothing");
    app.formatter(std::make_shared<command_line::usage_line>(usage));
    app.footer(how_to_capture);
    try {
        app.parse(count, arguments);
        if (chosen.client.empty() && chosen.follow.empty()) {
            throw CLI::ValidationError("say what to read: --client FILE and --server FILE, or --follow FILE");
        }
        const task work = prepare(chosen);
        const int code = command_line::run(suites, chosen.suite.empty() ? suite_of(work.pieces) : chosen.suite, work);
        standard_streams::require_written();
        return code;
    } catch (const CLI::ParseError& wrong) {
        return command_line::refuse(app, wrong, usage);
    } catch (const std::exception& error) {
        std::cerr << "handclasp-dissect: " + handclasp::text::printable(error.what()) + "\n";
        return dynamic_cast<const unusable*>(&error) != nullptr ? 2 : 1;
    }
}
