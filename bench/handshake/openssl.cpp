#include "handshake/parts.hpp"

#if HANDCLASP_WITH_OPENSSL

#include "handshake/cases.hpp"
#include "tests/support/openssl_test_access.hpp"

#include <handclasp/openssl.hpp>

void bench::add_openssl_handshakes() {
    namespace on = hc::openssl;
    using access = on::rsa_oaep_test_access;
    add_backend<on::standard, on::standard_256, on::modern, on::ed25519_identity, access>("@openssl");
}

#else

void bench::add_openssl_handshakes() {}

#endif
