#pragma once

#include <handclasp/layout/unit.hpp>

namespace handclasp::layout {

// Step [7]: the encapsulated secrets and the client's frame 0:
//
//   | type 12, length u24 | encapsulation | frame body |
template <std::size_t EncapsulationSize, class Frame, std::size_t FrameLimit>
struct initial {
    static constexpr field header{0, unit_header::size};
    static constexpr field encapsulation = header.then(EncapsulationSize);
    static constexpr std::size_t body_offset = encapsulation.end();
    static constexpr length_limits limits{EncapsulationSize + Frame::body_size(0),
                                          EncapsulationSize + Frame::body_size(FrameLimit)};

    [[nodiscard]] static constexpr std::size_t size(std::size_t message_size) noexcept {
        return body_offset + Frame::body_size(message_size);
    }
};

}  // namespace handclasp::layout
