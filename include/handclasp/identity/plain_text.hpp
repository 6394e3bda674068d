#pragma once

#include <handclasp/core/hex.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
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

// What is wrong with a character that stands alone: `control`, `invisible` or nothing.
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

// The characters of a text one after the other, each with its flaw. Some scripts, and emoji, do not do without
// characters that are not seen: so U+200C and U+200D are none between two characters from U+0600 on, where the first of
// those scripts begins, and neither is U+FE0F behind one. Between letters of ASCII, Latin, Greek and Cyrillic they
// would only make two texts look the same.
class character_reader {
public:
    struct piece {
        std::string_view octets;  // one where they are not UTF-8
        std::optional<text::flaw> flaw;
    };

    explicit constexpr character_reader(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] constexpr bool at_end() const noexcept { return rest_.empty(); }

    // The next one. Not at the end.
    [[nodiscard]] constexpr piece next() noexcept {
        const auto before = rest_;
        const auto character = take_character(rest_);
        if (!character) {
            rest_.remove_prefix(1);
            behind_ = neighbour::other;
            return {before.substr(0, 1), flaw::encoding};
        }
        const auto octets = before.substr(0, before.size() - rest_.size());
        if (*character == variation && behind_ == neighbour::joined) {
            behind_ = neighbour::varied;
            return {octets, std::nullopt};
        }
        const bool joins = is_joiner(*character) && behind_ != neighbour::other && is_joined_next();
        behind_ = may_be_joined(*character) ? neighbour::joined : neighbour::other;
        return {octets, joins ? std::nullopt : flaw_of(*character)};
    }

private:
    enum class neighbour { other, joined, varied };  // what stands before the next character

    static constexpr char32_t variation = 0xfe0f;

    [[nodiscard]] static constexpr bool is_joiner(char32_t character) noexcept {
        return character == 0x200c || character == 0x200d;
    }
    [[nodiscard]] static constexpr bool may_be_joined(char32_t character) noexcept {
        return character >= 0x600 && !flaw_of(character);
    }
    [[nodiscard]] constexpr bool is_joined_next() const noexcept {
        auto rest = rest_;
        const auto character = rest.empty() ? std::nullopt : take_character(rest);
        return character && may_be_joined(*character);
    }

    std::string_view rest_;
    neighbour behind_ = neighbour::other;
};

// The first flaw of a text. Octets of ASCII in `besides` are none.
[[nodiscard]] constexpr std::optional<flaw> flaw_in(std::string_view text, std::string_view besides = {}) noexcept {
    for (character_reader reader(text); !reader.at_end();) {
        const auto [octets, found] = reader.next();
        if (found && besides.find(octets) == besides.npos) return found;
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

// Octets as \xNN.
[[nodiscard]] inline std::string escaped(std::string_view octets) {
    std::string shown;
    for (const char octet : octets) shown += "\\x" + to_hex(std::array{static_cast<std::byte>(octet)});
    return shown;
}

// The text as it may stand on a terminal: as it is, but for what is not plain, which is escaped. With it a text could
// pretend to be lines of this program, or give orders to the terminal.
[[nodiscard]] inline std::string printable(std::string_view text) {
    std::string shown;
    for (character_reader reader(text); !reader.at_end();) {
        const auto [octets, found] = reader.next();
        if (found) {
            shown += escaped(octets);
        } else {
            shown += octets;
        }
    }
    return shown;
}

}  // namespace handclasp::text
