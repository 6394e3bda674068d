#pragma once

#include <handclasp/policy/openssl/backend.hpp>
#include <handclasp/suite/standard_suites.hpp>

// The standard suites on OpenSSL, octet for octet those of the same names on Crypto++. Needs libcrypto alone.
namespace handclasp::openssl {

// A suite of one's own: handclasp::suite with OpenSSL's primitives.
template <cipher Cipher, mac Mac, key_transport KeyTransport,
          composition<Cipher, Mac> Composition = record::mac_in_cipher, key_schedule KeySchedule = derived,
          suite_limits Limits = default_limits, handclasp::primitives Primitives = openssl::primitives>
struct suite : basic_suite<Cipher, Mac, KeyTransport, Composition, KeySchedule, Limits, Primitives> {};

// The same with an AEAD in the place of cipher and MAC.
template <aead Aead, key_transport KeyTransport, key_schedule KeySchedule = derived,
          suite_limits Limits = default_limits, handclasp::primitives Primitives = openssl::primitives>
struct aead_suite : basic_aead_suite<Aead, KeyTransport, KeySchedule, Limits, Primitives> {};

using standard = standard_suites<backend>::standard;
using standard_256 = standard_suites<backend>::standard_256;
using encrypt_then_mac = standard_suites<backend>::encrypt_then_mac;
using gcm = standard_suites<backend>::gcm;
using chacha = standard_suites<backend>::chacha;
using modern = standard_suites<backend>::modern;

}  // namespace handclasp::openssl
