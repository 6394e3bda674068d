#pragma once

#include <handclasp/layout/cbc_frame.hpp>

namespace handclasp::layout {

// Step [12] in the composition mac_in_cipher (docs/protocol.md, section 6):
//
//   | type, length u24 |         IV         |  tag  | message | padding |
//                        `---- plaintext ---' `------ AES-CBC --------'
template <std::size_t BlockSize, std::size_t TagSize>
struct mac_in_cipher_frame : cbc_frame<BlockSize, TagSize> {
    static constexpr field tag = mac_in_cipher_frame::iv.then(TagSize);
    static constexpr std::size_t message_offset = tag.end();
};

}  // namespace handclasp::layout
