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
// empty, and stays. Where somebody removes it all the same, those who wait for it lock the next one.
class lock {
public:
    // Waits for as long as `patience`, then identity_fault::locked. `name` counts from the open folder.
    lock(const descriptor& folder, const std::string& name, const std::filesystem::path& shown,
         std::chrono::milliseconds patience) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (!taken(folder, name, shown)) {
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

    // False where somebody else has it, or where a file was locked that has the name no more: somebody has removed it,
    // and whoever comes next locks the new one.
    [[nodiscard]] bool taken(const descriptor& folder, const std::string& name, const std::filesystem::path& shown) {
        if (!file_) open(folder, name, shown);
        if (uninterrupted([&] { return ::flock(file_.number(), LOCK_EX | LOCK_NB); }) != 0) {
            if (errno != EWOULDBLOCK) throw_not_locked(name, shown, errno);
            return false;
        }
        struct stat locked {};
        struct stat named {};
        if (::fstat(file_.number(), &locked) != 0) throw_not_locked(name, shown, errno);
        const bool there = ::fstatat(folder.number(), name.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0;
        if (!there && errno != ENOENT) throw_not_locked(name, shown, errno);
        if (there && locked.st_dev == named.st_dev && locked.st_ino == named.st_ino) return true;
        file_ = descriptor();
        return false;
    }

    void open(const descriptor& folder, const std::string& name, const std::filesystem::path& shown) {
        file_ = descriptor(
            uninterrupted([&] { return ::openat(folder.number(), name.c_str(), flags, S_IRUSR | S_IWUSR); }));
        if (file_) return;
        const int error = errno;
        throw identity_error(identity_fault::unwritable, shown,
                             "its lock file " + name + " cannot be opened: " + reason(error),
                             "whoever changes the file needs write access to its folder and to the lock file");
    }

    [[noreturn]] static void throw_not_locked(const std::string& name, const std::filesystem::path& shown, int error) {
        throw identity_error(identity_fault::unwritable, shown,
                             "its lock file " + name + " cannot be locked: " + reason(error));
    }

    descriptor file_;
};

}  // namespace handclasp::files
