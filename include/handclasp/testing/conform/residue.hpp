#pragma once

#include <handclasp/testing/conform/heap.hpp>
#include <handclasp/testing/conform/inputs.hpp>

#include <algorithm>
#include <memory>
#include <optional>

// What is left of a key where an object was. Two objects with different keys live at the same place, one after the
// other: wherever most of sixteen octets differ afterwards, a key has left its trace. Counters, sizes and pointers
// differ in fewer.
namespace handclasp::conform {

// Hides from the optimiser what becomes of memory: so it neither drops what was written there before an object's end
// nor assumes anything about it afterwards.
[[nodiscard]] inline std::byte* opaque(std::byte* memory) noexcept {
#if defined(__GNUC__)
    __asm__ __volatile__("" : "+r"(memory) : : "memory");
    return memory;
#else
    std::byte* volatile hidden = memory;
    return hidden;
#endif
}

// Room for an object, whose octets can be read when it has ended.
template <class Object>
class storage {
public:
    storage() noexcept { std::memset(memory_, 0, sizeof memory_); }
    ~storage() { end(); }
    storage(const storage&) = delete;
    storage& operator=(const storage&) = delete;

    // make() returns an Object.
    template <class Make>
    Object& construct(Make&& make) {
        object_ = ::new (static_cast<void*>(memory_)) Object(std::forward<Make>(make)());
        return *object_;
    }
    void end() noexcept {
        if (object_ == nullptr) return;
        static_cast<void>(opaque(memory_));
        std::destroy_at(object_);
        object_ = nullptr;
    }
    [[nodiscard]] bytes content() noexcept { return copy_of({opaque(memory_), sizeof memory_}); }

private:
    alignas(Object) std::byte memory_[sizeof(Object)];
    Object* object_ = nullptr;
};

// What one run has left: places to compare with those of another run, and octets that are public and may stay.
struct trace {
    bytes object;      // the storage of the object that was used
    bytes moved_from;  // and of the one it was moved from
    heap::freed_blocks freed;
    std::vector<bytes> public_octets;
};

// A pointer has two octets of zeros, so sixteen octets of pointers differ from anything in twelve places at the most.
inline constexpr std::size_t residue_window = 16, residue_least = 13;

// Whether the octet lies within sixteen that are public. Libraries keep numbers with the last octet first as well.
[[nodiscard]] inline bool is_public(octets block, std::size_t at, const std::vector<bytes>& public_octets) {
    const std::size_t first = at < residue_window - 1 ? 0 : at - (residue_window - 1);
    for (std::size_t start = first; start <= at && start + residue_window <= block.size(); ++start) {
        const octets window = block.subspan(start, residue_window);
        for (const auto& known : public_octets) {
            if (std::search(known.begin(), known.end(), window.begin(), window.end()) != known.end()) return true;
            if (std::search(known.rbegin(), known.rend(), window.begin(), window.end()) != known.rend()) return true;
        }
    }
    return false;
}

// Where two runs have left different octets, if anywhere.
[[nodiscard]] inline std::optional<std::size_t> residue(octets left, octets right, const trace& left_run,
                                                        const trace& right_run) {
    for (std::size_t start = 0; start + residue_window <= std::min(left.size(), right.size()); ++start) {
        std::size_t differing = 0, unexplained = 0;
        for (std::size_t i = start; i < start + residue_window; ++i) differing += left[i] != right[i] ? 1U : 0U;
        if (differing < residue_least) continue;
        for (std::size_t i = start; i < start + residue_window; ++i) {
            if (left[i] == right[i] || is_public(left, i, left_run.public_octets) ||
                is_public(right, i, right_run.public_octets)) {
                continue;
            }
            ++unexplained;
        }
        if (unexplained >= residue_least) return start;
    }
    return std::nullopt;
}

// The same for the blocks that both runs have freed, told apart by their order and size.
struct heap_residue {
    std::size_t block_size;
    std::size_t at;
};
[[nodiscard]] inline std::optional<heap_residue> freed_residue(const trace& left, const trace& right) {
    const auto left_blocks = left.freed.blocks(), right_blocks = right.freed.blocks();
    for (std::size_t i = 0; i < std::min(left_blocks.size(), right_blocks.size()); ++i) {
        if (left_blocks[i].size() != right_blocks[i].size()) continue;
        if (const auto at = residue(left_blocks[i], right_blocks[i], left, right)) {
            return heap_residue{left_blocks[i].size(), *at};
        }
    }
    return std::nullopt;
}

}  // namespace handclasp::conform
