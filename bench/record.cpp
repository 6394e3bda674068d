// What a frame of `standard` costs beyond the primitives that it cannot do without: each size is sealed and opened by a
// channel, and by the same calls of HMAC and AES made by hand on the same octets. At the end, the ratio of the two within
// this run. Run it with --benchmark_repetitions=9 --benchmark_enable_random_interleaving=true, so that both see the same
// machine.
#include <handclasp/handclasp.hpp>

#include <benchmark/benchmark.h>

#include <cstdio>
#include <map>
#include <vector>

namespace hc = handclasp;
using suite = hc::standard;
using frame = suite::message_frame;

namespace {

using mac = hc::hmac<hc::sha256, 16>;
using aes = hc::aes_cbc<128>;

template <class Key, std::size_t Size>
Key keyed() {
    return Key::make(hc::secret<Size>().expose()).value();
}

auto traffic() {
    return hc::schedule::traffic_secret<suite::key_derivation>(hc::secret<32>());
}

hc::sender<suite> make_sender() {
    return hc::sender<suite>(hc::record::sealer<suite>::make(traffic()).value());
}

void count(benchmark::State& state) {
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

// One HMAC over P, message and padding; one block of AES for the IV; one CBC chain over tag, message and padding.
void seal_by_hand(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    const auto authenticator = keyed<mac, mac::key_size>();
    auto cipher = keyed<aes::encryptor, aes::key_size>(), iv_key = keyed<aes::encryptor, aes::key_size>();
    std::vector<std::byte> buffer(frame::frame_size(size));
    const auto body = hc::mutable_octets(buffer).subspan(4);
    std::array<std::byte, 16> tag{};
    for (auto _ : state) {
        bool done = authenticator.authenticate(body.subspan(16), tag).has_value();
        hc::copy(tag, body.subspan(16));
        done &= iv_key.encrypt_block(std::span<std::byte, 16>(body.first(16))).has_value();
        done &= cipher.encrypt_chain(body).has_value();
        if (!done) return state.SkipWithError("sealing failed");
        benchmark::ClobberMemory();
    }
    count(state);
}

void seal(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    auto sender = make_sender();
    const std::vector<std::byte> message(size);
    std::vector<std::byte> buffer(hc::sender<suite>::sealed_size(size));
    for (auto _ : state) {
        if (!sender.seal(message, buffer)) return state.SkipWithError("sealing failed");
        benchmark::ClobberMemory();
    }
    count(state);
}

// One CBC chain and one HMAC.
void open_by_hand(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    const auto authenticator = keyed<mac, mac::key_size>();
    auto cipher = keyed<aes::decryptor, aes::key_size>();
    std::vector<std::byte> buffer(frame::frame_size(size));
    const auto body = hc::mutable_octets(buffer).subspan(4);
    std::array<std::byte, 16> tag{};
    for (auto _ : state) {
        bool done = cipher.decrypt_chain(body).has_value();
        done &= authenticator.authenticate(body.subspan(16), tag).has_value();
        if (!done) return state.SkipWithError("opening failed");
        benchmark::DoNotOptimize(tag);
        benchmark::ClobberMemory();
    }
    count(state);
}

// A frame opens once, so frames are sealed ahead in batches that do not count.
void open(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    constexpr std::size_t batch = 64;
    auto sender = make_sender();
    hc::receiver<suite> receiver(hc::record::opener<suite>::make(traffic()).value());
    const std::vector<std::byte> message(size);
    std::vector<std::vector<std::byte>> units(batch, std::vector<std::byte>(frame::frame_size(size)));
    while (state.KeepRunningBatch(batch)) {
        state.PauseTiming();
        for (auto& unit : units) {
            if (!sender.seal(message, unit)) return state.SkipWithError("sealing failed");
        }
        state.ResumeTiming();
        for (auto& unit : units) {
            if (!receiver.open(unit)) return state.SkipWithError("opening failed");
        }
        benchmark::ClobberMemory();
    }
    count(state);
}

// The usual table, and behind it each size's median time as a multiple of the calls by hand.
class ratio_reporter : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run>& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (const Run& run : runs) {
            if (run.aggregate_name == "median") medians_[run.run_name.str()] = run.GetAdjustedCPUTime();
        }
    }

    void Finalize() override {
        for (const auto& [name, time] : medians_) {
            const auto slash = name.find('/');
            const auto by_hand = medians_.find(name.substr(0, slash) + "_by_hand" + name.substr(slash));
            if (by_hand == medians_.end()) continue;
            std::printf("%-12s %.3f times the same calls by hand\n", name.c_str(), time / by_hand->second);
        }
    }

private:
    std::map<std::string, double> medians_;
};

void sizes(benchmark::internal::Benchmark* added) {
    for (const int size : {16, 64, 256, 1024, 16384}) added->Arg(size);
}

BENCHMARK(seal_by_hand)->Apply(sizes);
BENCHMARK(seal)->Apply(sizes);
BENCHMARK(open_by_hand)->Apply(sizes);
BENCHMARK(open)->Apply(sizes);

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    ratio_reporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    benchmark::Shutdown();
}
