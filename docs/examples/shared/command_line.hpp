// What the echo programs share of their command lines.
#pragma once

#include <handclasp/handclasp.hpp>
#include <handclasp/identity/plain_text.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <string>

namespace command_line {

namespace hc = handclasp;

// An address and a port, as in 127.0.0.1:4000, [::1]:4000 or localhost:4000.
struct endpoint {
    std::string address, port;
};

inline endpoint split(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return {};
    std::string address = text.substr(0, colon);
    if (address.size() > 2 && address.front() == '[' && address.back() == ']')
        address = address.substr(1, address.size() - 2);
    return {address, text.substr(colon + 1)};
}

// The checks return what is wrong, and CLI11 says it together with the argument's name.
inline std::string check_endpoint(const std::string& text) {
    const auto [address, port] = split(text);
    const bool number = !port.empty() && std::ranges::all_of(port, [](char c) { return '0' <= c && c <= '9'; });
    if (address.empty() || !number) return "expected ADDRESS:PORT, and got " + text;
    if (port.size() > 5 || std::stoul(port) > 65535) return "a port is 0 to 65535, and got " + text;
    return {};
}

inline std::string check_context(const std::string& text) {
    return text.size() > 255 ? "a context has at most 255 octets" : "";
}

inline std::string check_fingerprint(const std::string& text) {
    if (hc::fingerprint::from_text(text)) return {};
    const bool is_of_certificate = text.find(':') != std::string::npos;
    return std::string("a fingerprint has 64 hexadecimal digits") +
        (is_of_certificate ? ", and is not that of a certificate, which openssl x509 -fingerprint prints" : "");
}

// Adds --suite for a table of names and functions, one for each suite.
template <class Table>
void add_suite(CLI::App& app, std::string& chosen, const Table& table) {
    std::vector<std::string> names;
    for (const auto& suite : table) names.emplace_back(suite.name);
    app.add_option("--suite", chosen, "The suite, the same at both ends")
        ->check(CLI::IsMember(names))
        ->capture_default_str();
}

// Runs the function of the chosen suite.
template <class Table, class Settings>
int run(const Table& table, const std::string& chosen, const Settings& settings) {
    return std::ranges::find(table, chosen, [](const auto& suite) { return suite.name; })->run(settings);
}

// A line for --help that says more than CLI11's own, which names no option.
class usage_line : public CLI::Formatter {
public:
    explicit usage_line(std::string text) : text_(std::move(text)) {}
    std::string make_usage(const CLI::App*, std::string) const override { return "Usage: " + text_ + "\n"; }

private:
    std::string text_;
};

// Says what is wrong with an argument, and how it should be. Returns the exit code.
inline int refuse(const CLI::App& app, const CLI::ParseError& wrong, const std::string& usage) {
    if (wrong.get_exit_code() == 0) return app.exit(wrong) == 0 && std::cout.flush() ? 0 : 1;  // --help
    const std::string& name = app.get_name();
    std::cerr << name + ": " + handclasp::text::printable(wrong.what()) + "\nusage: " + usage + "\nsee " + name +
            " --help\n";
    return 2;
}

}  // namespace command_line
