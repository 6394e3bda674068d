#pragma once

#include <handclasp/core/octets.hpp>

#include <string>

// Octets as hexadecimal digits, two for each.
namespace handclasp::text {

// In lower case.
[[nodiscard]] inline std::string to_hex(octets source) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string written;
    written.reserve(2 * source.size());
    for (const std::byte octet : source) {
        written += digits[std::to_integer<std::size_t>(octet >> 4)];
        written += digits[std::to_integer<std::size_t>(octet & std::byte{15})];
    }
    return written;
}

// What a digit of either case stands for, or -1.
[[nodiscard]] constexpr int hex_digit(char character) noexcept {
    if (character >= '0' && character <= '9') return character - '0';
    if (character >= 'a' && character <= 'f') return character - 'a' + 10;
    if (character >= 'A' && character <= 'F') return character - 'A' + 10;
    return -1;
}

// Whether the text is exactly the digits of as many octets as out has; they are written to it.
[[nodiscard]] constexpr bool from_hex(std::string_view source, mutable_octets out) noexcept {
    if (source.size() % 2 != 0 || source.size() / 2 != out.size()) return false;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const int digit = hex_digit(source[i]);
        if (digit < 0) return false;
        out[i / 2] = (out[i / 2] << 4) | static_cast<std::byte>(digit);
    }
    return true;
}

}  // namespace handclasp::text
