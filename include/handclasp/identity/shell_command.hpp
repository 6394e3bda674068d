#pragma once

#include <handclasp/identity/plain_text.hpp>

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace handclasp::files {

// A command that is about a file, as a person pastes it into a shell: the words before the file's name, which need no
// quotes, the name, in quotes where it needs them, and the words behind it. What is not plain text in the name stands
// there as $'\xNN', as bash, ksh and zsh have it.
[[nodiscard]] inline std::string shell_command(std::string_view before, const std::filesystem::path& file,
                                               std::initializer_list<std::string_view> behind = {}) {
    constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+";
    const auto name = file.string();
    const bool plain = name.find_first_not_of(harmless) == name.npos && !name.starts_with('-');
    auto command = std::string(before) + (plain ? " " + name : " -- '");
    for (text::character_reader reader(plain ? std::string_view() : name); !reader.at_end();) {
        const auto [octets, flaw] = reader.next();
        if (octets == "'") {
            command += "'\\''";
        } else if (flaw) {
            command += "'$'" + text::escaped(octets) + "''";
        } else {
            command += octets;
        }
    }
    if (!plain) command += "'";
    for (const auto word : behind) command.append(" ").append(word);
    return command;
}

// `chmod MODE FILE`.
[[nodiscard]] inline std::string chmod_command(std::string_view mode, const std::filesystem::path& file) {
    return shell_command("chmod " + std::string(mode), file);
}

}  // namespace handclasp::files
