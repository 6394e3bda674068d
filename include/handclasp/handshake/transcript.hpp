#pragma once

#include <handclasp/core/concepts.hpp>

#include <array>
#include <vector>

namespace handclasp::handshake {

// Hashes what both ends have to agree on: request || hello || encapsulation || context size u8 || context. The
// context is configured on both sides and never sent, so that two services that share an identity cannot be swapped
// for each other.
template <hash Hash>
class transcript {
public:
    static constexpr std::size_t max_context_size = 255;
    using digest = std::array<std::byte, Hash::size>;

    // context has at most max_context_size octets.
    explicit transcript(octets context) : context_(context.begin(), context.end()) {}

    void add(octets piece) noexcept { hash_.update(piece); }

    // The hash of all that was added, and the context.
    [[nodiscard]] digest finish() && noexcept {
        const std::array context_size = {static_cast<std::byte>(context_.size())};
        hash_.update(context_size);
        hash_.update(context_);
        digest made{};
        hash_.finish(made);
        return made;
    }

private:
    Hash hash_;
    std::vector<std::byte> context_;
};

}  // namespace handclasp::handshake
