#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/move_marker.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/openssl/keyed_hash.hpp>

namespace handclasp::openssl {

// HMAC (RFC 2104) over a hash of OpenSSL with a tag of TagSize octets, cut from the left (section 5 there; that a tag
// has at least 128 bits, the composition sees to). The key has the size of the digest.
template <class Hash, std::size_t TagSize = Hash::size>
class hmac {
    static_assert(TagSize <= Hash::size, "handclasp: the tag is longer than the hash's digest");

    static constexpr std::string_view prefix = "HMAC-", dash = "-", hash_name = Hash::name;

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
        hash_.authenticate({message}, digest);
        copy(octets(digest).first(tag_size), tag);
        wipe(digest);
        return {};
    }

private:
    explicit hmac(std::span<const std::byte, key_size> key) noexcept : hash_(key) {}

    keyed_hash<Hash> hash_;
    move_marker present_;
};

static_assert(mac<hmac<sha256, 16>> && mac<hmac<sha384>> && mac<hmac<sha512, 32>>);

}  // namespace handclasp::openssl
