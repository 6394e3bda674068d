#pragma once

#include <handclasp/core/secret.hpp>

#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace handclasp {

// Secret octets whose number is known at run time only: a password, or the content of a file of keys. Not copyable; wiped
// when destroyed and when assigned to; empty when moved from. Reached through expose() and overwrite() alone.
class secret_octets {
public:
    secret_octets() noexcept = default;

    // As many zeros. Throws std::bad_alloc.
    explicit secret_octets(std::size_t size)
        : octets_(size == 0 ? nullptr : std::make_unique<std::byte[]>(possible(size))), size_(size) {}

    // A copy; wiping the source is its owner's affair. Throws std::bad_alloc.
    explicit secret_octets(octets source) : secret_octets(source.size()) { copy(source, overwrite()); }

    secret_octets(secret_octets&& other) noexcept
        : octets_(std::move(other.octets_)), size_(std::exchange(other.size_, 0)) {}
    secret_octets& operator=(secret_octets&& other) noexcept {
        if (this != &other) {
            wipe(overwrite());
            octets_ = std::move(other.octets_);
            size_ = std::exchange(other.size_, 0);
        }
        return *this;
    }
    secret_octets(const secret_octets&) = delete;
    secret_octets& operator=(const secret_octets&) = delete;
    ~secret_octets() { wipe(overwrite()); }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    [[nodiscard]] octets expose() const noexcept { return {octets_.get(), size_}; }
    [[nodiscard]] mutable_octets overwrite() noexcept { return {octets_.get(), size_}; }

    // Keeps the first `size` octets, at most size() of them, and wipes the others.
    void shorten(std::size_t size) noexcept {
        if (size >= size_) return;
        wipe(overwrite().subspan(size));
        size_ = size;
    }

private:
    // Says what the allocator would find out, for g++ 12, which warns of a copy of more.
    [[nodiscard]] static std::size_t possible(std::size_t size) {
        if (size > PTRDIFF_MAX) throw std::bad_array_new_length();
        return size;
    }

    std::unique_ptr<std::byte[]> octets_;
    std::size_t size_ = 0;
};

}  // namespace handclasp
