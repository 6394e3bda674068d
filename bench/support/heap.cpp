#include "support/heap.hpp"

#include <cerrno>
#include <cstdlib>

#if defined(__GLIBC__)

#include <malloc.h>

namespace {

constinit thread_local std::size_t calls_here = 0;

void* counted(void* block) noexcept {
    ++calls_here;
    return block;
}

}  // namespace

extern "C" {

void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) {
    return counted(__libc_malloc(size));
}
void* calloc(std::size_t count, std::size_t size) {
    return counted(__libc_calloc(count, size));
}
void* realloc(void* block, std::size_t size) {
    return counted(__libc_realloc(block, size));
}
void* memalign(std::size_t alignment, std::size_t size) {
    return counted(__libc_memalign(alignment, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return counted(__libc_memalign(alignment, size));
}
int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
    *block = counted(__libc_memalign(alignment, size));
    return *block == nullptr ? ENOMEM : 0;
}

}  // extern "C"

namespace bench::heap {

std::size_t calls() noexcept {
    return calls_here;
}

std::size_t in_use() noexcept {
    const auto state = mallinfo2();
    return state.uordblks + state.hblkhd;
}

}  // namespace bench::heap

#else

namespace bench::heap {

std::size_t calls() noexcept {
    return 0;
}
std::size_t in_use() noexcept {
    return 0;
}

}  // namespace bench::heap

#endif
