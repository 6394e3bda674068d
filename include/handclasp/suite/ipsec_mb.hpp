#pragma once

#include <handclasp/policy/cryptopp/backend.hpp>
#include <handclasp/policy/ipsec_mb/backend.hpp>
#include <handclasp/suite/standard_suites.hpp>

// The standard suites for processors of x86-64, octet for octet those of the same names on Crypto++: with AES in CBC
// mode and HMAC-SHA-256 in the lanes of IPsec-MB where frames go in batches, and AES-GCM through its direct calls. The
// rest is on Crypto++.
namespace handclasp::ipsec_mb {

using standard = standard_suites<backend<cryptopp_backend>>::standard;
using standard_256 = standard_suites<backend<cryptopp_backend>>::standard_256;
using encrypt_then_mac = standard_suites<backend<cryptopp_backend>>::encrypt_then_mac;
using gcm = standard_suites<backend<cryptopp_backend>>::gcm;
using chacha = standard_suites<backend<cryptopp_backend>>::chacha;
using modern = standard_suites<backend<cryptopp_backend>>::modern;

}  // namespace handclasp::ipsec_mb
