#pragma once

#include <handclasp/layout/unit.hpp>

#include <optional>

namespace handclasp::layout {

// The sizes of a frame of a cipher in CBC mode and a MAC, wherever its tag stands: IV, tag, and the padded message.
// A body is what follows the header; offsets count from the body's start.
template <std::size_t BlockSize, std::size_t TagSize>
struct cbc_frame {
    static constexpr field iv{0, BlockSize};
    static constexpr std::size_t min_padding = 1;
    static constexpr std::size_t max_padding = BlockSize;

    // Octets of a body and of a frame beyond message and padding.
    static constexpr std::size_t body_overhead = BlockSize + TagSize;
    static constexpr std::size_t overhead = unit_header::size + body_overhead;

    // The message with its padding: whole blocks, and at least one octet of padding.
    [[nodiscard]] static constexpr std::size_t padded_size(std::size_t message_size) noexcept {
        return (message_size / BlockSize + 1) * BlockSize;
    }
    [[nodiscard]] static constexpr std::size_t body_size(std::size_t message_size) noexcept {
        return body_overhead + padded_size(message_size);
    }
    [[nodiscard]] static constexpr std::size_t frame_size(std::size_t message_size) noexcept {
        return unit_header::size + body_size(message_size);
    }

    // The longest message whose frame fits into mtu octets; none where even an empty one does not.
    [[nodiscard]] static constexpr std::optional<std::size_t> max_message(std::size_t mtu) noexcept {
        if (mtu < frame_size(0)) return std::nullopt;
        return (mtu - overhead) / BlockSize * BlockSize - min_padding;
    }

    // The shortest message that a body of that size can hold; the body is admitted by the limits.
    [[nodiscard]] static constexpr std::size_t min_message(std::size_t size_of_body) noexcept {
        return size_of_body - body_overhead - max_padding;
    }
};

}  // namespace handclasp::layout
