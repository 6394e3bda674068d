// Prints what each standard suite promises: how strong it is, what that rests on, its limits and its sizes. All of it are
// constants of suite_report, so a program can static_assert on them. With --markdown, the page docs/suites.md.
#include <handclasp/handclasp.hpp>
#include <handclasp/suite/report.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <sstream>

namespace hc = handclasp;

namespace {

struct part {
    std::string purpose, policy, bits, source;
};

// A suite's report as text.
struct description {
    std::string alias, name, strength, key, tag, modulus, secrecy, frames, octets, limits_source, frame_limit, volume,
        forgery, overhead, encapsulation;
    std::vector<part> parts;
};

std::string power_of_two(std::uint64_t value) {
    return std::has_single_bit(value) ? "2^" + std::to_string(std::bit_width(value) - 1) : std::to_string(value);
}

std::string text_of(hc::forward_secrecy secrecy) {
    switch (secrecy) {
        case hc::forward_secrecy::every_session: return "each session";
        case hc::forward_secrecy::none: return "none";
        default: return "not stated";
    }
}

template <class Number>
std::string text_of(const std::optional<Number>& number, std::string_view prefix, std::string_view absent) {
    return number ? std::string(prefix) + std::to_string(*number) : std::string(absent);
}

template <class Suite>
description describe(const std::string& alias) {
    using report = hc::suite_report<Suite>;
    description made{.alias = alias,
                     .name = std::string(report::name),
                     .strength = text_of(report::security_bits, "", "not stated"),
                     .key = std::to_string(report::key_bits),
                     .tag = std::to_string(report::tag_bits),
                     .modulus = text_of(report::modulus_bits, "", "-"),
                     .secrecy = text_of(report::secrecy),
                     .frames = power_of_two(report::frames_per_key),
                     .octets = power_of_two(report::octets_per_key),
                     .limits_source = std::string(report::limits_source),
                     .frame_limit = std::to_string(report::frame_limit),
                     .volume =
                         text_of(report::volume_exponent, "2^", report::block_size ? "no block cipher" : "not stated"),
                     .forgery = text_of(report::forgery_exponent, "2^", "not stated"),
                     .overhead = std::to_string(report::frame_overhead),
                     .encapsulation = std::to_string(report::encapsulation_size),
                     .parts = {}};
    for (const hc::contribution& from : report::contributions) {
        made.parts.push_back({std::string(from.purpose), std::string(from.policy), text_of(from.bits, "", "not stated"),
                              std::string(from.source)});
    }
    return made;
}

const std::vector<std::pair<std::string, std::string description::*>> columns = {
    {"suite", &description::alias},
    {"strength, bits", &description::strength},
    {"cipher key, bits", &description::key},
    {"tag, bits", &description::tag},
    {"RSA modulus, bits", &description::modulus},
    {"forward secrecy", &description::secrecy},
    {"frames a key", &description::frames},
    {"octets a key", &description::octets},
    {"distance from random, at most", &description::volume},
    {"one forgery succeeds, at most", &description::forgery},
    {"octets in a frame, at most", &description::frame_limit},
    {"frame overhead, octets", &description::overhead},
    {"encapsulation, octets", &description::encapsulation},
};

// One fact a line and one suite a column: a dozen facts do not fit side by side.
void print_text(std::ostream& to, const std::vector<description>& suites) {
    const auto cell = [&to](const std::string& text, std::size_t width) {
        to << text << std::string(width > text.size() ? width - text.size() : 1, ' ');
    };
    for (const auto& [title, member] : columns) {
        cell(title, 36);
        for (const auto& suite : suites) cell(suite.*member, 18);
        to << '\n';
    }
    for (const auto& suite : suites) {
        to << '\n' << suite.alias << ": " << suite.name << '\n';
        for (const auto& from : suite.parts) {
            to << "  ";
            cell(from.purpose, 16);
            cell(from.policy, 24);
            cell(from.bits, 5);
            to << "bits: " << from.source << '\n';
        }
        to << "  limits a key    " << suite.frames << " frames, " << suite.octets << " octets: " << suite.limits_source
           << '\n';
    }
}

void print_row(std::ostream& to, const std::vector<std::string>& cells) {
    for (const auto& text : cells) to << "| " << text << ' ';
    to << "|\n";
}

void print_page(std::ostream& to, const std::vector<description>& suites) {
    to << "# What the suites promise\n\n"
          "Written by `handclasp-suites --markdown`, an example program that `./run test` builds; a test holds this "
          "page\n"
          "against it. Every value is a constant of `handclasp::suite_report<Suite>` (`handclasp/suite/report.hpp`, in "
          "the\n"
          "umbrella), for a suite of your own as well, so a program can `static_assert` what it relies on.\n\n"
          "- **Strength**: the work that breaks the suite, as the size of a key that takes as much to find: that of "
          "its\n"
          "  weakest part. NIST allows 112 bits until the end of 2030 and asks for 128 from then on (SP 800-57 part "
          "1,\n"
          "  table 4). It says nothing of quantum computers, which none of these withstands.\n"
          "- **Forward secrecy**: whether recorded sessions stay closed to someone who later steals the long-lived "
          "keys.\n"
          "- **Frames and octets a key**: when a direction has to change its keys; senders do so by themselves.\n"
          "- **Distance from random**: by how much all that one key encrypts until then can be told from random "
          "octets\n"
          "  (the switching lemma: q^2 / 2^(n+1) for q blocks of n bits). 2^-65 is not a number that anybody "
          "observes.\n"
          "- **One forgery**: the chance that a frame of full size is taken which the sender did not send. A direction "
          "of a\n"
          "  session gives an attacker one attempt.\n"
          "- **Frame overhead**: header, IV and tag; with a CBC suite 1 to 16 octets of padding come on top.\n"
          "- **Encapsulation**: what carries the session's secrets, in the client's first unit.\n"
          "- **derived**: the key schedule's name; it makes every key of the session from the secrets.\n\n";
    std::vector<std::string> titles = {""}, rule = {"---"};
    for (const auto& suite : suites) {
        titles.push_back("`" + suite.alias + "`");
        rule.push_back("---");
    }
    print_row(to, titles);
    print_row(to, rule);
    for (std::size_t i = 1; i < columns.size(); ++i) {
        std::vector<std::string> cells = {columns[i].first};
        for (const auto& suite : suites) cells.push_back(suite.*columns[i].second);
        print_row(to, cells);
    }
    for (const auto& suite : suites) {
        to << "\n## " << suite.alias << "\n\n`" << suite.name << "`\n\n";
        print_row(to, {"part", "policy", "bits", "from"});
        print_row(to, {"---", "---", "---", "---"});
        for (const auto& from : suite.parts) print_row(to, {from.purpose, from.policy, from.bits, from.source});
        to << "\nLimits of a key: " << suite.frames << " frames and " << suite.octets << " octets ("
           << suite.limits_source << ").\n";
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Prints what each standard suite of handclasp promises.", "handclasp-suites");
    bool markdown = false;
    app.add_flag("--markdown", markdown, "As a page of documentation");
    CLI11_PARSE(app, argc, argv);

    const std::vector<description> suites = {
        describe<hc::standard>("standard"),
        describe<hc::standard_256>("standard_256"),
        describe<hc::encrypt_then_mac>("encrypt_then_mac"),
        describe<hc::gcm>("gcm"),
        describe<hc::chacha>("chacha"),
        describe<hc::modern>("modern"),
    };
    (markdown ? print_page : print_text)(std::cout, suites);
    return std::cout.flush() ? 0 : 1;
}
