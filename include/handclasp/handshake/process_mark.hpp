#pragma once

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

namespace handclasp::handshake {

// The process in which an object was made: false in a copy of the object that a fork has made.
class process_mark {
public:
    [[nodiscard]] bool is_here() const noexcept { return current() == made_in_; }

private:
    // Its number, so that a child that has its parent's number is not told apart. That takes a new PID namespace, or a
    // grandchild whose grandparent is gone.
    [[nodiscard]] static long current() noexcept {
#if __has_include(<unistd.h>)
        return static_cast<long>(::getpid());
#else
        return 0;  // nothing forks here
#endif
    }

    long made_in_ = current();
};

}  // namespace handclasp::handshake
