#pragma once

#include <handclasp/identity/file_descriptor.hpp>
#include <handclasp/identity/identity_error.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <chrono>
#include <ctime>

namespace handclasp::files {

// Keeps every other writer of a file out, in this process as in others, for as long as it lives; a process that is
// killed lets go. What is locked is a file of its own beside it, FILE.lock, because the file itself is replaced; it is
// empty, and stays, because to remove it would take it from under somebody who waits for it.
class lock {
public:
    // Waits for as long as `patience`, then identity_fault::locked. `name` counts from the open folder.
    lock(const descriptor& folder, const std::string& name, const std::filesystem::path& shown,
         std::chrono::milliseconds patience)
        : file_(uninterrupted([&] { return ::openat(folder.number(), name.c_str(), flags, S_IRUSR | S_IWUSR); })) {
        if (!file_) {
            const int error = errno;
            throw identity_error(identity_fault::unwritable, shown,
                                 "its lock file " + name + " cannot be opened: " + reason(error),
                                 "whoever changes the file needs write access to its folder and to the lock file");
        }
        const auto until = std::chrono::steady_clock::now() + patience;
        while (uninterrupted([&] { return ::flock(file_.number(), LOCK_EX | LOCK_NB); }) != 0) {
            const int error = errno;
            if (error != EWOULDBLOCK) {
                throw identity_error(identity_fault::unwritable, shown,
                                     "its lock file " + name + " cannot be locked: " + reason(error));
            }
            if (std::chrono::steady_clock::now() >= until) {
                throw identity_error(identity_fault::locked, shown, "another program is changing it",
                                     "try again when that has ended (it holds " + name + ")");
            }
            const timespec pause{.tv_sec = 0, .tv_nsec = 5'000'000};
            ::nanosleep(&pause, nullptr);
        }
    }

    lock(lock&&) noexcept = default;
    lock& operator=(lock&&) = delete;

    // A child that was forked meanwhile has the descriptor too: closing it would not let go.
    ~lock() {
        if (file_) ::flock(file_.number(), LOCK_UN);
    }

private:
    // Not through a symbolic link: that would make a file elsewhere.
    static constexpr int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW;

    descriptor file_;
};

}  // namespace handclasp::files
