// How many connections a tunnel has at a time.
#pragma once

#include "shared/newcomers.hpp"
#include "tunnel/stream.hpp"

#include <condition_variable>
#include <mutex>

namespace tunnel {

// Newcomers, whose handshake is not complete yet, take no place.
class places {
public:
    explicit places(std::size_t most) : most_(most) {}

    [[nodiscard]] newcomers& entrance() noexcept { return newcomers_; }

    // Waits until there is a place for another one.
    void wait_for_one() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return placed_ + waiting_ < most_; });
    }

    // A connection, a newcomer at first. It is told through `failure` to give way, and has to end before that.
    class guest {
    public:
        guest(places& all, downfall& failure)
            : all_(&all), newcomer_(all.newcomers_, [&failure](const char* why) { failure.record(why); }) {}
        guest(const guest&) = delete;
        guest& operator=(const guest&) = delete;
        ~guest() {
            if (placed_) all_->leave();
        }

        // It is no newcomer any more, and has the place that wait_for_one() has found.
        void settle() {
            require_settled();
            all_->place();
            placed_ = true;
        }

        // The same for a server's client, which waits for its place. std::runtime_error where it has had to give way,
        // where there is no place for it in time, and where it leaves before.
        void settle(stream& client, const deadline& until) {
            require_settled();
            all_->wait(client, until);
            placed_ = true;
        }

    private:
        void require_settled() {
            if (!newcomer_.settle()) throw std::runtime_error("it has given way");
        }

        places* all_;
        newcomers::entry newcomer_;
        bool placed_ = false;
    };

private:
    void place() noexcept {
        const std::lock_guard lock(mutex_);
        ++placed_;
    }

    // Nothing wakes who waits here where its client leaves, so that it looks from time to time.
    void wait(stream& client, const deadline& until) {
        constexpr std::chrono::milliseconds glance(100);
        std::unique_lock lock(mutex_);
        ++waiting_;
        try {
            do client.require_wanted(until);
            while (!changed_.wait_for(lock, glance, [this] { return placed_ < most_; }));
        } catch (...) {
            --waiting_;
            changed_.notify_all();
            throw;
        }
        --waiting_;
        ++placed_;
    }

    void leave() noexcept {
        const std::lock_guard lock(mutex_);
        --placed_;
        changed_.notify_all();
    }

    newcomers newcomers_;
    std::mutex mutex_;
    std::condition_variable changed_;
    const std::size_t most_;
    std::size_t placed_ = 0, waiting_ = 0;
};

}  // namespace tunnel
