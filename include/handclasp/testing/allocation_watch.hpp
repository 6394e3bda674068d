#pragma once

#include <handclasp/testing/conform/heap.hpp>

// Counts what a test program takes from the heap, by whichever function, and shows to conform::heap what blocks hold
// when they are freed. Include it in one source: it replaces the program's malloc and its kin. Works with glibc;
// elsewhere, and with sanitizers, which bring an allocator of their own, it does nothing.

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HANDCLASP_HEAP_IS_WATCHED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HANDCLASP_HEAP_IS_WATCHED 0
#endif
#endif
#if !defined(HANDCLASP_HEAP_IS_WATCHED) && defined(__GLIBC__)
#define HANDCLASP_HEAP_IS_WATCHED 1
#elif !defined(HANDCLASP_HEAP_IS_WATCHED)
#define HANDCLASP_HEAP_IS_WATCHED 0
#endif

#if HANDCLASP_HEAP_IS_WATCHED

#include <cerrno>
#include <malloc.h>

// NOLINTBEGIN(bugprone-reserved-identifier,misc-definitions-in-headers,readability-identifier-naming)

extern "C" {

void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

}  // extern "C"

namespace handclasp::conform::heap {

inline void* counted(void* block) noexcept {
    ++calls;
    ++calls_here;
    if (block != nullptr) bytes += malloc_usable_size(block);
    return block;
}

// A block that nothing has been written to yet. While freed blocks are recorded it is zeros, so that what an earlier
// owner left there is not taken for this one's.
inline void* counted_raw(void* block) noexcept {
    if (block != nullptr && recording != nullptr) std::memset(block, 0, malloc_usable_size(block));
    return counted(block);
}

inline void freed(void* block) noexcept {
    if (block == nullptr) return;
    const std::size_t size = malloc_usable_size(block);
    bytes -= size;
    if (recording != nullptr) recording->add({static_cast<const std::byte*>(block), size});
}

inline void release(void* block) noexcept {
    freed(block);
    __libc_free(block);
}

// While freed blocks are recorded every block moves: libc would free the old one unseen.
inline void* resized(void* block, std::size_t size) noexcept {
    if (recording == nullptr || block == nullptr || size == 0) {
        freed(block);
        return counted(__libc_realloc(block, size));
    }
    void* const moved = counted_raw(__libc_malloc(size));
    if (moved == nullptr) return nullptr;
    const std::size_t old_size = malloc_usable_size(block);
    std::memcpy(moved, block, old_size < size ? old_size : size);
    release(block);
    return moved;
}

}  // namespace handclasp::conform::heap

// Weak, so that the program links even where two of its sources include this. Parameters are called as in libc.
extern "C" {

__attribute__((weak)) void* malloc(std::size_t size) {
    return handclasp::conform::heap::counted_raw(__libc_malloc(size));
}
__attribute__((weak)) void* calloc(std::size_t nmemb, std::size_t size) {
    return handclasp::conform::heap::counted(__libc_calloc(nmemb, size));
}
__attribute__((weak)) void* realloc(void* ptr, std::size_t size) {
    return handclasp::conform::heap::resized(ptr, size);
}
__attribute__((weak)) void* memalign(std::size_t alignment, std::size_t size) {
    return handclasp::conform::heap::counted_raw(__libc_memalign(alignment, size));
}
__attribute__((weak)) void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return handclasp::conform::heap::counted_raw(__libc_memalign(alignment, size));
}
__attribute__((weak)) int posix_memalign(void** memptr, std::size_t alignment, std::size_t size) {
    *memptr = handclasp::conform::heap::counted_raw(__libc_memalign(alignment, size));
    return *memptr == nullptr ? ENOMEM : 0;
}
__attribute__((weak)) void free(void* ptr) {
    handclasp::conform::heap::release(ptr);
}

}  // extern "C"

// NOLINTEND(bugprone-reserved-identifier,misc-definitions-in-headers,readability-identifier-naming)

#endif
#undef HANDCLASP_HEAP_IS_WATCHED
