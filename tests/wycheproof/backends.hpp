// The policies of each library under the same names, and what the vectors need that the policies do not show: private
// keys from elsewhere, and the shared point of X25519 itself.
#pragma once

// Meson says whether it has found OpenSSL; without Meson the headers do.
#ifndef HANDCLASP_WITH_OPENSSL
#if __has_include(<openssl/evp.h>)
#define HANDCLASP_WITH_OPENSSL 1
#else
#define HANDCLASP_WITH_OPENSSL 0
#endif
#endif

#include "wycheproof/on_cryptopp.hpp"
#if HANDCLASP_WITH_OPENSSL
#include "wycheproof/on_openssl.hpp"
#endif

#include <tuple>

namespace test::wycheproof {

#if HANDCLASP_WITH_OPENSSL
using backends = std::tuple<on_cryptopp, on_openssl>;
inline constexpr bool with_openssl = true;
#else
using backends = std::tuple<on_cryptopp>;
inline constexpr bool with_openssl = false;
#endif

}  // namespace test::wycheproof
