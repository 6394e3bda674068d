// Frames that IPsec-MB seals in batches, against those that Crypto++ and OpenSSL seal one by one, and the same batches
// opened by both. HANDCLASP_SEED repeats a run; the seed is printed.
#include <handclasp/channel/batch.hpp>

// Meson says whether it has found IPsec-MB; without Meson the header does.
#ifndef HANDCLASP_WITH_IPSEC_MB
#if __has_include(<intel-ipsec-mb.h>)
#define HANDCLASP_WITH_IPSEC_MB 1
#else
#define HANDCLASP_WITH_IPSEC_MB 0
#endif
#endif

#include "support/catch.hpp"

#if HANDCLASP_WITH_IPSEC_MB

#include "backends/backends.hpp"
#include "support/batches.hpp"

#include <handclasp/policy/ipsec_mb/backend.hpp>

#include <cstdlib>
#include <iostream>

namespace hc = handclasp;

namespace {

constexpr std::size_t frames_a_suite = 18'000;

using lanes_over_cryptopp = hc::standard_suites<hc::ipsec_mb::backend<test::on_cryptopp>>;
using lanes_over_openssl = hc::standard_suites<hc::ipsec_mb::backend<test::on_openssl>>;
using cryptopp = hc::standard_suites<test::on_cryptopp>;
using openssl = hc::standard_suites<test::on_openssl>;

std::uint32_t seed() {
    if (const char* given = std::getenv("HANDCLASP_SEED"))
        return static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10));
    return std::random_device()();
}

// So many frames of one suite, in batches of any size, over channels that go on from one batch to the next.
template <class Lanes, class Single>
void exchange(std::mt19937& random, std::size_t least) {
    static_assert(Lanes::name == Single::name && !std::is_same_v<Lanes, Single>);
    CAPTURE(Lanes::name);
    constexpr std::size_t channels = 40;
    auto batch = test::new_batch<Lanes>();
    auto sealing = test::senders<Lanes>(channels);
    auto sealing_singly = test::senders<Single>(channels);
    auto opening = test::receivers<Lanes>(channels);
    auto opening_singly = test::receivers<Single>(channels);
    std::size_t frames = 0;
    while (frames < least) {
        CAPTURE(frames);
        const std::size_t most = random() % 4 == 0 ? 20 : 400;
        const auto units = test::sealed_alike(
            batch, sealing, sealing_singly, test::random_messages(random, 1 + random() % most, channels, 17000, 16384));
        REQUIRE(test::opened_alike(batch, opening, opening_singly, units) == units.size());
        frames += units.size();
    }
    std::cout << "  " << frames << " frames of " << Lanes::name << '\n';
}

std::mt19937 source_for(std::string_view pair) {
    const auto chosen = seed();
    std::cout << pair << " (seed " << chosen << ")\n";
    return std::mt19937(chosen);
}

}  // namespace

TEST_CASE("batches on IPsec-MB over Crypto++ are OpenSSL's frames, and OpenSSL opens them") {
    auto random = source_for("IPsec-MB over Crypto++, and OpenSSL");
    exchange<lanes_over_cryptopp::standard, openssl::standard>(random, frames_a_suite);
    exchange<lanes_over_cryptopp::standard_256, openssl::standard_256>(random, frames_a_suite);
    exchange<lanes_over_cryptopp::encrypt_then_mac, openssl::encrypt_then_mac>(random, frames_a_suite);
    exchange<lanes_over_cryptopp::gcm, openssl::gcm>(random, frames_a_suite);
}
TEST_CASE("batches on IPsec-MB over OpenSSL are Crypto++'s frames, and Crypto++ opens them") {
    auto random = source_for("IPsec-MB over OpenSSL, and Crypto++");
    exchange<lanes_over_openssl::standard, cryptopp::standard>(random, frames_a_suite);
    exchange<lanes_over_openssl::encrypt_then_mac, cryptopp::encrypt_then_mac>(random, frames_a_suite);
}

#else

TEST_CASE("batches on IPsec-MB") {
    WARN("skipped: this build has no IPsec-MB");
}

#endif
