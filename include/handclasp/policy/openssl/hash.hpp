#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/policy/openssl/sha2.hpp>

namespace handclasp::openssl {

// What the hashes below share. What they absorb may be secret, so their states are wiped.
template <class Functions>
class basic_hash {
public:
    static constexpr std::size_t size = Functions::digest_size;
    static constexpr std::size_t block_size = Functions::block_size;

    basic_hash() noexcept { Functions::start(state_); }
    basic_hash(const basic_hash&) noexcept = default;
    basic_hash& operator=(const basic_hash&) noexcept = default;
    ~basic_hash() { wipe(std::as_writable_bytes(std::span(&state_, 1))); }

    void update(octets piece) noexcept { Functions::absorb(state_, piece); }
    void finish(std::span<std::byte, size> digest) noexcept { Functions::finish(state_, digest); }

private:
    typename Functions::state state_;
};

// The SHA-2 family (FIPS 180-4). library_name is what OpenSSL calls a hash where another algorithm uses it.
struct sha256 : basic_hash<sha256_functions> {
    static constexpr std::string_view name = "SHA-256";
    static constexpr const char* library_name = "SHA2-256";
};
struct sha384 : basic_hash<sha384_functions> {
    static constexpr std::string_view name = "SHA-384";
    static constexpr const char* library_name = "SHA2-384";
};
struct sha512 : basic_hash<sha512_functions> {
    static constexpr std::string_view name = "SHA-512";
    static constexpr const char* library_name = "SHA2-512";
};

static_assert(hash<sha256> && hash<sha384> && hash<sha512>);

}  // namespace handclasp::openssl
