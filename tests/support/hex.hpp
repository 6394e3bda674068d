// Octets for tests: as hexadecimal digits, and in a pattern that fills any size.
#pragma once

#include <handclasp/core/octets.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace test {

using bytes = std::vector<std::byte>;

[[nodiscard]] inline bytes copy_of(handclasp::octets source) {
    return {source.begin(), source.end()};
}

// The octets that the digits spell, of either case; spaces between them are skipped.
[[nodiscard]] inline bytes from_hex(std::string_view digits) {
    bytes spelled;
    std::string pair;
    for (const char digit : digits) {
        if (digit == ' ') continue;
        pair += digit;
        if (pair.size() < 2) continue;
        std::size_t read = 0;
        spelled.push_back(static_cast<std::byte>(std::stoi(pair, &read, 16)));
        if (read != 2) throw std::invalid_argument("not hexadecimal digits: " + pair);
        pair.clear();
    }
    if (!pair.empty()) throw std::invalid_argument("an odd number of hexadecimal digits");
    return spelled;
}

[[nodiscard]] inline std::string to_hex(handclasp::octets source) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string written;
    for (const std::byte octet : source) {
        written += digits[std::to_integer<std::size_t>(octet >> 4)];
        written += digits[std::to_integer<std::size_t>(octet & std::byte{15})];
    }
    return written;
}

// The same octets on every run; another seed gives others.
[[nodiscard]] inline bytes pattern(std::size_t size, std::uint32_t seed = 1) {
    bytes made(size);
    std::uint32_t state = seed * 2654435761U + 1;
    for (std::byte& octet : made) {
        state = state * 1664525U + 1013904223U;
        octet = static_cast<std::byte>(state >> 24);
    }
    return made;
}

[[nodiscard]] inline std::string text_of(handclasp::octets source) {
    return std::string(handclasp::as_text(source));
}

}  // namespace test
