// Counts of the standard suites on Crypto++; see counter.hpp.
#include "frames.hpp"

#include <handclasp/suite/standard.hpp>

int main() {
    gate::say_toolchain("Crypto++ " + std::to_string(CryptoPP::LibraryVersion()));
    gate::measure<handclasp::standard>("standard");
    gate::measure<handclasp::standard_256>("standard_256");
    gate::measure<handclasp::encrypt_then_mac>("encrypt_then_mac");
    gate::measure<handclasp::gcm>("gcm");
    gate::measure<handclasp::chacha>("chacha");
    gate::measure<handclasp::modern>("modern");
}
