#pragma once

#include <handclasp/core/octets.hpp>

// Operations whose time and memory accesses depend on sizes alone, never on the octets.
namespace handclasp::constant_time {

// Hides a value from the optimiser, which could otherwise turn the arithmetic below back into a branch.
template <std::unsigned_integral Integer>
[[nodiscard]] inline Integer opaque(Integer value) noexcept {
#if defined(__GNUC__)
    __asm__ __volatile__("" : "+r"(value));
    return value;
#else
    volatile Integer hidden = value;
    return hidden;
#endif
}

// All ones where the condition holds, else zero.
[[nodiscard]] inline std::uint32_t mask(bool condition) noexcept {
    return opaque(0U - static_cast<std::uint32_t>(condition));
}

// All ones where left < right, else zero; both below 2^31.
[[nodiscard]] inline std::uint32_t less(std::size_t left, std::size_t right) noexcept {
    const std::uint32_t borrow = static_cast<std::uint32_t>(left) - static_cast<std::uint32_t>(right);
    return opaque(0U - (borrow >> 31));
}

// All ones where left = right, else zero; both below 2^31.
[[nodiscard]] inline std::uint32_t same(std::size_t left, std::size_t right) noexcept {
    return ~(less(left, right) | less(right, left));
}

// Whether two spans of the same size hold the same octets. Sizes are public: different ones are unequal at once.
[[nodiscard]] inline bool equal(octets left, octets right) noexcept {
    if (left.size() != right.size()) return false;
    std::uint64_t difference = 0;
    for (; left.size() >= sizeof difference; left = left.subspan(sizeof difference)) {
        std::uint64_t word = 0, other_word = 0;
        std::memcpy(&word, left.data(), sizeof word);
        std::memcpy(&other_word, right.data(), sizeof other_word);
        difference = opaque(difference | (word ^ other_word));
        right = right.subspan(sizeof difference);
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
        difference = opaque(difference | std::to_integer<std::uint64_t>(left[i] ^ right[i]));
    }
    return opaque((difference | (0 - difference)) >> 63) == 0;
}

// Overwrites target with source where the condition holds and leaves it otherwise. Both have the same size.
inline void select(bool condition, octets source, mutable_octets target) noexcept {
    const auto take = static_cast<std::byte>(mask(condition) & 0xff);
    for (std::size_t i = 0; i < target.size(); ++i) target[i] = (target[i] & ~take) | (source[i] & take);
}

}  // namespace handclasp::constant_time
