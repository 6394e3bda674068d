#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace handclasp {

// What a key pool's take() does where no key pair is ready.
enum class when_empty {
    wait,      // until one is; see key_pool_options::wait_limit
    refuse,    // errc::exhausted, at once
    generate,  // makes one itself, in the time that it takes without a pool
};

// How a key pool behaves. A duration of zero is none.
struct key_pool_options {
    using duration = std::chrono::steady_clock::duration;

    static constexpr std::size_t most_ready = std::size_t{1} << 20;
    static constexpr std::size_t most_threads = 64;

    // Key pairs that are ready: below `low` the pool's threads begin to make more, at `high` they stop. `high` is also
    // what bounds the memory. 1 <= low <= high <= most_ready.
    std::size_t low = 32;
    std::size_t high = 64;

    // After it an unused key pair is wiped. This bounds how far ahead of its session a key can be stolen, and costs
    // the making of up to `high` key pairs each time it passes. Without it they stay for as long as the pool.
    duration maximum_age = std::chrono::minutes(10);

    when_empty if_empty = when_empty::generate;

    // Of when_empty::wait: errc::timed_out after it.
    duration wait_limit = duration::zero();

    // Threads that make key pairs, 1 to most_threads. Each keeps one processor busy while the pool is being filled.
    std::size_t threads = 1;

    [[nodiscard]] constexpr bool valid() const noexcept {
        return low >= 1 && low <= high && high <= most_ready && maximum_age >= duration::zero() &&
            wait_limit >= duration::zero() && threads >= 1 && threads <= most_threads && if_empty >= when_empty::wait &&
            if_empty <= when_empty::generate;
    }
};

// What has happened in a key pool since it was made. Each count is exact; they are read one after the other while
// others go on. At rest, generated is handed_out + expired + ready. The child of a fork counts on from its parent's.
struct key_pool_counts {
    std::uint64_t generated = 0;    // made by the pool's threads
    std::uint64_t handed_out = 0;   // of these
    std::uint64_t made_inline = 0;  // made by take() itself, and handed out as well
    std::uint64_t waited = 0;       // calls of take() that had to wait, whatever came of it
    std::uint64_t refused = 0;      // calls of take() that had no key pair in the end: none was ready
    std::uint64_t expired = 0;      // wiped unused
    std::uint64_t failures = 0;     // key pairs that could not be made, by a thread of the pool or by take()
    std::size_t ready = 0;          // now
};

}  // namespace handclasp
