#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/openssl/failure.hpp>

#include <algorithm>
#include <climits>

namespace handclasp::openssl {

// OpenSSL's generator for private values, seeded by the operating system. OpenSSL keeps one for each thread and seeds
// it anew after a fork.
struct os_random {
    // errc::random_source.
    [[nodiscard]] static result<void> fill(mutable_octets target) noexcept {
        while (!target.empty()) {
            const mutable_octets piece = target.first(std::min<std::size_t>(target.size(), INT_MAX));
            if (RAND_priv_bytes(bytes(piece), static_cast<int>(piece.size())) != 1) return failed(errc::random_source);
            target = target.subspan(piece.size());
        }
        return {};
    }
};
static_assert(random_source<os_random>);

}  // namespace handclasp::openssl
