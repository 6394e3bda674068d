// How many connections a tunnel has at a time.
#pragma once

#include "tunnel/stream.hpp"

#include <condition_variable>
#include <list>
#include <mutex>

namespace tunnel {

// Newcomers, whose handshake is not complete yet, take no place. Where there are too many of them the oldest gives way:
// whoever means to keep others out by silence has to bring that many within the time of one handshake, and not within
// its deadline.
class places {
public:
    static constexpr std::size_t most_newcomers = 64;

    explicit places(std::size_t most) : most_(most) {}

    // Waits until there is a place for another one.
    void wait_for_one() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return placed_ + waiting_ < most_; });
    }

    // A connection, a newcomer at first. It is told through `failure` to give way, and has to end before that.
    class guest {
    public:
        guest(places& all, downfall& failure) : all_(&all), failure_(&failure) { all.enter(failure); }
        guest(const guest&) = delete;
        guest& operator=(const guest&) = delete;
        ~guest() { all_->leave(*this); }

        // It is no newcomer any more, and waits for its place. std::runtime_error where it has had to give way.
        void settle() {
            all_->settle(*failure_);
            placed_ = true;
        }

    private:
        friend places;

        places* all_;
        downfall* failure_;
        bool placed_ = false;
    };

private:
    void enter(downfall& failure) {
        const std::lock_guard lock(mutex_);
        newcomers_.push_back(&failure);
        if (newcomers_.size() <= most_newcomers) return;
        newcomers_.front()->record("its handshake was not complete, and too many others have come");
        newcomers_.pop_front();
    }

    void settle(downfall& failure) {
        std::unique_lock lock(mutex_);
        if (newcomers_.remove(&failure) == 0) throw std::runtime_error("it has given way");
        ++waiting_;
        changed_.wait(lock, [this] { return placed_ < most_; });
        --waiting_;
        ++placed_;
    }

    void leave(const guest& one) noexcept {
        const std::lock_guard lock(mutex_);
        newcomers_.remove(one.failure_);
        if (one.placed_) --placed_;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    const std::size_t most_;
    std::size_t placed_ = 0, waiting_ = 0;
    std::list<downfall*> newcomers_;  // in the order in which they came
};

}  // namespace tunnel
