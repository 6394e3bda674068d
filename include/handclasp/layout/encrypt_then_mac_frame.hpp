#pragma once

#include <handclasp/layout/cbc_frame.hpp>

namespace handclasp::layout {

// Step [12] in the composition encrypt_then_mac (docs/protocol.md, section 6):
//
//   | type, length u24 |         IV         | message | padding |  tag  |
//                        `---- plaintext ---' `---- AES-CBC ----'
template <std::size_t BlockSize, std::size_t TagSize>
struct encrypt_then_mac_frame : cbc_frame<BlockSize, TagSize> {
    static constexpr std::size_t message_offset = encrypt_then_mac_frame::iv.end();

    // Where the tag stands in a body of that size.
    [[nodiscard]] static constexpr field tag(std::size_t size_of_body) noexcept {
        return {size_of_body - TagSize, TagSize};
    }
};

}  // namespace handclasp::layout
