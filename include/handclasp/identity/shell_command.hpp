#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace handclasp::files {

// A command that is about a file, as a person pastes it into a shell: the words before the file's name, which need no
// quotes, the name, in quotes where it needs them, and the words behind it.
[[nodiscard]] inline std::string shell_command(std::string_view before, const std::filesystem::path& file,
                                               std::initializer_list<std::string_view> behind = {}) {
    constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+";
    const auto name = file.string();
    const bool plain = name.find_first_not_of(harmless) == name.npos && !name.starts_with('-');
    auto command = std::string(before) + (plain ? " " + name : " -- '");
    for (std::size_t i = 0; !plain && i < name.size(); ++i) {
        if (name[i] == '\'') {
            command += "'\\''";
        } else {
            command += name[i];
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
