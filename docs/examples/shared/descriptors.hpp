// What a server does where the system has no more descriptors for it: another connection needs one, and so does a file
// that is read again.
#pragma once

#include <asio/error.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace descriptors {

// Whether an operation of Asio's has failed because there are none left, of this process's or of the whole system's.
inline bool exhausted(const std::error_code& failure) noexcept {
    return failure == asio::error::no_descriptors ||
        failure == std::error_code(ENFILE, asio::error::get_system_category());
}

// As many as the administrator lets this process have: what is set at first is meant for programs that use select().
inline void raise_limit() noexcept {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

// One that is owned; none, where the system has refused it.
class owned {
public:
    explicit owned(int descriptor) noexcept : descriptor_(descriptor) {}
    owned(owned&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    owned& operator=(owned&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~owned() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

// Kept for what must not wait until others leave. It is for one thread, which opens nothing else meanwhile.
class spare {
public:
    // Runs what opens files, one at a time, with the descriptor free for them.
    template <class Operation>
    void lend(const Operation& operation) {
        kept_ = owned(-1);
        try {
            operation();
        } catch (...) {
            kept_ = open();
            throw;
        }
        kept_ = open();
    }

private:
    static owned open() noexcept { return owned(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

    owned kept_ = open();
};

}  // namespace descriptors
