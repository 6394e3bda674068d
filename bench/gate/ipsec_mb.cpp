// Counts of suites on IPsec-MB; see counter.hpp. Valgrind has no AVX-512 and no SHA instructions, so that the library's
// lanes are others here, of AVX2: what the counts watch over is what gathers and describes frames for them.
#include "frames.hpp"

#include <handclasp/suite/ipsec_mb.hpp>

int main() {
    gate::say_toolchain("IPsec-MB " + std::string(imb_get_version_str()) + ", Crypto++ " +
                        std::to_string(CryptoPP::LibraryVersion()));
    gate::measure<handclasp::ipsec_mb::standard>("standard");
    gate::measure<handclasp::ipsec_mb::encrypt_then_mac>("encrypt_then_mac");
    gate::measure<handclasp::ipsec_mb::gcm>("gcm");
    gate::measure_batches<handclasp::ipsec_mb::standard>("standard");
    gate::measure_batches<handclasp::ipsec_mb::encrypt_then_mac>("encrypt_then_mac");
    gate::measure_batches<handclasp::ipsec_mb::gcm>("gcm");
}
