#pragma once

#include <array>
#include <cstddef>
#include <string_view>

// Names composed at compile time from the names of policies.
namespace handclasp::text {

// The concatenation of texts that live as long as the program.
template <const std::string_view&... Parts>
struct joined {
private:
    static constexpr auto storage = [] {
        std::array<char, (Parts.size() + ... + 0)> characters{};
        std::size_t at = 0;
        for (const std::string_view part : {Parts...}) {
            for (const char character : part) characters[at++] = character;
        }
        return characters;
    }();

public:
    static constexpr std::string_view value{storage.data(), storage.size()};
};

// A number in decimal.
template <unsigned long long Number>
struct decimal {
private:
    static constexpr auto storage = [] {
        constexpr std::size_t digits = [] {
            std::size_t count = 1;
            for (auto rest = Number / 10; rest > 0; rest /= 10) ++count;
            return count;
        }();
        std::array<char, digits> characters{};
        auto rest = Number;
        for (std::size_t i = digits; i-- > 0; rest /= 10) characters[i] = static_cast<char>('0' + rest % 10);
        return characters;
    }();

public:
    static constexpr std::string_view value{storage.data(), storage.size()};
};

// Whether a text is a name as the handshake carries it: 1 to 128 printable ASCII octets.
[[nodiscard]] constexpr bool is_name(std::string_view candidate) noexcept {
    if (candidate.empty() || candidate.size() > 128) return false;
    for (const char character : candidate) {
        if (character < 0x20 || character > 0x7e) return false;
    }
    return true;
}

}  // namespace handclasp::text
