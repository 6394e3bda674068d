// Text that a stranger chose, as it may stand on a terminal or in a log.
#pragma once

#include <handclasp/core/hex.hpp>

#include <string>
#include <string_view>

namespace printable {

// The text with everything but printable ASCII written as \xNN, and a backslash as two: a name out of a certificate or a
// file can otherwise move the cursor, hide a line, or turn the order of its letters round.
inline std::string of(std::string_view text) {
    std::string shown;
    for (const char character : text) {
        const auto octet = static_cast<unsigned char>(character);
        if (octet < 0x20 || octet > 0x7e) {
            shown += "\\x" + handclasp::text::to_hex(std::array{std::byte{octet}});
        } else {
            shown += character == '\\' ? "\\\\" : std::string(1, character);
        }
    }
    return shown;
}

// What a peer says, in whatever language: printed as it is but for control characters, C1 in UTF-8 included, which are
// written as \xNN. With them a message could pretend to be lines of this program, or give orders to the terminal.
inline std::string message(std::string_view text) {
    std::string shown;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto octet = static_cast<unsigned char>(text[at]);
        const auto next = static_cast<unsigned char>(at + 1 < text.size() ? text[at + 1] : 0);
        const bool two = octet == 0xc2 && 0x80 <= next && next < 0xa0;
        if (octet >= 0x20 && octet != 0x7f && !two) {
            shown += text[at];
            continue;
        }
        shown += "\\x" + handclasp::text::to_hex(std::array{std::byte{octet}});
        if (two) shown += "\\x" + handclasp::text::to_hex(std::array{std::byte{next}}), ++at;
    }
    return shown;
}

}  // namespace printable
