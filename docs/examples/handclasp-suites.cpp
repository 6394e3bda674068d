// Prints what each standard suite promises: how strong it is, what that rests on, its limits and its sizes. All of it are
// constants of suite_report, so a program can static_assert on them. With --markdown, the page docs/suites.md.
#include "shared/standard_streams.hpp"
#include "shared/suite_table.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace {

using suite_table::columns;
using suite_table::description;

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
    standard_streams::occupy();
    CLI::App app("Prints what each standard suite of handclasp promises.", "handclasp-suites");
    bool markdown = false;
    app.add_flag("--markdown", markdown, "As a page of documentation");
    CLI11_PARSE(app, argc, argv);

    const auto suites = suite_table::standard_suites();
    (markdown ? print_page : suite_table::print_text)(std::cout, suites);
    return std::cout.flush() ? 0 : 1;
}
