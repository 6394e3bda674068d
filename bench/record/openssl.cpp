#include "record/parts.hpp"

#if HANDCLASP_WITH_OPENSSL

#include <handclasp/openssl.hpp>

void bench::add_openssl_records() {
    namespace on = hc::openssl;
    add_suites<on::standard, on::standard_256, on::encrypt_then_mac, on::gcm, on::chacha, on::modern>("openssl");
}

#else

void bench::add_openssl_records() {}

#endif
