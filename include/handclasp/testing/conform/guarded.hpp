#pragma once

#include <handclasp/testing/conform/inputs.hpp>

#include <algorithm>

namespace handclasp::conform {

// Octets that lie so many beyond a boundary of 64, among others that nobody may touch.
class guarded {
public:
    explicit guarded(octets content, std::size_t offset = 0)
        : size_(content.size()), buffer_(boundary + margin + offset + size_ + margin, guard) {
        const auto address = reinterpret_cast<std::uintptr_t>(buffer_.data());
        start_ = (boundary - address % boundary) % boundary + margin + offset;
        copy(content, span());
    }
    guarded(const guarded&) = delete;
    guarded& operator=(const guarded&) = delete;

    [[nodiscard]] mutable_octets span() noexcept { return mutable_octets(buffer_).subspan(start_, size_); }
    template <std::size_t Size>
    [[nodiscard]] std::span<std::byte, Size> fixed() noexcept {
        return std::span<std::byte, Size>(span());
    }

    [[nodiscard]] bool holds(octets wanted) noexcept { return std::ranges::equal(span(), wanted); }

    // Whether the octets around are as they were.
    [[nodiscard]] bool intact() const noexcept {
        for (std::size_t i = 0; i < buffer_.size(); ++i) {
            if ((i < start_ || i >= start_ + size_) && buffer_[i] != guard) return false;
        }
        return true;
    }

private:
    static constexpr std::size_t boundary = 64, margin = 64;
    static constexpr std::byte guard{0xc5};

    std::size_t size_;
    std::vector<std::byte> buffer_;
    std::size_t start_ = 0;
};

}  // namespace handclasp::conform
