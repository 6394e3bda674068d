#pragma once

#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>

// A suite whose key pairs are numbered and counted, and whose making can be stopped, or fail.
namespace test::counted {

// A place in the code at which a test holds whoever comes by.
class gate {
public:
    void close() { set(state::closed); }
    void open() { set(state::open); }
    void pass() noexcept {
        std::unique_lock lock(mutex_);
        if (state_ == state::open) return;
        ++held_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return state_ == state::open; });
        --held_;
    }
    // Waits until so many are held.
    void await(unsigned count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this, count] { return held_ >= count; });
    }

private:
    enum class state { open, closed };
    void set(state to) {
        const std::lock_guard lock(mutex_);
        state_ = to;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    state state_ = state::open;
    unsigned held_ = 0;
};

inline std::atomic<std::uint64_t> last_number = 0;  // of the key pairs made since the program began
inline std::atomic<int> alive = 0;                  // key pairs that have not been moved away or destroyed
inline std::atomic<std::uint64_t> wiped = 0;        // key pairs that were destroyed without having been moved away
inline std::atomic<int> failure = 0;                // the errc that generate() fails with
inline gate generating;                             // in generate()
inline gate moving;                                 // in a move of a key pair

struct key_transport : handclasp::archetype::key_transport {
    static constexpr std::size_t public_key_size = 8;

    static handclasp::result<void> encapsulate(handclasp::octets, handclasp::mutable_octets, handclasp::mutable_octets,
                                               handclasp::random_function) noexcept {
        return handclasp::errc::backend;  // nobody does in these tests
    }

    class key_pair {
    public:
        static handclasp::result<key_pair> generate(handclasp::random_function) noexcept {
            generating.pass();
            if (const int failed = failure) return static_cast<handclasp::errc>(failed);
            return key_pair(++last_number);
        }
        key_pair(key_pair&& other) noexcept : present_(other.present_), public_key_(other.public_key_) {
            moving.pass();
            other.present_ = false;
        }
        key_pair& operator=(key_pair&& other) noexcept {
            wipe();
            public_key_ = other.public_key_;
            present_ = other.present_;
            other.present_ = false;
            return *this;
        }
        key_pair(const key_pair&) = delete;
        key_pair& operator=(const key_pair&) = delete;
        ~key_pair() { wipe(); }

        [[nodiscard]] std::span<const std::byte, public_key_size> public_key() const noexcept { return public_key_; }
        [[nodiscard]] std::uint64_t number() const noexcept {
            return handclasp::load_big_endian<std::uint64_t>(public_key_);
        }
        [[nodiscard]] bool decapsulate(handclasp::octets, handclasp::mutable_octets) && noexcept { return false; }

    private:
        explicit key_pair(std::uint64_t number) noexcept {
            handclasp::store_big_endian(number, public_key_);
            ++alive;
        }
        void wipe() noexcept {
            if (!present_) return;
            present_ = false;
            --alive;
            ++wiped;
        }

        bool present_ = true;
        std::array<std::byte, public_key_size> public_key_{};
    };
};

using counted_suite = handclasp::basic_aead_suite<handclasp::archetype::aead, key_transport, handclasp::derived,
                                                  handclasp::default_limits, handclasp::archetype::primitives>;

// Lets everybody go on at the end of a test, however it ends. Declared behind the pool, which waits for its threads.
struct released_at_end {
    released_at_end() = default;
    released_at_end(const released_at_end&) = delete;
    released_at_end& operator=(const released_at_end&) = delete;
    ~released_at_end() {
        failure = 0;
        generating.open();
        moving.open();
    }
};

}  // namespace test::counted
