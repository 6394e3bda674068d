#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/cryptopp/hash.hpp>

#include <algorithm>
#include <array>

namespace handclasp::cryptopp {

// The compression function of one of Crypto++'s hashes, from any state that it has been in. The state is kept as
// words in the machine's own order, and wiped by Crypto++.
template <class Library>
class compression final : private Library {
public:
    using word = typename Library::HashWordType;
    static constexpr std::size_t block_size = Library::BLOCKSIZE;
    static constexpr std::size_t state_size = block_size / 2;  // in all of SHA-2

    compression() = default;
    explicit compression(octets state) noexcept { std::memcpy(this->StateBuf(), state.data(), state_size); }

    // Absorbs whole blocks. Crypto++ wants them aligned like a word; a frame within a buffer need not be.
    void absorb(octets blocks) noexcept {
        if (reinterpret_cast<std::uintptr_t>(blocks.data()) % alignof(word) == 0) return absorb_aligned(blocks);
        alignas(16) std::array<std::byte, block_size> aligned;
        for (; !blocks.empty(); blocks = blocks.subspan(block_size)) {
            copy(blocks.first(block_size), aligned);
            absorb_aligned(aligned);
        }
    }

    void save(std::span<std::byte, state_size> state) noexcept {
        std::memcpy(state.data(), this->StateBuf(), state_size);
    }

    // Writes the first out.size() octets of the digest, which the words are in big-endian order.
    void write_digest(mutable_octets out) noexcept {
        std::array<word, state_size / sizeof(word)> words;
        CryptoPP::ConditionalByteReverse(CryptoPP::BIG_ENDIAN_ORDER, words.data(), this->StateBuf(), state_size);
        copy(std::as_bytes(std::span(words)).first(out.size()), out);
        wipe(std::as_writable_bytes(std::span(words)));
    }

private:
    void absorb_aligned(octets blocks) noexcept {
        if (!blocks.empty()) this->HashMultipleBlocks(reinterpret_cast<const word*>(blocks.data()), blocks.size());
    }
};

}  // namespace handclasp::cryptopp

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

    void authenticate(octets message, std::span<std::byte, tag_size> tag) const noexcept {
        std::array<std::byte, Hash::size> digest;
        engine inner(inner_.expose());
        finish(inner, message);
        inner.write_digest(digest);
        engine outer(outer_.expose());
        finish(outer, digest);
        outer.write_digest(tag);
        wipe(digest);
    }

private:
    explicit hmac(std::span<const std::byte, key_size> key) noexcept {
        absorb_key(key, std::byte{0x36}, inner_);
        absorb_key(key, std::byte{0x5c}, outer_);
    }

    static void absorb_key(octets key, std::byte pad, secret<engine::state_size>& state) noexcept {
        alignas(16) std::array<std::byte, engine::block_size> block;
        block.fill(pad);
        for (std::size_t i = 0; i < key.size(); ++i) block[i] ^= key[i];
        engine fresh;
        fresh.absorb(block);
        fresh.save(state.overwrite());
        wipe(block);
    }

    // Absorbs a message behind one block of key, and the padding of FIPS 180-4, section 5.1: 0x80, zeros, and the
    // length in bits, in whose upper half no message of ours has a bit.
    static void finish(engine& state, octets message) noexcept {
        constexpr std::size_t block_size = engine::block_size;
        constexpr std::size_t length_size = block_size / 8;
        const std::size_t whole = message.size() / block_size * block_size;
        state.absorb(message.first(whole));

        const octets rest = message.subspan(whole);
        alignas(16) std::array<std::byte, 2 * block_size> buffer{};
        const std::size_t size = rest.size() + 1 + length_size <= block_size ? block_size : 2 * block_size;
        const mutable_octets padded = mutable_octets(buffer).first(size);
        copy(rest, padded);
        padded[rest.size()] = std::byte{0x80};
        store_big_endian((block_size + message.size()) * 8, padded.last(sizeof(std::uint64_t)));
        state.absorb(padded);
        wipe(padded);
    }

    secret<engine::state_size> inner_;
    secret<engine::state_size> outer_;
};

static_assert(mac<hmac<sha256, 16>> && mac<hmac<sha384>> && mac<hmac<sha512, 32>>);

}  // namespace handclasp
