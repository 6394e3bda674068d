#pragma once

#include <handclasp/core/octets.hpp>

#include <atomic>
#include <cstdlib>
#include <vector>

// What the program takes from the heap and gives back. handclasp/testing/allocation_watch.hpp writes it, included in
// one source of the test program; without it nothing is ever counted, and watched() says so.
namespace handclasp::conform::heap {

// The content of blocks at the moment they are freed, as far as there is room: recording must not allocate.
class freed_blocks {
public:
    freed_blocks() {
        content_.reserve(std::size_t{1} << 20);
        sizes_.reserve(4096);
    }

    void add(octets block) noexcept {
        if (content_.capacity() - content_.size() < block.size() || sizes_.capacity() == sizes_.size()) return;
        content_.insert(content_.end(), block.begin(), block.end());
        sizes_.push_back(block.size());
    }

    // Each block, in the order in which they were freed.
    [[nodiscard]] std::vector<octets> blocks() const {
        std::vector<octets> found;
        octets rest = content_;
        for (const std::size_t size : sizes_) {
            found.push_back(rest.first(size));
            rest = rest.subspan(size);
        }
        return found;
    }

private:
    std::vector<std::byte> content_;
    std::vector<std::size_t> sizes_;
};

inline constinit std::atomic<std::size_t> calls{0};  // since the program began
inline constinit std::atomic<std::size_t> bytes{0};  // in use now, as usable sizes

// This thread's calls, and where its freed blocks go; none are recorded while it is null.
inline constinit thread_local std::size_t calls_here = 0;
inline constinit thread_local freed_blocks* recording = nullptr;

// Compilers take it that malloc and free touch nothing else. Across this they assume nothing.
inline void forget_assumptions() noexcept {
    std::atomic_signal_fence(std::memory_order_seq_cst);
}

// How often this thread has taken from the heap.
[[nodiscard]] inline std::size_t calls_so_far() noexcept {
    forget_assumptions();
    return calls_here;
}

// Records what this thread frees, while it lives.
class recorder {
public:
    explicit recorder(freed_blocks& into) noexcept {
        recording = &into;
        forget_assumptions();
    }
    ~recorder() {
        forget_assumptions();
        recording = nullptr;
    }
    recorder(const recorder&) = delete;
    recorder& operator=(const recorder&) = delete;
};

// Whether there is a watch that counts: it is tried.
[[nodiscard]] inline bool watched() noexcept {
    const std::size_t before = calls_so_far();
    void* volatile block = std::malloc(1);  // volatile, or a compiler may drop the pair
    std::free(block);
    return calls_so_far() != before;
}

inline constexpr std::string_view unwatched =
    "there is no watch on the heap: include handclasp/testing/allocation_watch.hpp in one source (glibc, no sanitizer)";

}  // namespace handclasp::conform::heap
