#pragma once

#include <handclasp/identity/access_list.hpp>
#include <handclasp/identity/file_lock.hpp>
#include <handclasp/identity/file_name.hpp>
#include <handclasp/identity/file_place.hpp>
#include <handclasp/identity/read_file.hpp>

namespace handclasp {

// Changes a file as one step: who reads it, whenever, and whatever is killed or fails, finds the old content or the
// new one, whole. From the making to the destruction no other update of the same file runs, in this process or
// another.
//
// Three names are used in the file's folder: FILE, FILE.lock, which stays, and FILE.unfinished, for a moment. A
// symbolic link stays one: it is what it points to that is replaced, and one that somebody else has put where everybody
// may put one is refused. Owner, group, permissions and access control list stay, but a secret's permissions are 0600;
// a new file that is open to all has 0644 less the umask. Everything throws identity_error.
class file_update {
public:
    // Waits for the end of another update, for as long as `patience`.
    file_update(const std::filesystem::path& file, file_privacy privacy,
                std::chrono::milliseconds patience = std::chrono::seconds(5))
        : shown_(file), privacy_(privacy), place_(place_of(file)),
          lock_(place_.folder(), place_.name(), shown_, patience) {
        remove_unfinished();
    }

    file_update(file_update&&) noexcept = default;
    file_update& operator=(file_update&&) = delete;

    // What the file holds now, at most `most` octets; none where there is no file. The same errors as read_file().
    [[nodiscard]] std::optional<secret_octets> current(std::size_t most) const {
        return files::read_at(place_.folder().number(), place_.name(), shown_, most, privacy_, files::links::refused);
    }

    // Replaces the content, or makes the file. When it returns, the new content survives a loss of power. When it
    // throws, the file is as it was, with one exception that the error states.
    void commit(octets content) {
        const auto before = old_file();
        files::descriptor file(files::uninterrupted([&] {
            constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
            return ::openat(place_.folder().number(), unfinished().c_str(), flags, before ? 0600 : mode_of_new());
        }));
        if (!file) throw_unwritten(errno);
        try {
            if (before) take_over(file, *before);
            write(file, content);
            if (files::uninterrupted([&] { return ::fsync(file.number()); }) != 0) throw_unwritten(errno);
            if (!file.close()) throw_unwritten(errno);
            if (::renameat(place_.folder().number(), unfinished().c_str(), place_.folder().number(),
                           place_.name().c_str()) != 0)
                throw_unwritten(errno);
        } catch (...) {
            ::unlinkat(place_.folder().number(), unfinished().c_str(), 0);
            throw;
        }
        // EINVAL: a file system that has nothing to do here.
        if (files::uninterrupted([&] { return ::fsync(place_.folder().number()); }) != 0 && errno != EINVAL) {
            throw identity_error(identity_fault::unwritable, shown_,
                                 "it has its new content, but the disk does not confirm it: " + files::reason(errno));
        }
    }

private:
    [[nodiscard]] static files::place place_of(const std::filesystem::path& file) {
        auto found = files::place::of(file);
        files::require_own_name(found.name(), file);
        return found;
    }

    [[nodiscard]] std::string unfinished() const { return place_.name() + std::string(files::unfinished_ending); }

    // Whoever holds the lock knows that a file of this name was left by somebody who was killed.
    void remove_unfinished() const {
        if (::unlinkat(place_.folder().number(), unfinished().c_str(), 0) != 0 && errno != ENOENT)
            throw_unwritten(errno);
    }

    // The system takes the umask off.
    [[nodiscard]] mode_t mode_of_new() const noexcept { return privacy_ == file_privacy::secret ? 0600 : 0644; }

    [[nodiscard]] std::optional<struct stat> old_file() const {
        struct stat status {};
        if (::fstatat(place_.folder().number(), place_.name().c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno == ENOENT) return std::nullopt;
            throw_unwritten(errno);
        }
        files::require_regular(status, shown_);
        // The new file gets the owner of the old one, who must not be somebody that put it there to be given a secret.
        // And one that everybody may change is no list of whom to trust; the new file would be open to everybody, too,
        // from the taking over of its access control list to that of its mode.
        if (privacy_ == file_privacy::secret) {
            files::require_owner(status, shown_);
        } else {
            files::require_privacy(status, shown_, privacy_);
        }
        return status;
    }

    // Gives the new file what the old one has. Nobody may come to read it who could not read the old one.
    void take_over(const files::descriptor& file, const struct stat& before) const {
        struct stat made {};
        if (::fstat(file.number(), &made) != 0) throw_unwritten(errno);
        if ((made.st_uid != before.st_uid || made.st_gid != before.st_gid) &&
            ::fchown(file.number(), before.st_uid, before.st_gid) != 0) {
            throw identity_error(identity_fault::unwritable, shown_,
                                 "it belongs to another user or group, which this user cannot give the new file to");
        }
        if (privacy_ == file_privacy::open) take_over_access_list(file);  // before the mode, whose group it binds
        const mode_t mode = privacy_ == file_privacy::secret ? 0600 : before.st_mode & 0775;
        if (::fchmod(file.number(), mode) != 0) throw_unwritten(errno);
    }

    void take_over_access_list(const files::descriptor& file) const {
        const auto refuse = [&](int error) {
            throw identity_error(identity_fault::unwritable, shown_,
                                 "who may do what with it cannot be kept: its access control list cannot be read, or "
                                 "given to the new file: " +
                                     files::reason(error),
                                 "the file is as it was");
        };
        const files::descriptor old(files::uninterrupted([&] {
            constexpr int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW;
            return ::openat(place_.folder().number(), place_.name().c_str(), flags);
        }));
        if (!old) refuse(errno);
        if (const int error = files::copy_access_list(old, file)) refuse(error);
    }

    void write(const files::descriptor& file, octets rest) const {
        while (!rest.empty()) {
            const auto size = files::uninterrupted([&] { return ::write(file.number(), rest.data(), rest.size()); });
            if (size <= 0) throw_unwritten(size < 0 ? errno : EIO);
            rest = rest.subspan(static_cast<std::size_t>(size));
        }
    }

    [[noreturn]] void throw_unwritten(int error) const {
        switch (error) {
            case EACCES:
            case EPERM:
                throw identity_error(identity_fault::unwritable, shown_, "this user may not write in its folder",
                                     "the file is as it was");
            case ENOSPC:
                throw identity_error(identity_fault::unwritable, shown_, "the disk is full",
                                     "the file is as it was; make room and try again");
            case EROFS:
                throw identity_error(identity_fault::unwritable, shown_, "its file system is read-only",
                                     "the file is as it was");
            default:
                throw identity_error(identity_fault::unwritable, shown_,
                                     "it cannot be written: " + files::reason(error), "the file is as it was");
        }
    }

    std::filesystem::path shown_;
    file_privacy privacy_;
    files::place place_;
    files::lock lock_;
};

}  // namespace handclasp
