#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/cryptopp/hash.hpp>
#include <handclasp/policy/cryptopp/random.hpp>

#include <algorithm>

namespace handclasp {

// HKDF (RFC 5869) in its two steps, on Crypto++'s HMAC; the library's own class joins them.
template <class Hash>
struct hkdf {
    static constexpr std::size_t prk_size = Hash::size;
    static constexpr std::size_t max_size = 255 * Hash::size;

    // Section 2.2. errc::backend.
    [[nodiscard]] static result<void> extract(octets salt, octets input, std::span<std::byte, prk_size> prk) noexcept {
        return cryptopp::guarded([&]() -> result<void> {
            keyed_hash hmac(cryptopp::bytes(salt), salt.size());
            hmac.Update(cryptopp::bytes(input), input.size());
            hmac.Final(cryptopp::bytes(prk));
            return {};
        });
    }

    // Section 2.3. errc::invalid_argument above max_size octets, errc::backend.
    [[nodiscard]] static result<void> expand(std::span<const std::byte, prk_size> prk, octets info,
                                             mutable_octets out) noexcept {
        if (out.size() > max_size) return errc::invalid_argument;
        return cryptopp::guarded([&]() -> result<void> {
            keyed_hash hmac(cryptopp::bytes(prk), prk.size());
            octets previous;
            for (CryptoPP::byte counter = 1; !out.empty(); ++counter) {
                const mutable_octets block = out.first(std::min(out.size(), prk_size));
                hmac.Update(cryptopp::bytes(previous), previous.size());
                hmac.Update(cryptopp::bytes(info), info.size());
                hmac.Update(&counter, 1);
                hmac.TruncatedFinal(cryptopp::bytes(block), block.size());
                previous = block;
                out = out.subspan(block.size());
            }
            return {};
        });
    }

private:
    using keyed_hash = CryptoPP::HMAC<typename Hash::library>;
};

static_assert(key_derivation<hkdf<sha256>>);

}  // namespace handclasp
