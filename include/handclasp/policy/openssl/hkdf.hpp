#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/openssl/keyed_hash.hpp>

#include <algorithm>

namespace handclasp::openssl {

// HKDF (RFC 5869) in its two steps, on OpenSSL's hashes.
template <class Hash>
struct hkdf {
    static constexpr std::size_t prk_size = Hash::size;
    static constexpr std::size_t max_size = 255 * Hash::size;

    // Section 2.2. No salt is the same as one of zeros there, and the same key to HMAC.
    [[nodiscard]] static result<void> extract(octets salt, octets input, std::span<std::byte, prk_size> prk) noexcept {
        keyed_hash<Hash>(salt).authenticate({input}, prk);
        return {};
    }

    // Section 2.3. errc::invalid_argument above max_size octets.
    [[nodiscard]] static result<void> expand(std::span<const std::byte, prk_size> prk, octets info,
                                             mutable_octets out) noexcept {
        if (out.size() > max_size) return errc::invalid_argument;
        const keyed_hash<Hash> hmac(prk);
        secret<Hash::size> block;
        octets previous;
        for (std::array counter = {std::byte{1}}; !out.empty(); counter[0] = next(counter[0])) {
            hmac.authenticate({previous, info, counter}, block.overwrite());
            previous = block.expose();
            const std::size_t size = std::min(out.size(), previous.size());
            copy(previous.first(size), out);
            out = out.subspan(size);
        }
        return {};
    }

private:
    [[nodiscard]] static std::byte next(std::byte counter) noexcept {
        return static_cast<std::byte>((std::to_integer<unsigned>(counter) + 1) & 0xff);
    }
};

static_assert(key_derivation<hkdf<sha256>>);

}  // namespace handclasp::openssl
