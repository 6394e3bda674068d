#pragma once

#include <handclasp/core/secret.hpp>
#include <handclasp/policy/openssl/hash.hpp>

#include <array>
#include <initializer_list>

namespace handclasp::openssl {

// HMAC (RFC 2104, section 2) under a key of any size, over a message in pieces. The key's two blocks are absorbed once;
// every message starts from copies of the two states that they left, in which no memory is taken. OpenSSL's own EVP_MAC
// would take some for every message.
template <class Hash>
class keyed_hash {
public:
    explicit keyed_hash(octets key) noexcept {
        std::array<std::byte, Hash::size> digest{};
        if (key.size() > Hash::block_size) {
            Hash shortened;
            shortened.update(key);
            shortened.finish(digest);
            key = digest;
        }
        absorb(inner_, key, std::byte{0x36});
        absorb(outer_, key, std::byte{0x5c});
        wipe(digest);
    }

    keyed_hash(keyed_hash&& other) noexcept { take(other); }
    keyed_hash& operator=(keyed_hash&& other) noexcept {
        if (this != &other) take(other);
        return *this;
    }
    keyed_hash(const keyed_hash&) = delete;
    keyed_hash& operator=(const keyed_hash&) = delete;
    ~keyed_hash() = default;  // the states wipe themselves

    // Writes the digest, once all pieces are read: a piece may lie where the digest goes.
    void authenticate(std::initializer_list<octets> pieces, std::span<std::byte, Hash::size> digest) const noexcept {
        Hash inner = inner_;
        for (const octets piece : pieces) inner.update(piece);
        inner.finish(digest);
        Hash outer = outer_;
        outer.update(digest);
        outer.finish(digest);
    }

private:
    static void absorb(Hash& state, octets key, std::byte pad) noexcept {
        std::array<std::byte, Hash::block_size> block;
        block.fill(pad);
        for (std::size_t i = 0; i < key.size(); ++i) block[i] ^= key[i];
        state.update(block);
        wipe(block);
    }

    void take(keyed_hash& other) noexcept {
        inner_ = other.inner_;
        outer_ = other.outer_;
        other.inner_ = other.outer_ = Hash();
    }

    Hash inner_;
    Hash outer_;
};

}  // namespace handclasp::openssl
