#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/policy/openssl/library.hpp>

#ifdef OPENSSL_NO_DEPRECATED_3_0
#error "handclasp needs OpenSSL's SHA256_Init and its kin: define neither OPENSSL_NO_DEPRECATED nor the like"
#endif

// The low-level functions of SHA-2. OpenSSL deprecates them since 3.0 in favour of EVP_MD_CTX, whose objects lie on the
// heap, so that to copy one may fail. A hash here is copied for every tag and every look at the transcript, and may not
// fail. These states are plain structs: they are copied as they are, take no memory, and none of the functions fails.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif
namespace handclasp::openssl {

struct sha256_functions {
    using state = SHA256_CTX;
    static constexpr std::size_t digest_size = 32;
    static constexpr std::size_t block_size = 64;

    static void start(state& hash) noexcept { SHA256_Init(&hash); }
    static void absorb(state& hash, octets piece) noexcept { SHA256_Update(&hash, piece.data(), piece.size()); }
    static void finish(state& hash, std::span<std::byte, digest_size> digest) noexcept {
        SHA256_Final(bytes(digest), &hash);
    }
};

struct sha384_functions {
    using state = SHA512_CTX;
    static constexpr std::size_t digest_size = 48;
    static constexpr std::size_t block_size = 128;

    static void start(state& hash) noexcept { SHA384_Init(&hash); }
    static void absorb(state& hash, octets piece) noexcept { SHA384_Update(&hash, piece.data(), piece.size()); }
    static void finish(state& hash, std::span<std::byte, digest_size> digest) noexcept {
        SHA384_Final(bytes(digest), &hash);
    }
};

struct sha512_functions {
    using state = SHA512_CTX;
    static constexpr std::size_t digest_size = 64;
    static constexpr std::size_t block_size = 128;

    static void start(state& hash) noexcept { SHA512_Init(&hash); }
    static void absorb(state& hash, octets piece) noexcept { SHA512_Update(&hash, piece.data(), piece.size()); }
    static void finish(state& hash, std::span<std::byte, digest_size> digest) noexcept {
        SHA512_Final(bytes(digest), &hash);
    }
};

}  // namespace handclasp::openssl
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
