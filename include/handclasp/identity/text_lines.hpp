#pragma once

#include <handclasp/core/fingerprint.hpp>
#include <handclasp/identity/identity_error.hpp>
#include <handclasp/identity/plain_text.hpp>

#include <algorithm>

// Files of lines that people edit: entries, blank lines, and comments behind a # at the beginning of a line. Entries
// are plain text (text::flaw_in); comments, which nobody decides by, only have no control characters of ASCII.
// Everything that is not one of these is an error with its line's number: a line that was skipped might have been meant
// to count.
namespace handclasp::files {

constexpr std::size_t most_text_octets = std::size_t{1} << 20;
constexpr std::size_t most_line_octets = 1024;
constexpr std::size_t most_entries = 10'000;

// How much one file may hold.
struct text_limits {
    std::size_t line_octets = most_line_octets, entries = most_entries;
};

// A line that holds an entry, and where in the content it stands, its ending included.
struct text_line {
    std::size_t number;  // from 1
    std::string_view text;
    std::size_t begin, end;
};

[[noreturn]] inline void throw_malformed(const std::filesystem::path& shown, std::size_t line, std::string_view reason,
                                         std::string_view advice = "correct it, or put a # before it") {
    throw identity_error(identity_fault::malformed, shown, "line " + std::to_string(line) + " " + std::string(reason),
                         advice);
}

// Why all of it is not plain text, in which a line may have tabs.
[[nodiscard]] constexpr std::optional<text::flaw> flaw_in_line(std::string_view text) noexcept {
    return text::flaw_in(text, "\t");
}

// Controls of ASCII, among them the CR that ends lines of another kind: a comment would go on to the end of the file.
[[nodiscard]] constexpr bool has_control(std::string_view text) noexcept {
    return std::ranges::any_of(text,
                               [](char each) { return (each >= 0 && each < ' ' && each != '\t') || each == '\x7f'; });
}

constexpr std::string_view blanks = " \t";

[[nodiscard]] constexpr std::string_view without_blanks(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Takes the first field off, and the blanks around it.
[[nodiscard]] constexpr std::string_view take_field(std::string_view& rest) noexcept {
    rest = without_blanks(rest);
    const auto field = rest.substr(0, rest.find_first_of(blanks));
    rest = without_blanks(rest.substr(field.size()));
    return field;
}

[[nodiscard]] inline fingerprint take_fingerprint(std::string_view& rest, const std::filesystem::path& shown,
                                                  std::size_t line) {
    const auto name = fingerprint::from_text(take_field(rest));
    if (!name) throw_malformed(shown, line, "has no fingerprint of 64 hexadecimal digits where one belongs");
    return *name;
}

// Calls take(text_line) for each entry, in order. Lines end with LF or CR LF, the last with or without. identity_error,
// which take may throw as well.
template <class Take>
void for_each_entry(std::string_view content, const std::filesystem::path& shown, Take take, text_limits limits = {}) {
    std::size_t number = 0, entries = 0;
    for (std::size_t begin = 0; begin < content.size();) {
        const auto found = content.find('\n', begin);
        const auto end = found == std::string_view::npos ? content.size() : found + 1;
        auto text = content.substr(begin, (found == std::string_view::npos ? end : found) - begin);
        ++number;
        if (text.ends_with('\r')) text.remove_suffix(1);
        if (text.size() > limits.line_octets)
            throw_malformed(shown, number, "has more than " + std::to_string(limits.line_octets) + " octets");
        if (has_control(text))
            throw_malformed(shown, number, text::words_for(text::flaw::control), "is it the right file?");
        text = without_blanks(text);
        if (!text.empty() && !text.starts_with('#')) {
            if (const auto flaw = flaw_in_line(text)) throw_malformed(shown, number, text::words_for(*flaw));
            if (++entries > limits.entries) {
                throw identity_error(identity_fault::too_large, shown,
                                     "it has more than " + std::to_string(limits.entries) + " entries");
            }
            take(text_line{number, text, begin, end});
        }
        begin = end;
    }
}

}  // namespace handclasp::files
