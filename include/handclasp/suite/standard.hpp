#pragma once

#include <handclasp/policy/cryptopp/backend.hpp>
#include <handclasp/suite/standard_suites.hpp>

namespace handclasp {

// A suite of one's own: any policies that satisfy the concepts, this library's defaults for the rest.
template <cipher Cipher, mac Mac, key_transport KeyTransport,
          composition<Cipher, Mac> Composition = record::mac_in_cipher, key_schedule KeySchedule = derived,
          suite_limits Limits = default_limits, primitives Primitives = cryptopp_primitives>
struct suite : basic_suite<Cipher, Mac, KeyTransport, Composition, KeySchedule, Limits, Primitives> {};

// The same with an AEAD in the place of cipher and MAC.
template <aead Aead, key_transport KeyTransport, key_schedule KeySchedule = derived,
          suite_limits Limits = default_limits, primitives Primitives = cryptopp_primitives>
struct aead_suite : basic_aead_suite<Aead, KeyTransport, KeySchedule, Limits, Primitives> {};

// The default: AES-128-CBC with HMAC-SHA-256, the tag within the cipher, keys sent under RSA-2048.
using standard = standard_suites<cryptopp_backend>::standard;

// The same with AES-256 and RSA-3072.
using standard_256 = standard_suites<cryptopp_backend>::standard_256;

// The default with the tag over the ciphertext.
using encrypt_then_mac = standard_suites<cryptopp_backend>::encrypt_then_mac;

// AES-128-GCM, keys sent under RSA-2048.
using gcm = standard_suites<cryptopp_backend>::gcm;

// ChaCha20-Poly1305, keys agreed with X25519: for machines without AES instructions.
using chacha = standard_suites<cryptopp_backend>::chacha;

// AES-256-GCM, keys agreed with X25519.
using modern = standard_suites<cryptopp_backend>::modern;

}  // namespace handclasp
