#pragma once

#include <handclasp/policy/openssl/backend.hpp>
#include <handclasp/suite/standard_suites.hpp>

// The standard suites on OpenSSL, octet for octet those of the same names on Crypto++. Needs libcrypto alone.
namespace handclasp::openssl {

using standard = standard_suites<backend>::standard;
using standard_256 = standard_suites<backend>::standard_256;
using encrypt_then_mac = standard_suites<backend>::encrypt_then_mac;
using gcm = standard_suites<backend>::gcm;
using chacha = standard_suites<backend>::chacha;
using modern = standard_suites<backend>::modern;

}  // namespace handclasp::openssl
