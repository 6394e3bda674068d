#pragma once

#include <handclasp/core/secret.hpp>

#include <string_view>

namespace handclasp::record {

// A policy's object under a key that a direction's traffic secret gives for this label (docs/protocol.md, section 5).
// errc::backend.
template <class Keyed, std::size_t KeySize, class Traffic>
[[nodiscard]] auto make_direction_key(const Traffic& traffic, std::string_view label) noexcept
    -> decltype(Keyed::make(std::declval<std::span<const std::byte, KeySize>>())) {
    secret<KeySize> key;
    if (const auto done = traffic.derive(label, key.overwrite()); !done) return done.error();
    return Keyed::make(key.expose());
}

}  // namespace handclasp::record
