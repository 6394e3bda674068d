#pragma once

#include <handclasp/core/octets.hpp>

namespace handclasp::layout {

// A span of octets at a fixed place within a unit. Layouts are chains of fields, so each offset is the end of the
// field before it and each size a named sum; nothing is counted by hand.
struct field {
    std::size_t offset;
    std::size_t size;

    [[nodiscard]] constexpr std::size_t end() const noexcept { return offset + size; }

    // The field of that many octets right behind this one.
    [[nodiscard]] constexpr field then(std::size_t next_size) const noexcept { return {end(), next_size}; }

    [[nodiscard]] constexpr octets of(octets unit) const noexcept { return unit.subspan(offset, size); }
    [[nodiscard]] constexpr mutable_octets of(mutable_octets unit) const noexcept { return unit.subspan(offset, size); }
};

}  // namespace handclasp::layout
