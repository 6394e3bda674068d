// How the commands of `handclasp` are declared, and what is said of arguments that are wrong.
#pragma once

#include "shared/command_line.hpp"
#include "tool/say.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
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

// What an option that is none keeps from being seen: behind it, options that are demanded seem to be missing, and its
// value to be another argument. Empty where all are options.
inline std::string unknown_option_in(const CLI::App& app) {
    const auto& command = deepest(app);
    for (const CLI::App* at = &command; at != nullptr; at = at->get_parent()) {
        const auto rest = at->remaining();
        const auto found = std::ranges::find_if(rest, [](const auto& each) { return each.starts_with('-'); });
        if (found == rest.end()) continue;
        const auto none = "there is no option " + found->substr(0, found->find('='));
        return at == &command ? none : none + " of " + full_name(*at) + "; options stand behind all words of a command";
    }
    return {};
}

inline std::string what_is_wrong(const CLI::App& app, const CLI::ParseError& wrong) {
    const auto& command = deepest(app);
    const auto rest = command.remaining();
    const auto known = list_of(command);
    if (!known.empty() && !rest.empty() && !rest.front().starts_with('-'))
        return rest.front() + " is not one of " + known;
    if (auto unknown = unknown_option_in(app); !unknown.empty()) return unknown;
    if (!known.empty()) return "say what to do: " + known;
    const bool too_many = dynamic_cast<const CLI::ExtrasError*>(&wrong) != nullptr && !rest.empty();
    return too_many ? "one argument too many: " + rest.front() : wrong.what();
}

// One line: what is wrong, and where to read on. Returns the exit code.
inline int refuse(const CLI::App& app, const CLI::ParseError& wrong) {
    if (wrong.get_exit_code() == 0) return app.exit(wrong) == 0 && std::cout.flush() ? 0 : 1;  // --help, --version
    const auto name = full_name(deepest(app));
    note(name + ": " + what_is_wrong(app, wrong) + "; see " + name + " --help");
    return 2;
}

}  // namespace tool
