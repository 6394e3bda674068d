#pragma once

#if __cplusplus < 202002L && !(defined(_MSVC_LANG) && _MSVC_LANG >= 202002L)
#error "handclasp needs C++20 (-std=c++20)"
#endif

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string_view>
#include <type_traits>

namespace handclasp {

// A view of octets that are read.
using octets = std::span<const std::byte>;

// A view of octets that are written, often in place.
using mutable_octets = std::span<std::byte>;

// The octets of a text, without a terminating zero. The text owns them.
[[nodiscard]] inline octets as_octets(std::string_view text) noexcept {
    return std::as_bytes(std::span(text.data(), text.size()));
}

// The text that the octets spell; nothing is checked.
[[nodiscard]] inline std::string_view as_text(octets source) noexcept {
    return {reinterpret_cast<const char*>(source.data()), source.size()};
}

// Reads a big-endian integer of source.size() octets (1 to 8).
template <std::unsigned_integral Integer>
[[nodiscard]] constexpr Integer load_big_endian(octets source) noexcept {
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    // Every frame carries such numbers; compilers do not make one load of the loop below by themselves.
    if (!std::is_constant_evaluated() && source.size() == sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, source.data(), sizeof word);
        return static_cast<Integer>(__builtin_bswap64(word));
    }
    if (!std::is_constant_evaluated() && source.size() == sizeof(std::uint32_t)) {
        std::uint32_t word = 0;
        std::memcpy(&word, source.data(), sizeof word);
        return static_cast<Integer>(__builtin_bswap32(word));
    }
#endif
    std::uint64_t value = 0;
    for (const std::byte octet : source) value = (value << 8) | std::to_integer<std::uint64_t>(octet);
    return static_cast<Integer>(value);
}

// Writes a big-endian integer over target.size() octets (1 to 8), higher octets first.
constexpr void store_big_endian(std::uint64_t value, mutable_octets target) noexcept {
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (!std::is_constant_evaluated() && target.size() == sizeof(std::uint64_t)) {
        value = __builtin_bswap64(value);
        std::memcpy(target.data(), &value, sizeof value);
        return;
    }
    if (!std::is_constant_evaluated() && target.size() == sizeof(std::uint32_t)) {
        const std::uint32_t word = __builtin_bswap32(static_cast<std::uint32_t>(value));
        std::memcpy(target.data(), &word, sizeof word);
        return;
    }
#endif
    for (std::size_t i = target.size(); i-- > 0; value >>= 8) target[i] = static_cast<std::byte>(value & 0xff);
}

// Whether two spans have an octet in common.
[[nodiscard]] inline bool overlap(octets left, octets right) noexcept {
    const std::less<const std::byte*> before;
    return before(left.data(), right.data() + right.size()) && before(right.data(), left.data() + left.size());
}

// Copies source to the start of target, which must be large enough; the two may overlap.
inline void copy(octets source, mutable_octets target) noexcept {
    if (!source.empty()) std::memmove(target.data(), source.data(), source.size());
}

}  // namespace handclasp
