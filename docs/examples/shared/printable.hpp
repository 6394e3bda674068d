// Text that a stranger chose, as it may stand on a terminal or in a log.
#pragma once

#include <handclasp/core/hex.hpp>
#include <handclasp/identity/plain_text.hpp>

#include <array>
#include <string>
#include <string_view>

namespace printable {

// Octets as \xNN.
inline std::string escaped(std::string_view octets) {
    std::string shown;
    for (const char octet : octets) {
        shown += "\\x" + handclasp::text::to_hex(std::array{static_cast<std::byte>(octet)});
    }
    return shown;
}

// The text with everything but printable ASCII escaped, and a backslash as two: a name out of a certificate or a file
// can otherwise move the cursor, hide a line, or turn the order of its letters round.
inline std::string of(std::string_view text) {
    std::string shown;
    for (const char character : text) {
        if (character < ' ' || character > '~') {
            shown += escaped({&character, 1});
        } else {
            shown += character == '\\' ? "\\\\" : std::string(1, character);
        }
    }
    return shown;
}

// What a peer says, in whatever language: printed as it is but for what is not UTF-8, control characters, and those
// that are not seen or turn the order of letters round, which are escaped. With them a message could pretend to be
// lines of this program, or give orders to the terminal.
inline std::string message(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        auto rest = text;
        const auto character = handclasp::text::take_character(rest);
        const auto taken = text.substr(0, character ? text.size() - rest.size() : 1);
        const bool plain = character && !handclasp::text::flaw_of(*character);
        shown += plain ? std::string(taken) : escaped(taken);
        text.remove_prefix(taken.size());
    }
    return shown;
}

}  // namespace printable
