#pragma once

#include <handclasp/core/errc.hpp>
#include <handclasp/core/result.hpp>
#include <handclasp/layout/field.hpp>

#include <array>

namespace handclasp {

// What a unit on the stream is; the first octet of its header (docs/protocol.md, section 3).
enum class unit_type : std::uint8_t {
    message = 0x00,
    fragment = 0x01,
    close = 0x02,
    rekey = 0x03,
    credential = 0x04,
    request = 0x10,
    hello = 0x11,
    initial = 0x12,
    refused = 0x13,
};

// The version of the protocol that this library speaks.
inline constexpr std::uint8_t protocol_version = 1;

}  // namespace handclasp

namespace handclasp::layout {

// The four octets before every unit: type u8 || length u24. The length counts what follows them.
struct unit_header {
    static constexpr field type{0, 1};
    static constexpr field length = type.then(3);
    static constexpr std::size_t size = length.end();
    static constexpr std::size_t max_length = 0xffffff;

    [[nodiscard]] static constexpr std::array<std::byte, size> make(unit_type type_of_unit,
                                                                    std::size_t length_of_unit) noexcept {
        // In one store, because it is read in one, and soon.
        std::array<std::byte, size> header{};
        store_big_endian((static_cast<std::uint64_t>(type_of_unit) << 24) | length_of_unit, header);
        return header;
    }

    // Of a span that starts with a header.
    [[nodiscard]] static constexpr unit_type type_of(octets unit) noexcept { return static_cast<unit_type>(unit[0]); }
    [[nodiscard]] static constexpr std::size_t length_of(octets unit) noexcept {
        return load_big_endian<std::uint32_t>(length.of(unit));
    }
};

// The lengths that a receiver takes for a unit of some type, both ends included.
struct length_limits {
    std::size_t least;
    std::size_t most;

    [[nodiscard]] constexpr bool admit(std::size_t length) const noexcept { return least <= length && length <= most; }
};

// The size of the whole unit that a header announces, or errc::unit_size where the limits do not admit it: the header
// is all that is read of such a unit.
[[nodiscard]] constexpr result<std::size_t> admitted_size(octets header, length_limits limits) noexcept {
    const std::size_t length = unit_header::length_of(header);
    if (!limits.admit(length)) return errc::unit_size;
    return unit_header::size + length;
}

}  // namespace handclasp::layout
