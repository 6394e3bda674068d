// Text that a stranger chose, as it may stand on a terminal or in a log.
#pragma once

#include <handclasp/identity/plain_text.hpp>

#include <string>
#include <string_view>

namespace printable {

// The text with everything but printable ASCII escaped, and a backslash as two: a name out of a certificate or a file
// can otherwise move the cursor, hide a line, or turn the order of its letters round.
inline std::string of(std::string_view text) {
    std::string shown;
    for (const char character : text) {
        if (character < ' ' || character > '~') {
            shown += handclasp::text::escaped({&character, 1});
        } else {
            shown += character == '\\' ? "\\\\" : std::string(1, character);
        }
    }
    return shown;
}

// What a peer says, in whatever language: printed as it is but for what is not plain text.
inline std::string message(std::string_view text) {
    return handclasp::text::printable(text);
}

}  // namespace printable
