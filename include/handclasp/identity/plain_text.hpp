#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

// Which text of others' may stand on a terminal, in a list or in a log as it is: nothing in it gives orders to the
// terminal, turns the order of letters round, or makes two texts look the same.
namespace handclasp::text {

enum class flaw {
    encoding,   // it is not UTF-8 (RFC 3629)
    control,    // control characters of ASCII (C0, DEL) and of Latin-1 (C1)
    invisible,  // characters that are not seen, or that only change how others are
};

// Takes the first character off a text that is not empty. None where it does not begin with one in UTF-8, and then
// nothing is taken: surrogates and encodings that are longer than they have to be are none.
[[nodiscard]] constexpr std::optional<char32_t> take_character(std::string_view& text) noexcept {
    const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const char32_t first = octet(0);
    const std::size_t size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (size == 0 || first > 0xf4 || text.size() < size) return std::nullopt;
    char32_t character = size == 1 ? first : first & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((octet(i) & 0xc0) != 0x80) return std::nullopt;
        character = (character << 6) | (octet(i) & 0x3fU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = character >= 0xd800 && character < 0xe000;
    if (character < least[size] || character > 0x10ffff || surrogate) return std::nullopt;
    text.remove_prefix(size);
    return character;
}

// What is wrong with a character: `control`, `invisible` or nothing.
[[nodiscard]] constexpr std::optional<flaw> flaw_of(char32_t character) noexcept {
    struct range {
        char32_t first, last;
    };
    // Unicode's Default_Ignorable_Code_Point, and what ends a line or stands around an annotation. The controls of
    // direction (UAX #9, section 2) are among them: U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
    constexpr std::array<range, 17> unseen{{{0xad, 0xad},
                                            {0x34f, 0x34f},
                                            {0x61c, 0x61c},
                                            {0x115f, 0x1160},
                                            {0x17b4, 0x17b5},
                                            {0x180b, 0x180f},
                                            {0x200b, 0x200f},
                                            {0x2028, 0x202e},
                                            {0x2060, 0x206f},
                                            {0x3164, 0x3164},
                                            {0xfe00, 0xfe0f},
                                            {0xfeff, 0xfeff},
                                            {0xffa0, 0xffa0},
                                            {0xfff0, 0xfffb},
                                            {0x1bca0, 0x1bca3},
                                            {0x1d173, 0x1d17a},
                                            {0xe0000, 0xe0fff}}};
    if (character < 0x20 || (character >= 0x7f && character < 0xa0)) return flaw::control;
    for (const auto& [first, last] : unseen) {
        if (character >= first && character <= last) return flaw::invisible;
    }
    return std::nullopt;
}

// The first flaw of a text. Octets of ASCII in `besides` are none.
[[nodiscard]] constexpr std::optional<flaw> flaw_in(std::string_view text, std::string_view besides = {}) noexcept {
    while (!text.empty()) {
        if (besides.find(text.front()) != besides.npos) {
            text.remove_prefix(1);
            continue;
        }
        const auto character = take_character(text);
        if (!character) return flaw::encoding;
        if (const auto found = flaw_of(*character)) return found;
    }
    return std::nullopt;
}

[[nodiscard]] constexpr bool is_plain(std::string_view text) noexcept {
    return !flaw_in(text);
}

// What is to be said of a text with this flaw, as in "the name has control characters".
[[nodiscard]] constexpr std::string_view words_for(flaw found) noexcept {
    switch (found) {
        case flaw::encoding: return "is not UTF-8";
        case flaw::control: return "has control characters";
        case flaw::invisible: break;
    }
    return "has invisible characters";
}

}  // namespace handclasp::text
