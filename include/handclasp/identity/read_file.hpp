#pragma once

#include <handclasp/core/secret_octets.hpp>
#include <handclasp/identity/file_descriptor.hpp>
#include <handclasp/identity/file_name.hpp>
#include <handclasp/identity/identity_error.hpp>
#include <handclasp/identity/shell_command.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace handclasp {

// Who else may do what with a file that is read, or identity_fault::exposed.
enum class file_privacy {
    open,    // all may read it, and not everybody may write it: whom to trust, certificates
    secret,  // its owner is this process's user or root, and nobody else has any permission: private keys
};

namespace files {

// Fails for anything but a regular file. What is asked is the open file, which nobody can replace in between.
inline void require_regular(const struct stat& status, const std::filesystem::path& shown) {
    if (S_ISREG(status.st_mode)) return;
    throw identity_error(identity_fault::access, shown,
                         S_ISDIR(status.st_mode)        ? "it is a folder"
                             : S_ISFIFO(status.st_mode) ? "it is a pipe and not a file"
                                                        : "it is a device and not a file");
}

// A secret is this process's user's, or root's.
inline void require_owner(const struct stat& status, const std::filesystem::path& shown) {
    if (status.st_uid == ::geteuid() || status.st_uid == 0) return;
    throw identity_error(identity_fault::exposed, shown,
                         "it holds a secret and belongs to another user (uid " + std::to_string(status.st_uid) + ")",
                         "make a copy of your own");
}

inline void require_privacy(const struct stat& status, const std::filesystem::path& shown, file_privacy privacy) {
    if (privacy == file_privacy::open) {
        if ((status.st_mode & S_IWOTH) == 0) return;
        throw identity_error(identity_fault::exposed, shown, "every user of this machine may change it",
                             chmod_command("o-w", shown));
    }
    require_owner(status, shown);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        throw identity_error(identity_fault::exposed, shown,
                             "a file with a private key is for its owner alone, and other users have access to it",
                             chmod_command("600", shown));
    }
}

[[noreturn]] inline void throw_unreadable(int error, const std::filesystem::path& shown) {
    switch (error) {
        case EACCES:
        case EPERM:
            throw identity_error(identity_fault::access, shown, "this user may not read it",
                                 "look at the permissions of the file and of the folders above it");
        case ELOOP: throw identity_error(identity_fault::access, shown, "its symbolic links go in a circle");
        case ENXIO: throw identity_error(identity_fault::access, shown, "it is a socket or a device and not a file");
        default: throw identity_error(identity_fault::access, shown, "it cannot be read: " + reason(error));
    }
}

// All octets of an open file that has `expected` of them, or another number by now.
[[nodiscard]] inline secret_octets read_all(const descriptor& file, std::uintmax_t expected, std::size_t most,
                                            const std::filesystem::path& shown) {
    const auto require_size = [&](std::uintmax_t size) {
        if (size > most) {
            throw identity_error(identity_fault::too_large, shown,
                                 "it has more than " + std::to_string(most) + " octets", "is it the right file?");
        }
    };
    require_size(expected);
    secret_octets content(static_cast<std::size_t>(expected) + 1);  // room for one more, to see the end
    std::size_t filled = 0;
    for (;;) {
        if (filled == content.size()) {
            secret_octets larger(std::max<std::size_t>(2 * filled, 4096));
            copy(content.expose(), larger.overwrite());
            content = std::move(larger);
        }
        const auto rest = content.overwrite().subspan(filled);
        const auto size = uninterrupted([&] { return ::read(file.number(), rest.data(), rest.size()); });
        if (size < 0) throw_unreadable(errno, shown);
        if (size == 0) break;
        filled += static_cast<std::size_t>(size);
        require_size(filled);
    }
    content.shorten(filled);
    return content;
}

// A symbolic link as the last part of a path. It is refused where the path was followed before, and the name was none.
enum class links { followed, refused };

// As handclasp::read_file, for a name that counts from an open folder (or AT_FDCWD). None where there is no such file.
[[nodiscard]] inline std::optional<secret_octets> read_at(int folder, const std::filesystem::path& name,
                                                          const std::filesystem::path& shown, std::size_t most,
                                                          file_privacy privacy, links last = links::followed) {
    require_no_nul(name);
    // O_NONBLOCK: to open a pipe would wait for a writer. O_NOCTTY: a terminal must not become this process's own.
    const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (last == links::refused ? O_NOFOLLOW : 0);
    const descriptor file(uninterrupted([&] { return ::openat(folder, name.c_str(), flags); }));
    if (!file) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        if (errno == ELOOP && last == links::refused)
            throw identity_error(identity_fault::access, shown, "it has become a symbolic link", "try again");
        throw_unreadable(errno, shown);
    }
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) throw_unreadable(errno, shown);
    require_regular(status, shown);
    require_privacy(status, shown, privacy);
    auto content = read_all(file, static_cast<std::uintmax_t>(status.st_size), most, shown);
    if (privacy == file_privacy::secret && content.empty())
        throw identity_error(identity_fault::malformed, shown, "it is empty");
    return content;
}

}  // namespace files

// The content of a file of at most `most` octets; one with more is refused before it is read. Symbolic links are
// followed, what is no regular file is refused, and so is an empty file where it should hold a secret. Throws
// identity_error.
[[nodiscard]] inline secret_octets read_file(const std::filesystem::path& file, std::size_t most,
                                             file_privacy privacy) {
    auto content = files::read_at(AT_FDCWD, file, file, most, privacy);
    if (!content) throw identity_error(identity_fault::missing, file, "there is no such file");
    return *std::move(content);
}

}  // namespace handclasp
