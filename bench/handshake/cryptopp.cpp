#include "handshake/cases.hpp"
#include "handshake/parts.hpp"
#include "tests/support/rsa_test_access.hpp"

#include <handclasp/handclasp.hpp>

void bench::add_cryptopp_handshakes() {
    using access = hc::cryptopp::rsa_oaep_test_access;
    add_backend<hc::standard, hc::standard_256, hc::modern, hc::ed25519_identity, access>("@cryptopp");
}
