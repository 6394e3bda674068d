#pragma once

#include <handclasp/handshake/key_pool_options.hpp>
#include <handclasp/handshake/key_stock.hpp>
#include <handclasp/handshake/process_mark.hpp>
#include <handclasp/record/suite_concept.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace handclasp::handshake {

// What the callers of a key pool and its threads share: the stock, the lock around it, and who waits for what. No key
// pair is made under the lock.
template <protocol_suite Suite>
class shared_stock {
public:
    using key_pair = typename Suite::key_transport::key_pair;
    using clock = std::chrono::steady_clock;
    using duration = clock::duration;

    // Between two attempts to make a key pair after one has failed; doubled up to the longest while they go on failing.
    static constexpr duration first_pause = std::chrono::milliseconds(10);
    static constexpr duration longest_pause = std::chrono::seconds(1);

    // Throws std::bad_alloc.
    explicit shared_stock(const key_pool_options& options)
        : options_(options), stock_(options.high), machinery_(std::make_unique<machinery>()) {
        machinery_->threads.reserve(options.threads);
    }
    shared_stock(const shared_stock&) = delete;
    shared_stock& operator=(const shared_stock&) = delete;
    ~shared_stock() {
        if (process_.is_here()) {
            end();
        } else {
            leave_inherited();
            // In a child mutex, condition variables and threads cannot be ended: destruction would wait, or worse.
            static_cast<void>(machinery_.release());
        }
    }

    // Throws std::system_error.
    void start() {
        for (std::size_t i = 0; i < options_.threads; ++i) {
            machinery_->threads.emplace_back([this] { keep_filled(); });
        }
    }

    [[nodiscard]] result<key_pair> take() noexcept {
        if (!process_.is_here()) return take_in_child();
        {
            std::unique_lock lock(machinery_->mutex);
            if (!available() && options_.if_empty == when_empty::wait) {
                count(counted_.waited);
                await(lock, options_.wait_limit, [this] { return available(); });
            }
            if (ending_) return errc::closed;
            if (available()) return hand_out();
            if (options_.if_empty != when_empty::generate) {
                count(counted_.refused);
                return failure_.value_or(options_.if_empty == when_empty::wait ? errc::timed_out : errc::exhausted);
            }
        }
        return make_inline();
    }

    [[nodiscard]] result<void> wait_until_ready(std::size_t wanted, duration limit) noexcept {
        if (wanted > options_.high || limit < duration::zero()) return errc::invalid_argument;
        if (!process_.is_here()) {
            leave_inherited();
            return errc::exhausted;
        }
        std::unique_lock lock(machinery_->mutex);
        // What is taken or expires meanwhile has to be made anew, also above the low mark.
        const auto enough = [this, wanted] {
            static_cast<void>(available());
            if (stock_.size() < wanted && !refilling_) refill();
            return stock_.size() >= wanted;
        };
        if (!enough()) await(lock, limit, enough);
        if (ending_) return errc::closed;
        if (enough()) return {};
        return failure_.value_or(errc::timed_out);
    }

    [[nodiscard]] key_pool_counts counts() noexcept {
        if (!process_.is_here()) leave_inherited();
        return {counted_.generated, counted_.handed_out, counted_.made_inline, counted_.waited,
                counted_.refused,   counted_.expired,    counted_.failures,    stock_.size()};
    }

private:
    using counter = std::atomic<std::uint64_t>;
    struct counters {
        counter generated, handed_out, made_inline, waited, refused, expired, failures;
    };
    struct machinery {
        std::mutex mutex;
        std::condition_variable work;   // for the threads: refilling, or ending
        std::condition_variable ready;  // for callers: a key pair more, a failure, or ending
        std::condition_variable left;   // for the end: nobody waits any longer
        std::vector<std::thread> threads;
    };

    static void count(counter& which) noexcept { which.fetch_add(1, std::memory_order_relaxed); }

    // None for no limit, and for one beyond the end of time.
    [[nodiscard]] static std::optional<clock::time_point> deadline(clock::time_point from, duration limit) noexcept {
        if (limit == duration::zero() || limit >= clock::time_point::max() - from) return std::nullopt;
        return from + limit;
    }
    [[nodiscard]] static result<key_pair> generate() noexcept {
        return key_pair::generate(Suite::primitives::random::fill);
    }

    [[nodiscard]] result<key_pair> make_inline() noexcept {
        auto made = generate();
        count(made ? counted_.made_inline : counted_.failures);
        return made;
    }

    // No lock here: it may be held by a thread that this process does not have. Nothing is shared any more but
    // counters.
    [[nodiscard]] result<key_pair> take_in_child() noexcept {
        leave_inherited();
        if (options_.if_empty != when_empty::refuse) return make_inline();
        count(counted_.refused);
        return errc::exhausted;
    }
    void leave_inherited() noexcept {
        if (!left_inherited_.exchange(true)) stock_.clear();
    }

    // From here on all is done under the lock.

    // Whether a key pair is ready that has not expired. The others are wiped.
    [[nodiscard]] bool available() noexcept {
        const auto now = clock::now();
        while (!stock_.empty()) {
            const auto expiry = deadline(stock_.oldest(), options_.maximum_age);
            if (!expiry || *expiry > now) break;
            stock_.drop_oldest();
            count(counted_.expired);
        }
        refill_below_low();
        return !stock_.empty();
    }
    [[nodiscard]] result<key_pair> hand_out() noexcept {
        count(counted_.handed_out);
        result<key_pair> taken = stock_.take();
        refill_below_low();
        return taken;
    }

    void refill_below_low() noexcept {
        if (!refilling_ && stock_.size() + being_made_ < options_.low) refill();
    }
    void refill() noexcept {
        refilling_ = true;
        machinery_->work.notify_all();
    }

    // Until it is met, the pool ends, or the limit passes; or a key pair could not be made.
    template <class Condition>
    void await(std::unique_lock<std::mutex>& lock, duration limit, Condition met) noexcept {
        ++waiting_;
        const auto over = [&] { return ending_ || met() || failure_; };
        if (const auto until = deadline(clock::now(), limit)) {
            machinery_->ready.wait_until(lock, *until, over);
        } else {
            machinery_->ready.wait(lock, over);
        }
        --waiting_;
        if (ending_) machinery_->left.notify_all();
    }

    // What each thread of the pool does.
    void keep_filled() noexcept {
        std::unique_lock lock(machinery_->mutex);
        duration pause = first_pause;
        while (!ending_) {
            static_cast<void>(available());
            if (stock_.size() + being_made_ >= options_.high) refilling_ = false;
            if (!refilling_) {
                rest(lock);
            } else if (const auto failed = make_one(lock)) {
                failure_ = failed;
                refilling_ = true;  // whoever waits for a full pool has counted on this one
                machinery_->ready.notify_all();
                machinery_->work.wait_for(lock, pause, [this] { return ending_; });
                pause = std::min(2 * pause, longest_pause);
            } else {
                pause = first_pause;
            }
        }
    }

    // Until there is work: at the latest when the oldest key pair expires.
    void rest(std::unique_lock<std::mutex>& lock) noexcept {
        std::optional<clock::time_point> expiry;
        if (!stock_.empty()) expiry = deadline(stock_.oldest(), options_.maximum_age);
        if (expiry) {
            machinery_->work.wait_until(lock, *expiry);
        } else {
            machinery_->work.wait(lock);
        }
    }

    // Makes a key pair without the lock, and adds it. Returns what went wrong, if anything did.
    [[nodiscard]] std::optional<errc> make_one(std::unique_lock<std::mutex>& lock) noexcept {
        ++being_made_;
        lock.unlock();
        auto made = generate();
        lock.lock();
        --being_made_;
        if (!made) {
            count(counted_.failures);
            return made.error();
        }
        count(counted_.generated);
        stock_.add(*std::move(made), clock::now());
        failure_.reset();
        machinery_->ready.notify_all();
        return std::nullopt;
    }

    void end() noexcept {
        {
            std::unique_lock lock(machinery_->mutex);
            ending_ = true;
            machinery_->work.notify_all();
            machinery_->ready.notify_all();
            machinery_->left.wait(lock, [this] { return waiting_ == 0; });
        }
        for (std::thread& thread : machinery_->threads) thread.join();
    }

    const key_pool_options options_;
    const process_mark process_;
    key_stock<key_pair> stock_;
    counters counted_;
    std::atomic<bool> left_inherited_ = false;  // what the parent's pool had, in a child
    std::unique_ptr<machinery> machinery_;

    // Under the lock.
    std::size_t being_made_ = 0;
    std::size_t waiting_ = 0;
    std::optional<errc> failure_;  // of the last attempt to make a key pair
    bool refilling_ = true;
    bool ending_ = false;
};

}  // namespace handclasp::handshake
