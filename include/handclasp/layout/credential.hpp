#pragma once

#include <handclasp/layout/proof.hpp>
#include <handclasp/layout/unit.hpp>

#include <algorithm>

namespace handclasp::layout {

// What a client shows who it is with, where the hello demands it: its frame 1, whose message is a proof.
//
//   | type 04, length u24 | frame body |
template <class Frame, std::size_t FrameLimit>
struct credential {
    static constexpr std::size_t max_message_size = std::min(proof::max_size, FrameLimit);
    static constexpr length_limits limits{Frame::body_size(proof::fixed_size), Frame::body_size(max_message_size)};

    // The proof that a frame's message is, which it views. errc::malformed.
    [[nodiscard]] static result<proof> parse(octets message) noexcept {
        reader in(message);
        const auto said = proof::take(in);
        if (!in.complete()) return errc::malformed;
        if (said.identity.size() > proof::max_identity_size) return errc::malformed;
        if (said.signature.size() > proof::max_signature_size) return errc::malformed;
        return said;
    }
};

}  // namespace handclasp::layout
