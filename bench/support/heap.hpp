#pragma once

#include <cstddef>

// What the program takes from the heap. The counting is one addition to a number of the thread's own, so that what
// allocates is not slowed by being watched, as the conformance kit's watch would slow it. Nothing is counted without
// glibc.
namespace bench::heap {

// How often this thread has asked for memory, aligned or not, by whichever function.
[[nodiscard]] std::size_t calls() noexcept;

// Octets in use by the whole program, as the allocator accounts for them.
[[nodiscard]] std::size_t in_use() noexcept;

}  // namespace bench::heap
