#pragma once

#include <handclasp/identity/file_descriptor.hpp>
#include <handclasp/identity/file_name.hpp>
#include <handclasp/identity/identity_error.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <climits>
#include <string>
#include <vector>

namespace handclasp::files {

#ifdef O_PATH
inline constexpr int to_search = O_PATH;  // Linux's name
#else
inline constexpr int to_search = O_SEARCH;  // POSIX's
#endif

// Where a path leads, whether there is a file or not: the open folder, and a name in it that was no symbolic link. One
// folder after the other is opened below the one before, so that nobody can put a link where something else was looked
// at.
class place {
public:
    // identity_error: identity_fault::access for a folder, for links in a circle, and for a name that no file can have;
    // identity_fault::unwritable for a folder that cannot be opened; identity_fault::exposed for somebody else's link
    // where everybody may put one.
    [[nodiscard]] static place of(const std::filesystem::path& file) {
        require_no_nul(file);
        place found(file);
        found.go(file);
        while (!found.rest_.empty()) found.step();
        if (found.name_.empty()) found.throw_folder();
        found.open_to_read();
        return found;
    }

    [[nodiscard]] const descriptor& folder() const noexcept { return folder_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    // Whether both paths led to one name in one folder, however they were written. identity_error.
    [[nodiscard]] bool is_same_as(const place& other) const {
        const auto own = status_of_folder(), others = other.status_of_folder();
        return own.st_dev == others.st_dev && own.st_ino == others.st_ino && name_ == other.name_;
    }

private:
    explicit place(const std::filesystem::path& shown) : shown_(shown) {}

    // Puts the parts of a path before what is left; one from the root begins there.
    void go(const std::filesystem::path& path) {
        const std::vector<std::filesystem::path> parts(path.begin(), path.end());
        for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
            if (!part->has_root_directory()) rest_.push_back(part->string());
        }
        if (path.has_root_directory()) enter(AT_FDCWD, "/", "/");
        if (!folder_) enter(AT_FDCWD, ".", "");
    }

    void step() {
        const auto part = rest_.back();
        rest_.pop_back();
        name_.clear();
        if (part.empty() || part == ".") return;
        if (part == "..") return enter(folder_.number(), part, walked_ / part);
        struct stat status {};
        if (::fstatat(folder_.number(), part.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
            if (!rest_.empty()) throw_closed(walked_ / part, errno);
            if (errno == EACCES) throw_closed(walked_, errno);
            if (errno != ENOENT) throw_unknown(errno);
            name_ = part;
        } else if (S_ISLNK(status.st_mode)) {
            follow(part, status);
        } else if (!rest_.empty() || S_ISDIR(status.st_mode)) {
            enter(folder_.number(), part, walked_ / part);
        } else {
            name_ = part;
        }
    }

    void enter(int from, const std::string& part, std::filesystem::path walked) {
        descriptor next(uninterrupted(
            [&] { return ::openat(from, part.c_str(), to_search | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW); }));
        if (!next) throw_closed(walked, errno);
        folder_ = std::move(next);
        walked_ = std::move(walked);
    }

    void follow(const std::string& part, const struct stat& link) {
        constexpr int most_links = 40;  // as Linux has it
        if (++links_ > most_links)
            throw identity_error(identity_fault::access, shown_, "its symbolic links go in a circle");
        require_ours(part, link);
        std::array<char, PATH_MAX> target;
        const auto size = ::readlinkat(folder_.number(), part.c_str(), target.data(), target.size());
        if (size < 0) throw_closed(walked_ / part, errno);
        go(std::string_view(target.data(), static_cast<std::size_t>(size)));
    }

    // What fs.protected_symlinks is for, where Linux is not set to it and for folders that are not sticky: whoever puts
    // a link into /tmp would choose which file of this user's is replaced.
    void require_ours(const std::string& part, const struct stat& link) const {
        const auto folder = status_of_folder();
        const bool anybodys = (folder.st_mode & S_IWOTH) != 0;
        if (!anybodys || link.st_uid == ::geteuid() || link.st_uid == 0 || link.st_uid == folder.st_uid) return;
        throw identity_error(identity_fault::exposed, shown_,
                             "the symbolic link " + text::printable((walked_ / part).string()) +
                                 " belongs to another user (uid " + std::to_string(link.st_uid) +
                                 "), in a folder where everybody may put one",
                             "take the link away, or name the file itself");
    }

    [[nodiscard]] struct stat status_of_folder() const {
        struct stat status {};
        if (::fstat(folder_.number(), &status) != 0) throw_closed(walked_, errno);
        return status;
    }

    // The folder has to be confirmed by the disk as well, for which it has to be open in the common way.
    void open_to_read() {
        descriptor opened(uninterrupted(
            [&] { return ::openat(folder_.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK); }));
        if (!opened) throw_closed(walked_, errno);
        folder_ = std::move(opened);
    }

    [[noreturn]] void throw_folder() const { throw identity_error(identity_fault::access, shown_, "it is a folder"); }
    [[noreturn]] void throw_unknown(int error) const {
        throw identity_error(identity_fault::access, shown_, "its name cannot be looked up: " + reason(error));
    }
    [[noreturn]] void throw_closed(const std::filesystem::path& folder, int error) const {
        throw identity_error(identity_fault::unwritable, shown_,
                             "its folder " + (folder.empty() ? "." : text::printable(folder.string())) +
                                 " cannot be opened: " + reason(error));
    }

    std::filesystem::path shown_;
    std::vector<std::string> rest_;  // of the path, the next part last
    std::filesystem::path walked_;   // what folder_ is called
    descriptor folder_;
    std::string name_;
    int links_ = 0;
};

}  // namespace handclasp::files
