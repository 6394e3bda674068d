// How long single key pairs take to generate, in processor time of the thread: they differ by several times, as primes
// are found by trial, and a pool's queue depends on how much. A line for each key transport: its name and backend, then
// nanoseconds, one number for each key pair.
//
// usage: generation SECONDS    so long for each key transport, and no more than 2000 key pairs
#include <handclasp/handclasp.hpp>

#if HANDCLASP_WITH_OPENSSL
#include <handclasp/openssl.hpp>
#endif

#include <charconv>
#include <cstdio>
#include <ctime>

namespace hc = handclasp;

namespace {

constexpr int most_key_pairs = 2000, fewest_key_pairs = 5;

double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

template <class Suite>
bool time_generation(const char* name, double seconds) {
    const hc::fresh_keys<Suite> keys;
    if (!keys.take()) return false;  // the first sets up the library's own things
    std::printf("%s", name);
    const double begin = processor_seconds();
    double before = begin;
    for (int i = 0; i < fewest_key_pairs || (i < most_key_pairs && before - begin < seconds); ++i) {
        if (!keys.take()) return false;
        const double after = processor_seconds();
        std::printf(" %.0f", (after - before) * 1e9);
        before = processor_seconds();
    }
    std::printf("\n");
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    int seconds = 0;
    const std::string_view given = argc == 2 ? argv[1] : "";
    if (std::from_chars(given.data(), given.data() + given.size(), seconds).ec != std::errc() || seconds < 1) {
        std::fprintf(stderr, "usage: generation SECONDS\n");
        return 2;
    }
    bool good = time_generation<hc::standard>("rsa_2048@cryptopp", seconds) &&
        time_generation<hc::standard_256>("rsa_3072@cryptopp", seconds) &&
        time_generation<hc::modern>("x25519@cryptopp", seconds);
#if HANDCLASP_WITH_OPENSSL
    good = good && time_generation<hc::openssl::standard>("rsa_2048@openssl", seconds) &&
        time_generation<hc::openssl::standard_256>("rsa_3072@openssl", seconds) &&
        time_generation<hc::openssl::modern>("x25519@openssl", seconds);
#endif
    return good ? 0 : 1;
}
