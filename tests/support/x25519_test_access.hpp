// Key pairs from private keys that exist elsewhere, for vectors. The library itself has no way to make one: a key pair
// is one session's own. Defines the friend that policy/cryptopp/x25519.hpp declares.
#pragma once

#include <handclasp/policy/cryptopp/x25519.hpp>

#include <optional>

struct handclasp::cryptopp::x25519_test_access {
    using octets_32 = std::span<const std::byte, 32>;

    [[nodiscard]] static x25519::key_pair from_private(octets_32 key) {
        return x25519::key_pair::from_private(secret<32>(key)).value();
    }

    // The function X25519 (RFC 7748, section 5) as the policy computes it; none where it is zero, which it refuses.
    [[nodiscard]] static std::optional<std::array<std::byte, 32>> shared(octets_32 private_key, octets_32 public_key) {
        secret<32> computed;
        if (!x25519::shared_point(secret<32>(private_key), public_key, computed)) return std::nullopt;
        std::array<std::byte, 32> written{};
        copy(computed.expose(), written);
        return written;
    }
};
