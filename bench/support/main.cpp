// The main of every program here: Google Benchmark's own, which also says what was linked, and ends with 1 where a
// case reported a fault instead of a time.
#include "support/meter.hpp"
#include "support/program.hpp"

#include <handclasp/policy/cryptopp/library.hpp>

#include <chrono>
#include <thread>
#if HANDCLASP_WITH_OPENSSL
#include <openssl/crypto.h>
#endif
#if HANDCLASP_WITH_IPSEC_MB
#include <intel-ipsec-mb.h>
#endif

namespace {

class fault_counter : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run>& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (const Run& run : runs) faults_ += run.error_occurred ? 1 : 0;
    }
    [[nodiscard]] std::size_t faults() const noexcept { return faults_; }

private:
    std::size_t faults_ = 0;
};

// Time stamp counter ticks a second, measured against the steady clock.
std::string tick_rate() {
    using clock = std::chrono::steady_clock;
    const auto start = clock::now();
    const auto ticks_before = bench::ticks();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const auto passed = bench::ticks() - ticks_before;
    const std::chrono::duration<double> seconds = clock::now() - start;
    return std::to_string(static_cast<double>(passed) / seconds.count());
}

void describe() {
#if defined(__clang__)
    benchmark::AddCustomContext("compiler", "clang " __clang_version__);
#else
    benchmark::AddCustomContext("compiler", "g++ " __VERSION__);
#endif
    const int version = CryptoPP::LibraryVersion();
    benchmark::AddCustomContext("Crypto++",
                                std::to_string(version / 100) + '.' + std::to_string(version / 10 % 10) + '.' +
                                    std::to_string(version % 10));
#if HANDCLASP_WITH_OPENSSL
    benchmark::AddCustomContext("OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING));
#endif
#if HANDCLASP_WITH_IPSEC_MB
    benchmark::AddCustomContext("IPsec-MB", imb_get_version_str());
#endif
    benchmark::AddCustomContext("ticks_per_second", tick_rate());
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    describe();
    bench::add_cases();
    fault_counter console;
    benchmark::RunSpecifiedBenchmarks(&console);
    benchmark::Shutdown();
    return console.faults() == 0 ? 0 : 1;
}
