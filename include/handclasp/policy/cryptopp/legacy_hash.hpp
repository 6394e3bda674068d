#pragma once

#include <handclasp/policy/cryptopp/hash.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wundef"
#endif
#ifndef CRYPTOPP_ENABLE_NAMESPACE_WEAK  // Crypto++ asks for it, or warns
#define CRYPTOPP_ENABLE_NAMESPACE_WEAK 1
#include <cryptopp/md5.h>
#undef CRYPTOPP_ENABLE_NAMESPACE_WEAK
#else
#include <cryptopp/md5.h>
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace handclasp {

// Hashes that are broken (collisions), for old peers alone: SHA-1 (FIPS 180-4) and MD5 (RFC 1321).
struct sha1 : cryptopp::basic_hash<CryptoPP::SHA1> {
    static constexpr std::string_view name = "SHA-1";
};
struct md5 : cryptopp::basic_hash<CryptoPP::Weak1::MD5> {
    static constexpr std::string_view name = "MD5";
};

static_assert(hash<sha1> && hash<md5>);

}  // namespace handclasp
