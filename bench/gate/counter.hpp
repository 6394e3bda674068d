#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/testing/allocation_watch.hpp>

#include <gnu/libc-version.h>
#include <valgrind/callgrind.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

// What the programs of the gate share. They run under callgrind, which counts instructions between the two toggles of
// count() and writes them down under the case's name. What else is measured goes to standard output, a line each.
// gate.py reads both.
namespace gate {

namespace hc = handclasp;
namespace heap = hc::conform::heap;

inline constexpr std::size_t frames = 16;  // of every case
inline constexpr std::array<std::size_t, 3> sizes = {64, 1024, 16384};

// All octets stand at fixed distances from a page's beginning, because libraries take other ways at other alignments.
inline constexpr std::size_t slot_size = std::size_t{5} * 4096;
alignas(4096) inline std::array<std::byte, frames * slot_size> slots;
alignas(4096) inline std::array<std::byte, sizes.back()> message_room;

[[nodiscard]] inline hc::mutable_octets slot(std::size_t index) noexcept {
    return hc::mutable_octets(slots).subspan(index * slot_size, slot_size);
}

inline void fill(hc::mutable_octets place) noexcept {
    for (std::size_t i = 0; i < place.size(); ++i) place[i] = static_cast<std::byte>(i * 31 + i / 251);
}

[[nodiscard]] inline hc::octets message_of(std::size_t size) noexcept {
    fill(message_room);
    return hc::octets(message_room).first(size);
}

inline void require(bool condition, const std::string& name) {
    if (condition) return;
    std::fprintf(stderr, "%s failed\n", name.c_str());
    std::exit(1);
}

inline void say(const char* what, const std::string& name, std::size_t value) {
    std::printf("%s %s %zu\n", what, name.c_str(), value);
}

// Calls work once, which does the frames of the case.
template <class Work>
void count(const std::string& name, Work&& work) {
    const std::size_t before = heap::calls_so_far();
    CALLGRIND_TOGGLE_COLLECT;
    const bool done = work();
    CALLGRIND_TOGGLE_COLLECT;
    const std::size_t allocations = heap::calls_so_far() - before;
    require(done, name);
    CALLGRIND_DUMP_STATS_AT(name.c_str());
    say("allocations", name, allocations);
}

// The same for work that does one frame, given its number.
template <class Work>
void count_each(const std::string& name, Work&& work) {
    count(name, [&] {
        bool done = true;
        for (std::size_t i = 0; i < frames; ++i) done &= work(i);
        return done;
    });
}

// What the counts belong to, with the compiler: other libraries, and other instructions of the processor, have other
// ones.
inline void say_toolchain(const std::string& library) {
    const auto line = [](const char* what, const std::string& value) {
        std::printf("toolchain %s %s\n", what, value.c_str());
    };
    std::string instructions;
#if defined(__x86_64__)
    const auto add = [&](bool there, const char* name) {
        if (there) instructions += (instructions.empty() ? "" : " ") + std::string(name);
    };
    add(__builtin_cpu_supports("ssse3"), "ssse3");
    add(__builtin_cpu_supports("sse4.1"), "sse4.1");
    add(__builtin_cpu_supports("aes"), "aes");
    add(__builtin_cpu_supports("pclmul"), "pclmul");
    add(__builtin_cpu_supports("avx"), "avx");
    add(__builtin_cpu_supports("avx2"), "avx2");
    add(__builtin_cpu_supports("bmi2"), "bmi2");
    add(__builtin_cpu_supports("avx512f"), "avx512f");
#else
    instructions = "not those of x86-64";
#endif
    line("libc", gnu_get_libc_version());
    line("library", library);
    line("instructions", instructions);
    require(heap::watched(), "the watch on the heap");
}

}  // namespace gate
