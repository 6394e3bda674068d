// The policies of each library under the same names, and what the vectors need that the policies do not show: private
// keys from elsewhere, and the shared point of X25519 itself.
#pragma once

// Meson says whether it has found OpenSSL and IPsec-MB; without Meson the headers do.
#ifndef HANDCLASP_WITH_OPENSSL
#if __has_include(<openssl/evp.h>)
#define HANDCLASP_WITH_OPENSSL 1
#else
#define HANDCLASP_WITH_OPENSSL 0
#endif
#endif

#ifndef HANDCLASP_WITH_IPSEC_MB
#if __has_include(<intel-ipsec-mb.h>)
#define HANDCLASP_WITH_IPSEC_MB 1
#else
#define HANDCLASP_WITH_IPSEC_MB 0
#endif
#endif

#include "wycheproof/on_cryptopp.hpp"
#if HANDCLASP_WITH_OPENSSL
#include "wycheproof/on_openssl.hpp"
#endif
#if HANDCLASP_WITH_IPSEC_MB
#include "wycheproof/on_ipsec_mb.hpp"
#endif

#include <tuple>
#include <utility>

namespace test::wycheproof {

#if HANDCLASP_WITH_OPENSSL
using backends = std::tuple<on_cryptopp, on_openssl>;
inline constexpr bool with_openssl = true;
#else
using backends = std::tuple<on_cryptopp>;
inline constexpr bool with_openssl = false;
#endif

// Those with policies for AES-CBC, HMAC-SHA-256 and AES-GCM: IPsec-MB has no others.
#if HANDCLASP_WITH_IPSEC_MB
using frame_backends = decltype(std::tuple_cat(std::declval<backends>(), std::declval<std::tuple<on_ipsec_mb>>()));
inline constexpr bool with_ipsec_mb = true;
#else
using frame_backends = backends;
inline constexpr bool with_ipsec_mb = false;
#endif

}  // namespace test::wycheproof
