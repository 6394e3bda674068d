#pragma once

#include <handclasp/layout/unit.hpp>

#include <optional>

namespace handclasp::layout {

// Step [12] with an AEAD (docs/protocol.md, section 6). Both ends count the nonce, so it is not sent:
//
//   | type, length u24 | message |  tag  |
//                        `- AEAD -'
template <std::size_t TagSize>
struct aead_frame {
    static constexpr std::size_t message_offset = 0;

    // Octets of a frame beyond the message.
    static constexpr std::size_t overhead = unit_header::size + TagSize;

    [[nodiscard]] static constexpr std::size_t body_size(std::size_t message_size) noexcept {
        return message_size + TagSize;
    }
    [[nodiscard]] static constexpr std::size_t frame_size(std::size_t message_size) noexcept {
        return unit_header::size + body_size(message_size);
    }

    // Where the tag stands in a body of that size.
    [[nodiscard]] static constexpr field tag(std::size_t size_of_body) noexcept {
        return {size_of_body - TagSize, TagSize};
    }

    // The longest message whose frame fits into mtu octets; none where even an empty one does not.
    [[nodiscard]] static constexpr std::optional<std::size_t> max_message(std::size_t mtu) noexcept {
        if (mtu < overhead) return std::nullopt;
        return mtu - overhead;
    }

    // The length of the message that a body of that size holds; the body is admitted by the limits.
    [[nodiscard]] static constexpr std::size_t min_message(std::size_t size_of_body) noexcept {
        return size_of_body - TagSize;
    }
};

}  // namespace handclasp::layout
