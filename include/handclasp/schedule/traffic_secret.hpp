#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/move_marker.hpp>
#include <handclasp/core/secret.hpp>

namespace handclasp::schedule {

// The secret from which the keys of one direction come until its next rekey (docs/protocol.md, section 5).
template <key_derivation Kdf>
class traffic_secret {
public:
    explicit traffic_secret(secret<Kdf::prk_size> initial) noexcept : current_(std::move(initial)) {}

    // Fills key with HKDF-Expand(traffic, label, size of key): "handclasp/1 cipher", "... mac" or "... iv".
    // errc::closed for a secret that was moved away.
    [[nodiscard]] result<void> derive(std::string_view label, mutable_octets key) const noexcept {
        if (!present_) return errc::closed;
        return Kdf::expand(current_.expose(), as_octets(label), key);
    }

    // Replaces the secret by its successor and forgets it, so a later theft does not reach back.
    [[nodiscard]] result<void> advance() noexcept {
        secret<Kdf::prk_size> next;
        if (const auto done = derive("handclasp/1 next", next.overwrite()); !done) return done.error();
        current_ = std::move(next);
        return {};
    }

private:
    secret<Kdf::prk_size> current_;
    move_marker present_;
};

}  // namespace handclasp::schedule
