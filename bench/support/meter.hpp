#pragma once

#include "support/heap.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace bench {

// The time stamp counter, whose frequency is the machine's nominal one, whatever the core runs at; 0 where there is
// none.
[[nodiscard]] inline std::uint64_t ticks() noexcept {
#if defined(__x86_64__)
    return __rdtsc();
#else
    return 0;
#endif
}

// Counts what a loop of a benchmark takes besides time, beside its clock. An iteration is one message.
class meter {
public:
    explicit meter(benchmark::State& state) noexcept : state_(state) { start(); }

    void pause() {
        state_.PauseTiming();
        stop();
    }
    void resume() {
        start();
        state_.ResumeTiming();
    }

    // Ends the counting. `octets` are the message's, `sealed` what it is on the wire; each the mean of all messages.
    void finish(double octets, double sealed = 0) {
        stop();
        const auto iterations = static_cast<double>(state_.iterations());
        state_.SetBytesProcessed(static_cast<std::int64_t>(octets * iterations));
        state_.counters["octets"] = octets;
        if (sealed > 0) state_.counters["sealed"] = sealed;
        state_.counters["allocs"] = static_cast<double>(calls_) / iterations;
        if (ticks_ != 0 && octets > 0) {
            state_.counters["cycles_per_octet"] = static_cast<double>(ticks_) / iterations / octets;
        }
    }

private:
    void start() noexcept {
        calls_before_ = heap::calls();
        ticks_before_ = ticks();
    }
    void stop() noexcept {
        ticks_ += ticks() - ticks_before_;
        calls_ += heap::calls() - calls_before_;
    }

    benchmark::State& state_;
    std::uint64_t ticks_before_ = 0, ticks_ = 0;
    std::size_t calls_before_ = 0, calls_ = 0;
};

}  // namespace bench
