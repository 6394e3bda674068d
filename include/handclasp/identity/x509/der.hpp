#pragma once

#include <handclasp/core/octets.hpp>

#include <algorithm>
#include <cstdint>

namespace handclasp::x509 {

// Whether octets are one value in DER (X.690, sections 10 and 11), which has one encoding for each, as far as that can
// be told without knowing what it means. OpenSSL takes BER, keeps what it has read, and so writes BER again: a
// certificate could be written in several ways, each with a digest of its own.
//
// Lengths and tags in their shortest form, strings in one piece, BOOLEAN, INTEGER, the unused bits of a BIT STRING, and
// the order of a SET. What is left out although it may be (a default) and what stands inside an OCTET STRING it does
// not know.
class der {
public:
    [[nodiscard]] static bool is_one_value(octets encoded) noexcept {
        octets rest = encoded;
        return take(rest, 0) && rest.empty();
    }

private:
    static constexpr int most_depth = 32;  // a certificate has less than ten
    static constexpr unsigned constructed = 0x20, universal_mask = 0xc0;
    enum tag : unsigned { boolean = 1, integer = 2, bit_string = 3, enumerated = 10, sequence = 16, set = 17 };

    [[nodiscard]] static unsigned at(octets from, std::size_t index) noexcept {
        return std::to_integer<unsigned>(from[index]);
    }

    // Takes a value off that is in DER.
    [[nodiscard]] static bool take(octets& rest, int depth) noexcept {
        if (rest.empty() || depth > most_depth) return false;
        const unsigned identifier = at(rest, 0);
        rest = rest.subspan(1);
        if ((identifier & 0x1f) == 0x1f && !take_long_tag(rest)) return false;
        std::size_t size = 0;
        if (!take_length(rest, size) || size > rest.size()) return false;
        const octets content = rest.first(size);
        rest = rest.subspan(size);
        const bool nested = (identifier & constructed) != 0;
        if ((identifier & universal_mask) != 0) return !nested || are_values(content, depth + 1, false);
        const unsigned kind = identifier & 0x1f;
        if (kind != sequence && kind != set) return !nested && is_primitive(kind, content);
        return nested && are_values(content, depth + 1, kind == set);
    }

    // Of 31 and above, without leading zeros (section 8.1.2.4).
    [[nodiscard]] static bool take_long_tag(octets& rest) noexcept {
        constexpr std::size_t most = 4;
        std::size_t size = 1;
        while (size <= most && size <= rest.size() && (at(rest, size - 1) & 0x80) != 0) ++size;
        if (size > most || size > rest.size() || at(rest, 0) == 0x80 || (size == 1 && at(rest, 0) < 31)) return false;
        rest = rest.subspan(size);
        return true;
    }

    // Definite, and as short as it can be (section 10.1).
    [[nodiscard]] static bool take_length(octets& rest, std::size_t& size) noexcept {
        if (rest.empty()) return false;
        const unsigned first = at(rest, 0);
        rest = rest.subspan(1);
        size = first;
        if (first < 0x80) return true;
        const std::size_t count = first & 0x7f;
        if (count == 0 || count > sizeof(std::uint32_t) || count > rest.size() || at(rest, 0) == 0) return false;
        size = 0;
        for (std::size_t i = 0; i < count; ++i) size = (size << 8) | at(rest, i);
        rest = rest.subspan(count);
        return size >= 0x80;
    }

    // Those of a SET in ascending order (section 11.6), where those with other tags are by their tags (section 10.3).
    [[nodiscard]] static bool are_values(octets content, int depth, bool ascending) noexcept {
        octets before;
        while (!content.empty()) {
            const octets from = content;
            if (!take(content, depth)) return false;
            const octets value = from.first(from.size() - content.size());
            if (ascending && std::ranges::lexicographical_compare(value, before)) return false;
            before = value;
        }
        return true;
    }

    [[nodiscard]] static bool is_primitive(unsigned kind, octets content) noexcept {
        switch (kind) {
            case boolean: return content.size() == 1 && (at(content, 0) == 0 || at(content, 0) == 0xff);
            case integer:
            case enumerated: {  // section 8.3.2: the first nine bits are not all the same
                if (content.empty()) return false;
                if (content.size() == 1) return true;
                const unsigned nine = (at(content, 0) << 1) | (at(content, 1) >> 7);
                return nine != 0 && nine != 0x1ff;
            }
            case bit_string: {  // section 11.2.1: the unused bits are zeros
                if (content.empty() || at(content, 0) > 7 || (content.size() == 1 && at(content, 0) != 0)) return false;
                return (at(content, content.size() - 1) & ((1U << at(content, 0)) - 1)) == 0 || content.size() == 1;
            }
            default: return true;
        }
    }
};

}  // namespace handclasp::x509
