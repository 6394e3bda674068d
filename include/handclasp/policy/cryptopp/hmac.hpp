#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/move_marker.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/cryptopp/compression.hpp>
#include <handclasp/policy/cryptopp/hash.hpp>
#include <handclasp/policy/cryptopp/hmac_states.hpp>

#include <array>

namespace handclasp {

// HMAC (RFC 2104) over a hash of Crypto++ with a tag of TagSize octets, cut from the left (section 5 there; that a
// tag has at least 128 bits, the composition sees to). The key has the size of the digest.
//
// The key's two blocks are absorbed once, in make(); each call starts from the two states that they left. That saves
// two of the four compressions of a short message.
template <class Hash, std::size_t TagSize = Hash::size>
class hmac {
    static_assert(TagSize <= Hash::size, "handclasp: the tag is longer than the hash's digest");

    static constexpr std::string_view prefix = "HMAC-", dash = "-", hash_name = Hash::name;
    using engine = cryptopp::compression<typename Hash::library>;

public:
    static constexpr std::size_t key_size = Hash::size;
    static constexpr std::size_t tag_size = TagSize;
    static constexpr std::string_view name =
        text::joined<prefix, hash_name, dash, text::decimal<TagSize * 8>::value>::value;

    [[nodiscard]] static result<hmac> make(std::span<const std::byte, key_size> key) noexcept { return hmac(key); }

    // errc::closed for an object that was moved from.
    [[nodiscard]] result<void> authenticate(octets message, std::span<std::byte, tag_size> tag) const noexcept {
        if (!present_) return errc::closed;
        std::array<std::byte, Hash::size> digest;
        engine inner(states_.inner.expose());
        finish(inner, message);
        inner.write_digest(digest);
        engine outer(states_.outer.expose());
        finish(outer, digest);
        outer.write_digest(tag);
        wipe(digest);
        return {};
    }

private:
    explicit hmac(std::span<const std::byte, key_size> key) noexcept : states_(key) {}

    // Absorbs a message behind one block of key, and the padding of FIPS 180-4, section 5.1: 0x80, zeros, and the
    // length in bits, in whose upper half no message of ours has a bit.
    static void finish(engine& state, octets message) noexcept {
        constexpr std::size_t block_size = engine::block_size;
        const std::size_t whole = message.size() / block_size * block_size;
        state.absorb(message.first(whole));

        const octets rest = message.subspan(whole);
        alignas(16) std::array<std::byte, 2 * block_size> buffer{};
        const std::size_t size = rest.size() + 1 + engine::length_size <= block_size ? block_size : 2 * block_size;
        const mutable_octets padded = mutable_octets(buffer).first(size);
        copy(rest, padded);
        padded[rest.size()] = std::byte{0x80};
        store_big_endian((block_size + message.size()) * 8, padded.last(sizeof(std::uint64_t)));
        state.absorb(padded);
        wipe(padded);
    }

    cryptopp::hmac_states<engine> states_;
    move_marker present_;
};

static_assert(mac<hmac<sha256, 16>> && mac<hmac<sha384>> && mac<hmac<sha512, 32>>);

}  // namespace handclasp
