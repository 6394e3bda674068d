// Frames that one backend seals, the other opens: suites, messages, sizes, kinds of frames and keys drawn at random.
// HANDCLASP_SEED repeats a run; the seed is printed.
#include "backends/backends.hpp"

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/channel/channel.hpp>

#include <cstdlib>
#include <iostream>
#include <random>

namespace hc = handclasp;
using test::bytes;

namespace {

constexpr std::size_t frames_a_pair = 100'000;

class source {
public:
    explicit source(std::uint64_t seed) : engine_(seed) {}
    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(engine_); }
    bytes octets(std::size_t size) {
        bytes drawn(size);
        for (std::size_t at = 0; at < size; at += 8) {
            const std::uint64_t word = engine_();
            std::memcpy(drawn.data() + at, &word, std::min<std::size_t>(8, size - at));
        }
        return drawn;
    }
    // Most messages are short, some stand at the edge of a block or of a frame, and a few are long.
    std::size_t size() {
        switch (below(32)) {
            case 0: return below(hc::default_limits::frame_limit + 1);
            case 1: return hc::default_limits::frame_limit - below(33);
            case 2: return 16 * (1 + below(64)) - below(2);
            case 3: return 0;
            default: return below(300);
        }
    }

private:
    std::mt19937_64 engine_;
};

std::uint64_t seed() {
    if (const char* given = std::getenv("HANDCLASP_SEED")) return std::strtoull(given, nullptr, 10);
    return std::random_device()();
}

template <class Suite>
auto traffic(hc::octets secret) {
    return hc::schedule::traffic_secret<typename Suite::key_derivation>(
        hc::secret<32>(std::span<const std::byte, 32>(secret)));
}

// One session of up to that many frames, in one direction. Returns how many were sealed and opened.
template <class Sealing, class Opening>
std::size_t exchange(source& random, std::size_t most) {
    static_assert(Sealing::name == Opening::name && !std::is_same_v<Sealing, Opening>);
    const auto secret = random.octets(32);
    hc::sender<Sealing> sender(hc::record::sealer<Sealing>::make(traffic<Sealing>(secret)).value());
    hc::receiver<Opening> receiver(hc::record::opener<Opening>::make(traffic<Opening>(secret)).value());
    bytes buffer(sender.sealed_size(hc::default_limits::frame_limit) + 16);
    std::size_t frames = 0;
    bool within = false;
    for (; frames < most; ++frames) {
        const auto kind = random.below(40);
        auto message = kind == 0 ? bytes() : random.octets(random.size());
        const auto out = hc::mutable_octets(buffer).subspan(random.below(16));
        const bool fragment = kind < 4 && !message.empty();
        const auto sealed = kind == 0 ? sender.rekey(out)
            : fragment                ? sender.seal_fragment(message, out)
                                      : sender.seal(message, out);
        REQUIRE(sealed);
        const auto opened = receiver.open(out.first(sealed->size()));
        REQUIRE(opened);
        REQUIRE((opened->kind ==
                 (kind == 0      ? hc::event_kind::rekeyed
                      : fragment ? hc::event_kind::fragment
                                 : hc::event_kind::message)));
        REQUIRE(std::ranges::equal(opened->data, message));
        within = fragment || (within && kind == 0);
    }
    if (!within) {
        const auto closed = sender.close(buffer);
        REQUIRE(closed);
        REQUIRE(
            (receiver.open(hc::mutable_octets(buffer).first(closed->size())).value().kind == hc::event_kind::closed));
        ++frames;
    }
    return frames;
}

template <class Sealing, class Opening>
void run(std::string_view pair) {
    const auto chosen = seed();
    CAPTURE(pair, chosen);
    source random(chosen);
    std::vector<std::pair<std::string_view, std::size_t (*)(source&, std::size_t)>> sessions;
    test::for_each_suite<Sealing, Opening>([&sessions]<class Left, class Right>() {
        // Frames do not know the key transport, and a mixture may leave a suite's other policies with one library.
        if constexpr (!std::is_same_v<Left, Right>) sessions.emplace_back(Left::name, exchange<Left, Right>);
    });
    std::vector<std::size_t> counts(sessions.size());
    for (std::size_t total = 0; total < frames_a_pair;) {
        const auto suite = random.below(sessions.size());
        CAPTURE(sessions[suite].first, total);
        const auto frames = sessions[suite].second(random, 1 + random.below(400));
        counts[suite] += frames;
        total += frames;
    }
    std::cout << pair << " (seed " << chosen << ')';
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        CAPTURE(sessions[i].first);
        CHECK(counts[i] > 0);
        std::cout << "\n  " << counts[i] << " frames of " << sessions[i].first;
    }
    std::cout << std::endl;
}

}  // namespace

TEST_CASE("OpenSSL opens what Crypto++ seals") {
    run<test::on_cryptopp, test::on_openssl>("Crypto++ to OpenSSL");
}
TEST_CASE("Crypto++ opens what OpenSSL seals") {
    run<test::on_openssl, test::on_cryptopp>("OpenSSL to Crypto++");
}
TEST_CASE("suites of both libraries' policies open each other's frames") {
    run<test::on_both, test::on_both_otherwise>("one mixture to the other");
}
TEST_CASE("a suite of both libraries' policies opens what another one seals") {
    run<test::on_both_otherwise, test::on_both>("the other mixture back");
}
