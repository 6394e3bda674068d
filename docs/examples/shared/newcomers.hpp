// The bound on handshakes that a server has under way at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <mutex>

// Those whose handshake is not complete yet, in the order in which they came. Where there are too many of them the oldest
// gives way: whoever means to keep others out by silence has to bring that many within the time of one handshake, and not
// within its deadline. For any number of threads.
class newcomers {
public:
    static constexpr std::size_t most = 64;

    // Why one has to give way.
    static constexpr auto too_many = "its handshake was not complete, and too many others have come";
    static constexpr auto no_descriptors = "its handshake was not complete, and too many files are open for others";

    // Ends a handshake, for this reason. It is called from any thread, throws nothing, and does not come back here.
    using farewell = std::function<void(const char* why)>;

    // One of them, from now on. What its farewell touches has to outlive it.
    class entry {
    public:
        entry(newcomers& all, farewell leave) : all_(&all), leave_(std::move(leave)) { all.enter(*this); }
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;
        ~entry() { settle(); }

        // Its handshake is over. Returns whether it had not had to give way before.
        bool settle() noexcept { return all_->remove(*this); }

    private:
        friend newcomers;

        newcomers* all_;
        farewell leave_;
    };

    // Returns whether there was one.
    bool drop_oldest(const char* why) noexcept {
        const std::lock_guard lock(mutex_);
        return drop(why);
    }

private:
    void enter(entry& one) {
        const std::lock_guard lock(mutex_);
        entries_.push_back(&one);
        if (entries_.size() > most) drop(too_many);
    }

    bool drop(const char* why) noexcept {
        if (entries_.empty()) return false;
        entries_.front()->leave_(why);
        entries_.pop_front();
        return true;
    }

    bool remove(entry& one) noexcept {
        const std::lock_guard lock(mutex_);
        return entries_.remove(&one) != 0;
    }

    std::mutex mutex_;
    std::list<entry*> entries_;
};
