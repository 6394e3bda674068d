// How the commands of `handclasp` are declared, and what is said of arguments that are wrong.
#pragma once

#include "command_line.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>
#include <memory>
#include <string>

namespace tool {

// What the command line asks for; it returns the program's exit code.
using action = std::function<int()>;

// What --help says of a command. `usage` is what follows its name.
struct description {
    std::string name, summary, usage, footer;
};

inline std::string full_name(const CLI::App& command) {
    const auto* const parent = command.get_parent();
    return (parent == nullptr ? "" : full_name(*parent) + " ") + command.get_name();
}

// A command that only has others.
inline CLI::App& add_group(CLI::App& parent, const description& says) {
    auto& group = *parent.add_subcommand(says.name, says.summary);
    group.require_subcommand(1);
    group.formatter(std::make_shared<command_line::usage_line>(full_name(group) + " " + says.usage));
    group.footer(says.footer);
    return group;
}

// A command that does something: once all arguments are known to be good, `run` is called with the settings, which
// `options` has bound to options.
template <class Settings>
void add_command(CLI::App& parent, action& chosen, const description& says, void (*options)(CLI::App&, Settings&),
                 int (*run)(const Settings&)) {
    auto& command = add_group(parent, says);
    command.require_subcommand(0);
    const auto settings = std::make_shared<Settings>();
    options(command, *settings);
    command.callback([&chosen, settings, run] { chosen = [settings, run] { return run(*settings); }; });
}

// The command that the arguments have come to.
inline const CLI::App& deepest(const CLI::App& app) {
    const auto found = app.get_subcommands();
    return found.empty() ? app : deepest(*found.front());
}

inline std::string list_of(const CLI::App& group) {
    std::string names;
    for (const auto* const command : group.get_subcommands([](const CLI::App*) { return true; }))
        names += (names.empty() ? "" : ", ") + command->get_name();
    return names;
}

// One line: what is wrong, and where to read on. Returns the exit code.
inline int refuse(const CLI::App& app, const CLI::ParseError& wrong) {
    if (wrong.get_exit_code() == 0) return app.exit(wrong);  // --help
    const auto& command = deepest(app);
    std::string what = wrong.what();
    if (const auto known = list_of(command); !known.empty()) {
        const auto rest = command.remaining();
        what = rest.empty() ? "say what to do: " + known : rest.front() + " is not one of " + known;
    }
    const auto name = full_name(command);
    std::cerr << name + ": " + what + "; see " + name + " --help\n";
    return 2;
}

}  // namespace tool
