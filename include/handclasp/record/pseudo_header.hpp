#pragma once

#include <handclasp/layout/unit.hpp>

namespace handclasp::record {

// What binds a frame to its place: number u64 || header [4] || "HCv1". Authenticated with every frame and never sent,
// so a frame that is replayed, reordered, cut or relabelled fails like a forged one (docs/protocol.md, section 6).
struct pseudo_header {
    static constexpr layout::field number{0, 8};
    static constexpr layout::field header = number.then(layout::unit_header::size);
    static constexpr layout::field label = header.then(4);
    static constexpr std::size_t size = label.end();

    using bytes = std::array<std::byte, size>;

    [[nodiscard]] static bytes make(std::uint64_t frame_number, octets unit_header) noexcept {
        bytes made{};
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        // In one store: the MAC reads it in one, and soon, and what was written in pieces has to wait for all of them.
        using pair_of_words = std::uint64_t __attribute__((vector_size(size)));
        constexpr std::uint64_t label_word = 0x31764348;  // "HCv1"
        std::uint32_t header_word = 0;
        std::memcpy(&header_word, unit_header.data(), sizeof header_word);
        const pair_of_words words = {__builtin_bswap64(frame_number), header_word | (label_word << 32)};
        std::memcpy(made.data(), &words, size);
#else
        const mutable_octets target(made);
        store_big_endian(frame_number, number.of(target));
        copy(unit_header.first(layout::unit_header::size), header.of(target));
        copy(as_octets("HCv1"), label.of(target));
#endif
        return made;
    }
};

}  // namespace handclasp::record
