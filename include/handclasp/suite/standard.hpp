#pragma once

#include <handclasp/policy/cryptopp/aes_cbc.hpp>
#include <handclasp/policy/cryptopp/hmac.hpp>
#include <handclasp/policy/cryptopp/primitives.hpp>
#include <handclasp/policy/cryptopp/rsa_oaep.hpp>
#include <handclasp/suite/suite.hpp>

namespace handclasp {

// A suite of one's own: any policies that satisfy the concepts, this library's defaults for the rest.
template <cipher Cipher, mac Mac, key_transport KeyTransport, composition<Cipher, Mac> Composition = mac_in_cipher,
          key_schedule KeySchedule = derived, suite_limits Limits = default_limits,
          primitives Primitives = cryptopp_primitives>
struct suite : basic_suite<Cipher, Mac, KeyTransport, Composition, KeySchedule, Limits, Primitives> {};

// The default: AES-128-CBC with HMAC-SHA-256, the tag within the cipher, keys sent under RSA-2048.
using standard = suite<aes_cbc<128>, hmac<sha256, 16>, rsa_oaep<2048>>;

// The same with AES-256 and RSA-3072.
using standard_256 = suite<aes_cbc<256>, hmac<sha256, 16>, rsa_oaep<3072>>;

static_assert(protocol_suite<standard> && protocol_suite<standard_256>);

}  // namespace handclasp
