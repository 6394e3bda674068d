#pragma once

#include <cstddef>

// Counts what the program takes from the heap, aligned or not, by whichever function. Sanitizers bring an allocator of
// their own; there allocations_are_counted is false.
namespace test {

struct allocations {
    std::size_t calls = 0;  // since the program began
    std::size_t bytes = 0;  // in use now, as usable sizes
};

extern const bool allocations_are_counted;

[[nodiscard]] allocations allocations_now() noexcept;

}  // namespace test
