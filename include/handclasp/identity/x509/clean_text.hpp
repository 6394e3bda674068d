#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/identity/x509/library.hpp>

#include <string_view>

namespace handclasp::x509 {

// Whether a text is UTF-8 (RFC 3629), of characters alone: no control character of ASCII or Latin-1, which would write
// over the terminal of whoever lists it, and no zero, at which others would cut it.
[[nodiscard]] inline bool is_clean_text(std::string_view text) noexcept {
    octets rest = as_octets(text);
    while (!rest.empty()) {
        unsigned long character = 0;
        const int longest = static_cast<int>(rest.size() < 4 ? rest.size() : 4);
        const int used = UTF8_getc(bytes(rest), longest, &character);
        if (used <= 0 || character < 0x20 || (character >= 0x7f && character < 0xa0)) return false;
        rest = rest.subspan(static_cast<std::size_t>(used));
    }
    return true;
}

}  // namespace handclasp::x509
