#pragma once

#include <handclasp/core/octets.hpp>

#include <array>

namespace handclasp {

// Overwrites octets with zeros in a way that no compiler removes, however dead the memory is.
inline void wipe(mutable_octets target) noexcept {
    if (target.empty()) return;
#if defined(__GNUC__)
    std::memset(target.data(), 0, target.size());
    __asm__ __volatile__("" : : "r"(target.data()) : "memory");
#else
    for (volatile std::byte& octet : target) octet = std::byte{0};
#endif
}

// Size octets that are nobody's but their owner's: not copyable, wiped when moved from and when destroyed.
// Starts as zeros. The octets are reached through expose() and overwrite() alone, so a reader can search for both.
template <std::size_t Size>
class secret {
public:
    static constexpr std::size_t size = Size;

    secret() noexcept = default;
    explicit secret(std::span<const std::byte, Size> source) noexcept { copy(source, octets_); }

    secret(secret&& other) noexcept { take(other); }
    secret& operator=(secret&& other) noexcept {
        if (this != &other) take(other);
        return *this;
    }
    secret(const secret&) = delete;
    secret& operator=(const secret&) = delete;
    ~secret() { wipe(octets_); }

    [[nodiscard]] std::span<const std::byte, Size> expose() const noexcept { return octets_; }
    [[nodiscard]] std::span<std::byte, Size> overwrite() noexcept { return octets_; }

private:
    void take(secret& other) noexcept {
        copy(other.octets_, octets_);
        wipe(other.octets_);
    }

    std::array<std::byte, Size> octets_{};
};

}  // namespace handclasp
