#pragma once

#include <handclasp/core/secret.hpp>
#include <handclasp/policy/cryptopp/library.hpp>

#include <array>

namespace handclasp::cryptopp {

// The compression function of one of Crypto++'s hashes, from any state that it has been in. The state is kept as
// words in the machine's own order, and wiped by Crypto++.
template <class Library>
class compression : private Library {
public:
    // MD5, SHA-1 and the SHA-2 family whose state is kept whole: of others size and padding would differ.
    static_assert(Library::DIGESTSIZE == 16 || Library::DIGESTSIZE == 20 || Library::DIGESTSIZE == 32 ||
                      Library::DIGESTSIZE == 48 || Library::DIGESTSIZE == 64,
                  "handclasp: the hash has to be MD5, SHA-1, SHA-256, SHA-384 or SHA-512");
    static_assert((Library::DIGESTSIZE > 32) == (Library::BLOCKSIZE == 128) &&
                      (Library::DIGESTSIZE <= 32) == (Library::BLOCKSIZE == 64),
                  "handclasp: the hash has to be MD5, SHA-1, SHA-256, SHA-384 or SHA-512");

    using word = typename Library::HashWordType;
    static constexpr std::size_t block_size = Library::BLOCKSIZE;
    static constexpr std::size_t length_size = block_size / 8;  // of the message's length, in the padding
    static constexpr std::size_t state_size =
        Library::DIGESTSIZE > 32 ? 64 : Library::DIGESTSIZE;  // SHA-384 cuts its own
    static constexpr CryptoPP::ByteOrder order = std::is_same_v<typename Library::ByteOrderClass, CryptoPP::BigEndian>
        ? CryptoPP::BIG_ENDIAN_ORDER
        : CryptoPP::LITTLE_ENDIAN_ORDER;

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
        wipe(aligned);
    }

    void save(std::span<std::byte, state_size> state) noexcept {
        std::memcpy(state.data(), this->StateBuf(), state_size);
    }

    // Writes the first out.size() octets of the digest, which the words are in the hash's own order.
    void write_digest(mutable_octets out) noexcept {
        std::array<word, state_size / sizeof(word)> words;
        CryptoPP::ConditionalByteReverse(order, words.data(), this->StateBuf(), state_size);
        copy(std::as_bytes(std::span(words)).first(out.size()), out);
        wipe(std::as_writable_bytes(std::span(words)));
    }

private:
    void absorb_aligned(octets blocks) noexcept {
        if (!blocks.empty()) this->HashMultipleBlocks(reinterpret_cast<const word*>(blocks.data()), blocks.size());
    }
};

}  // namespace handclasp::cryptopp
