#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace handclasp {

// What new sessions start with, and what an administrator replaces while others go on: a server's identity, or whom it
// takes for a client. Any thread may call anything at any time.
//
// A session is never asked to change its mind: whoever begins a handshake takes current() and keeps it to the
// handshake's end, and an established session needs neither.
template <class T>
class replaceable {
public:
    // std::bad_alloc.
    explicit replaceable(T first) : held_(std::make_shared<const T>(std::move(first))) {}

    // What holds now; it stays alive and as it is for as long as somebody keeps the pointer, which is never null.
    [[nodiscard]] std::shared_ptr<const T> current() const {
        const std::lock_guard lock(mutex_);
        return held_;
    }

    // Every current() that begins after this has returned is `next`. What held before is destroyed by whoever lets go
    // of it last, and that may be this call. Where it throws (std::bad_alloc, or what moving a T throws) nothing has
    // changed.
    void replace(T next) {
        auto other = std::make_shared<const T>(std::move(next));
        const std::lock_guard lock(mutex_);
        held_.swap(other);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const T> held_;
};

}  // namespace handclasp
