#pragma once

#include <handclasp/identity/file_descriptor.hpp>

#include <cstddef>
#include <vector>

#ifdef __linux__
#include <sys/xattr.h>
#endif

namespace handclasp::files {

// Gives a file the access control list that another has (POSIX 1003.1e draft 17, as Linux keeps it); where that has
// none, takes away the one that the file may have from its folder. In a file with a list, the group's bits of the mode
// are not the rights of the group, but the most that anybody in the list can have: a mode without its list would give
// the group what the list keeps from it. 0, or the errno for which a list cannot be read or given. Nothing to do where
// the system has no such lists.
[[nodiscard]] inline int copy_access_list([[maybe_unused]] const descriptor& from,
                                          [[maybe_unused]] const descriptor& to) {
#ifdef __linux__
    constexpr auto attribute = "system.posix_acl_access";
    constexpr std::size_t most = 65536;  // octets of an attribute (xattr(7))
    // ENODATA: no list. EOPNOTSUPP: a file system without lists.
    const auto unless_none = [] { return errno == ENODATA || errno == EOPNOTSUPP ? 0 : errno; };
    std::vector<std::byte> list(most);
    const auto size = ::fgetxattr(from.number(), attribute, list.data(), list.size());
    if (size >= 0)
        return ::fsetxattr(to.number(), attribute, list.data(), static_cast<std::size_t>(size), 0) == 0 ? 0 : errno;
    if (const int error = unless_none()) return error;
    if (::fgetxattr(to.number(), attribute, nullptr, 0) < 0) return unless_none();
    return ::fremovexattr(to.number(), attribute) == 0 ? 0 : errno;
#else
    return 0;
#endif
}

}  // namespace handclasp::files
