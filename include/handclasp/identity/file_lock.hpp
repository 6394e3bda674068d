#pragma once

#include <handclasp/identity/file_descriptor.hpp>
#include <handclasp/identity/file_name.hpp>
#include <handclasp/identity/identity_error.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <chrono>
#include <ctime>

namespace handclasp::files {

// Keeps every other writer of a file out, in this process as in others, for as long as it lives; a process that is
// killed lets go. What is locked is a file of its own beside it, FILE.lock, because the file itself is replaced; it is
// empty, and stays. Where somebody removes it all the same, those who wait for it lock the next one. One that root
// makes belongs to the owner of the file, or of its folder where there is no file yet: they have to lock it later.
class lock {
public:
    // Waits for as long as `patience`, then identity_fault::locked. `file` is the name of what is locked, in the open
    // folder.
    lock(const descriptor& folder, const std::string& file, const std::filesystem::path& shown,
         std::chrono::milliseconds patience) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (!taken(folder, file, shown)) {
            if (std::chrono::steady_clock::now() >= until) {
                throw identity_error(identity_fault::locked, shown, "another program is changing it",
                                     "try again when that has ended (it holds " + text::printable(name_of(file)) + ")");
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
    static constexpr int flags = O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW;

    [[nodiscard]] static std::string name_of(const std::string& file) { return file + std::string(lock_ending); }

    // False where somebody else has it, or where a file was locked that has the name no more: somebody has removed it,
    // and whoever comes next locks the new one.
    [[nodiscard]] bool taken(const descriptor& folder, const std::string& file, const std::filesystem::path& shown) {
        const auto name = name_of(file);
        if (!file_ && !open(folder, name, file, shown)) return false;
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

    // Makes it where there is none. False where there was one, and somebody has removed it meanwhile.
    [[nodiscard]] bool open(const descriptor& folder, const std::string& name, const std::string& file,
                            const std::filesystem::path& shown) {
        const auto opened = [&](int how) {
            return descriptor(
                uninterrupted([&] { return ::openat(folder.number(), name.c_str(), flags | how, S_IRUSR | S_IWUSR); }));
        };
        file_ = opened(O_CREAT | O_EXCL);
        if (file_ && ::geteuid() == 0) give_away(folder, file);
        if (file_) return true;
        const bool existed = errno == EEXIST;
        if (existed) file_ = opened(0);
        if (file_) return true;
        const int error = errno;
        if (existed && error == ENOENT) return false;
        throw identity_error(identity_fault::unwritable, shown,
                             "its lock file " + text::printable(name) + " cannot be opened: " + reason(error),
                             error == ENAMETOOLONG
                                 ? "choose a shorter name"
                                 : "whoever changes the file needs write access to its folder and to the lock file");
    }

    // Only one that was just made: a name that is there may be a link that somebody has put, to a file of root's.
    void give_away(const descriptor& folder, const std::string& file) const noexcept {
        struct stat owned {};
        if (::fstatat(folder.number(), file.c_str(), &owned, AT_SYMLINK_NOFOLLOW) != 0 &&
            ::fstat(folder.number(), &owned) != 0)
            return;
        // A file system that knows no owners does not keep anybody out.
        if (owned.st_uid != 0 && ::fchown(file_.number(), owned.st_uid, owned.st_gid) != 0) return;
    }

    [[noreturn]] static void throw_not_locked(const std::string& name, const std::filesystem::path& shown, int error) {
        throw identity_error(identity_fault::unwritable, shown,
                             "its lock file " + text::printable(name) + " cannot be locked: " + reason(error));
    }

    descriptor file_;
};

}  // namespace handclasp::files
