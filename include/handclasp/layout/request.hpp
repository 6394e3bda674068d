#pragma once

#include <handclasp/core/text.hpp>
#include <handclasp/layout/cursor.hpp>
#include <handclasp/layout/unit.hpp>

#include <algorithm>

namespace handclasp::layout {

// The limits that a name of 1 to 128 octets gives its unit; a nonce follows it in a request and nothing in a refusal.
inline constexpr std::size_t max_name_size = 128;
inline constexpr std::size_t nonce_size = 32;

// What a version 1 request or hello says before anything else, and all that a refusal says.
struct introduction {
    std::uint8_t version;
    std::string_view suite_name;
};

// Step [1], for a suite of that name:
//
//   | type 10, length u24 | version u8 | name size u8 | suite name | client nonce [32] |
template <const std::string_view& Name>
struct request {
    static constexpr field header{0, unit_header::size};
    static constexpr field version = header.then(1);
    static constexpr field name_size = version.then(1);
    static constexpr field name = name_size.then(Name.size());
    static constexpr field nonce = name.then(nonce_size);
    static constexpr std::size_t size = nonce.end();

    [[nodiscard]] static std::array<std::byte, size>
    make(std::span<const std::byte, nonce_size> client_nonce) noexcept {
        std::array<std::byte, size> unit{};
        writer out(unit);
        out.put(unit_header::make(unit_type::request, size - unit_header::size));
        out.put_integer(protocol_version);
        out.put_integer(static_cast<std::uint8_t>(Name.size()));
        out.put(as_octets(Name));
        out.put(client_nonce);
        return unit;
    }
};

// A server does not know a client's suite beforehand: any name that is well formed may come.
inline constexpr length_limits request_limits{1 + 1 + 1 + nonce_size, 1 + 1 + max_name_size + nonce_size};

// What a whole request says. errc::version, checked before the rest, or errc::malformed.
[[nodiscard]] inline result<introduction> parse_request(octets unit) noexcept {
    if (unit.size() < unit_header::size) return errc::malformed;
    reader in(unit.subspan(unit_header::size));
    introduction said{in.take_integer<std::uint8_t>(), {}};
    if (said.version != protocol_version) return errc::version;
    said.suite_name = as_text(in.take_sized<std::uint8_t>());
    static_cast<void>(in.take(nonce_size));
    if (!in.complete() || !text::is_name(said.suite_name)) return errc::malformed;
    return said;
}

// In a hello's place, what the server would have taken:
//
//   | type 13, length u24 | version u8 | name size u8 | suite name |
template <const std::string_view& Name>
struct refused {
    static constexpr field header{0, unit_header::size};
    static constexpr field version = header.then(1);
    static constexpr field name_size = version.then(1);
    static constexpr field name = name_size.then(Name.size());
    static constexpr std::size_t size = name.end();

    [[nodiscard]] static constexpr std::array<std::byte, size> make() noexcept {
        std::array<std::byte, size> unit{};
        std::ranges::copy(unit_header::make(unit_type::refused, size - unit_header::size), unit.begin());
        unit[version.offset] = std::byte{protocol_version};
        unit[name_size.offset] = static_cast<std::byte>(Name.size());
        std::ranges::transform(Name, unit.begin() + name.offset, [](char c) { return static_cast<std::byte>(c); });
        return unit;
    }
};

inline constexpr length_limits refused_limits{1 + 1 + 1, 1 + 1 + max_name_size};

// What a whole refusal says: an unauthenticated hint, good for a message to a person and for nothing else.
// errc::version, checked before the rest, or errc::malformed.
[[nodiscard]] inline result<introduction> parse_refused(octets unit) noexcept {
    if (unit.size() < unit_header::size) return errc::malformed;
    reader in(unit.subspan(unit_header::size));
    introduction said{in.take_integer<std::uint8_t>(), {}};
    if (said.version != protocol_version) return errc::version;
    said.suite_name = as_text(in.take_sized<std::uint8_t>());
    if (!in.complete() || !text::is_name(said.suite_name)) return errc::malformed;
    return said;
}

}  // namespace handclasp::layout
