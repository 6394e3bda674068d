#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/cryptopp/library.hpp>

namespace handclasp::cryptopp {

// What the hashes below share. Library is the class of Crypto++ behind them.
template <class Library>
class basic_hash {
public:
    using library = Library;
    static constexpr std::size_t size = Library::DIGESTSIZE;

    void update(octets piece) noexcept { state_.Update(bytes(piece), piece.size()); }
    void finish(std::span<std::byte, size> digest) noexcept { state_.Final(bytes(digest)); }

private:
    Library state_;
};

}  // namespace handclasp::cryptopp

namespace handclasp {

// The SHA-2 family (FIPS 180-4).
struct sha256 : cryptopp::basic_hash<CryptoPP::SHA256> {
    static constexpr std::string_view name = "SHA-256";
};
struct sha384 : cryptopp::basic_hash<CryptoPP::SHA384> {
    static constexpr std::string_view name = "SHA-384";
};
struct sha512 : cryptopp::basic_hash<CryptoPP::SHA512> {
    static constexpr std::string_view name = "SHA-512";
};

static_assert(hash<sha256> && hash<sha384> && hash<sha512>);

}  // namespace handclasp
