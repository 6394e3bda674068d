#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/constant_time.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/cryptopp/compression.hpp>
#include <handclasp/policy/cryptopp/hash.hpp>
#include <handclasp/policy/cryptopp/hmac_states.hpp>

namespace handclasp {

// HMAC (RFC 2104) of a message whose length is a secret, as it is where padding that is not authenticated stands
// behind the message. The number of compressions, the octets read and the branches taken depend on public sizes alone
// (the attack on those that do not: AlFardan and Paterson, Lucky Thirteen, 2013). Slower than hmac, which is for
// everything else.
//
// Engine is the compression function; tests count its calls.
template <class Hash, std::size_t TagSize, std::size_t KeySize,
          class Engine = cryptopp::compression<typename Hash::library>>
class secret_length_hmac {
    static_assert(TagSize > 0, "handclasp: a tag needs octets");
    static_assert(TagSize <= Hash::size, "handclasp: the tag is longer than the hash's digest");
    static_assert(KeySize <= Engine::block_size, "handclasp: the key is longer than the hash's block");

    static constexpr std::size_t block_size = Engine::block_size;
    static constexpr std::size_t length_size = Engine::length_size;
    static constexpr std::string_view prefix = "HMAC-", dash = "-", hash_name = Hash::name, key_label = "-key-";
    // Another key than hmac's is another MAC.
    static constexpr std::string_view key_suffix = [] {
        if (KeySize == Hash::size) return std::string_view();
        return text::joined<key_label, text::decimal<KeySize * 8>::value>::value;
    }();

public:
    static constexpr std::size_t key_size = KeySize;
    static constexpr std::size_t tag_size = TagSize;
    static constexpr std::string_view name =
        text::joined<prefix, hash_name, dash, text::decimal<TagSize * 8>::value, key_suffix>::value;

    [[nodiscard]] static result<secret_length_hmac> make(std::span<const std::byte, key_size> key) noexcept {
        return secret_length_hmac(key);
    }

    // The tag of a whole span, whose size is public.
    [[nodiscard]] result<void> authenticate(octets message, std::span<std::byte, tag_size> tag) const noexcept {
        authenticate(message, message.size(), message.size(), tag);
        return {};
    }

    // The tag of the first size octets of room. size is the secret: from least to room.size(), which are public and
    // at most one block apart, and below 2^28.
    void authenticate(octets room, std::size_t size, std::size_t least,
                      std::span<std::byte, tag_size> tag) const noexcept {
        std::array<std::byte, Hash::size> digest{};
        digest_of(states_.inner, room, size, least, digest);
        std::array<std::byte, Hash::size> outer{};
        digest_of(states_.outer, digest, digest.size(), digest.size(), outer);
        copy(octets(outer).first(tag_size), tag);
        wipe(digest);
        wipe(outer);
    }

private:
    explicit secret_length_hmac(std::span<const std::byte, key_size> key) noexcept : states_(key) {}

    // How many blocks follow the key's for a message of that size: a secret where the size is one, and then at most
    // one more or less than for another size in its range.
    [[nodiscard]] static constexpr std::size_t blocks_of(std::size_t size) noexcept {
        return (size + 1 + length_size + block_size - 1) / block_size;  // a division by a power of two, so a shift
    }

    // Absorbs every block that any size in the range could need, and keeps the state behind the one that is the last
    // for this size. What a block holds is selected octet by octet.
    static void digest_of(const secret<Engine::state_size>& keyed, octets room, std::size_t size, std::size_t least,
                          mutable_octets digest) noexcept {
        Engine state(keyed.expose());
        const std::size_t common = least / block_size;
        state.absorb(room.first(common * block_size));

        std::array<std::byte, length_size> length{};
        const std::uint64_t bits = (block_size + size) * 8;
        for (std::size_t i = 0; i < sizeof bits; ++i) {
            const std::size_t at = Engine::order == CryptoPP::BIG_ENDIAN_ORDER ? length_size - 1 - i : i;
            length[at] = static_cast<std::byte>(bits >> (8 * i));
        }

        std::array<std::byte, Hash::size> candidate;
        const std::size_t last = blocks_of(size) - 1;
        for (std::size_t block = common; block < blocks_of(room.size()); ++block) {
            const auto ends_here = static_cast<std::byte>(constant_time::same(block, last) & 0xff);
            alignas(16) std::array<std::byte, block_size> padded;
            for (std::size_t i = 0; i < block_size; ++i) {
                const std::size_t at = block * block_size + i;
                const auto within = static_cast<std::byte>(constant_time::less(at, size) & 0xff);
                const auto end = static_cast<std::byte>(constant_time::same(at, size) & 0x80);
                padded[i] = (at < room.size() ? room[at] & within : std::byte{0}) | end;
            }
            for (std::size_t i = 0; i < length_size; ++i) padded[block_size - length_size + i] |= length[i] & ends_here;
            state.absorb(padded);
            state.write_digest(candidate);
            for (std::size_t i = 0; i < digest.size(); ++i) {
                digest[i] = (digest[i] & ~ends_here) | (candidate[i] & ends_here);
            }
            wipe(padded);
        }
        wipe(candidate);
    }

    cryptopp::hmac_states<Engine> states_;
};

}  // namespace handclasp
