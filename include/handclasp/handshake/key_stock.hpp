#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

namespace handclasp::handshake {

// Key pairs that are ready, the oldest first, in places that are allocated once. Its owner locks; only size() may be
// asked by any thread, and clear() by the child of a fork, whatever the parent's threads were at.
template <class KeyPair>
class key_stock {
public:
    using time_point = std::chrono::steady_clock::time_point;

    explicit key_stock(std::size_t capacity) : slots_(std::make_unique<slot[]>(capacity)), capacity_(capacity) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }

    // When the oldest was made; only where there is one.
    [[nodiscard]] time_point oldest() const noexcept { return slots_[first_].made; }

    // Only where fewer than the capacity are there.
    void add(KeyPair&& pair, time_point made) noexcept {
        slots_[(first_ + size()) % capacity_].fill(std::move(pair), made);
        size_.store(size() + 1, std::memory_order_relaxed);
    }

    // The oldest; only where there is one. Nothing of it stays behind.
    [[nodiscard]] KeyPair take() noexcept {
        slot& from = slots_[first_];
        advance();
        return from.release();
    }
    void drop_oldest() noexcept {
        slot& from = slots_[first_];
        advance();
        from.clear();
    }

    // Destroys all, and thereby wipes them.
    void clear() noexcept {
        for (std::size_t i = 0; i < capacity_; ++i) slots_[i].clear();
        size_.store(0, std::memory_order_relaxed);
    }

private:
    // A place for a key pair. A fork may copy it while another thread is at it, and that thread is not there to finish
    // in the child. So `whole` is set only while the pair is there and nobody touches it: the child destroys such
    // pairs, and lets the one that was on its way lie, as it has to with all that other threads had in hand.
    class slot {
    public:
        slot() noexcept {}
        slot(const slot&) = delete;
        slot& operator=(const slot&) = delete;
        ~slot() { clear(); }

        void fill(KeyPair&& from, time_point at) noexcept {
            made = at;
            std::construct_at(&pair_, std::move(from));
            whole_.store(true);
        }
        [[nodiscard]] KeyPair release() noexcept {
            whole_.exchange(false);
            KeyPair taken(std::move(pair_));
            std::destroy_at(&pair_);
            return taken;
        }
        void clear() noexcept {
            if (whole_.exchange(false)) std::destroy_at(&pair_);
        }

        time_point made{};

    private:
        union {
            KeyPair pair_;
        };
        std::atomic<bool> whole_ = false;
    };

    void advance() noexcept {
        first_ = (first_ + 1) % capacity_;
        size_.store(size() - 1, std::memory_order_relaxed);
    }

    std::unique_ptr<slot[]> slots_;
    std::size_t capacity_;
    std::size_t first_ = 0;
    std::atomic<std::size_t> size_ = 0;
};

}  // namespace handclasp::handshake
