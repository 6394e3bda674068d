#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/hex.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <string>
#include <vector>

// What the checks feed to a policy.
namespace handclasp::conform {

using bytes = std::vector<std::byte>;

[[nodiscard]] inline bytes copy_of(octets source) {
    return {source.begin(), source.end()};
}

[[nodiscard]] inline bytes joined(octets left, octets right) {
    bytes both = copy_of(left);
    both.insert(both.end(), right.begin(), right.end());
    return both;
}

// One step of SplitMix64's output function, which no two numbers share a result of.
[[nodiscard]] inline std::uint64_t mixed(std::uint64_t value) noexcept {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

// Octets without visible order, the same on every run; another seed gives others.
inline void fill_with_pattern(mutable_octets target, std::uint64_t seed) noexcept {
    std::uint64_t state = mixed(seed + 0x9e3779b97f4a7c15);  // far apart, so that no pattern is part of another
    for (std::byte& octet : target) octet = static_cast<std::byte>(mixed(state += 0x9e3779b97f4a7c15) & 0xff);
}
[[nodiscard]] inline bytes pattern(std::size_t size, std::uint64_t seed = 1) {
    bytes made(size);
    fill_with_pattern(made, seed);
    return made;
}

inline void flip(mutable_octets target, std::size_t bit) noexcept {
    target[bit / 8] ^= std::byte{1} << static_cast<int>(bit % 8);
}

// Where a change is tried in a text, one bit in each of these octets: all of a short text's. Of a long one, where a try
// costs as much as the text is long: one in each 16, or as many as make about 1000, and each of the last 64. Which of
// the 16 has no visible order, so that it meets no pattern of what is left out.
[[nodiscard]] inline std::vector<std::size_t> sampled_bits(std::size_t size) {
    constexpr std::size_t most = 1024, end = 64;
    const std::size_t step = size <= most ? 1 : std::max<std::size_t>(16, size / most);
    std::vector<std::size_t> bits;
    for (std::size_t start = 0; start<size; start += size - start> end ? step : 1) {
        const std::size_t octet = size - start > end + step ? start + mixed(start) % step : start;
        bits.push_back(8 * octet + mixed(octet + size) % 8);
    }
    return bits;
}
[[nodiscard]] inline std::string place_of(std::size_t bit) {
    return "bit " + std::to_string(bit % 8) + " of octet " + std::to_string(bit / 8);
}

// In how many bits two texts of one size differ.
[[nodiscard]] inline std::size_t differing_bits(octets left, octets right) noexcept {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        bits += static_cast<std::size_t>(std::popcount(std::to_integer<unsigned char>(left[i] ^ right[i])));
    }
    return bits;
}

// A random source that gives the same octets to every run of a program, as far as one thread asks, and never the same
// twice: each call takes the next seed.
inline result<void> repeatable_random(mutable_octets target) noexcept {
    static constinit std::atomic<std::uint64_t> calls{0};
    fill_with_pattern(target, 0x1000000 + ++calls);
    return {};
}

// One that fails once so many calls have succeeded; random_calls_left says how many still will.
inline constinit thread_local std::size_t random_calls_left = 0;
inline result<void> failing_random(mutable_octets target) noexcept {
    if (random_calls_left == 0) return errc::random_source;
    --random_calls_left;
    return repeatable_random(target);
}

}  // namespace handclasp::conform
