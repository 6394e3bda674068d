// Counts of the standard suites on OpenSSL; see counter.hpp.
#include "frames.hpp"

#include <handclasp/suite/openssl.hpp>

int main() {
    gate::say_toolchain(OpenSSL_version(OPENSSL_VERSION));
    gate::measure<handclasp::openssl::standard>("standard");
    gate::measure<handclasp::openssl::standard_256>("standard_256");
    gate::measure<handclasp::openssl::encrypt_then_mac>("encrypt_then_mac");
    gate::measure<handclasp::openssl::gcm>("gcm");
    gate::measure<handclasp::openssl::chacha>("chacha");
    gate::measure<handclasp::openssl::modern>("modern");
}
