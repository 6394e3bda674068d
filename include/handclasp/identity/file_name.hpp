#pragma once

#include <handclasp/identity/identity_error.hpp>

#include <filesystem>
#include <string>
#include <string_view>

// Which names a file that is read or replaced may have, and what the files beside it are called.
namespace handclasp::files {

inline constexpr std::string_view lock_ending = ".lock";              // FILE.lock, which stays
inline constexpr std::string_view unfinished_ending = ".unfinished";  // FILE.unfinished, which the rename takes away

// identity_fault::access for a path with a NUL in it. The system would cut it there, and so take another file: a part
// behind the NUL, such as an ending, would count for nothing.
inline void require_no_nul(const std::filesystem::path& file) {
    if (file.native().find('\0') == std::string::npos) return;
    throw identity_error(identity_fault::access, file, "its name has a NUL, which no file's name can have");
}

// identity_fault::unwritable for a name that is one of the two beside another file. An update of that file would delete
// FILE.unfinished for a rest of its own, and replace FILE.lock under those who wait for it.
inline void require_own_name(const std::string& name, const std::filesystem::path& shown) {
    for (const auto ending : {lock_ending, unfinished_ending}) {
        if (!name.ends_with(ending)) continue;
        throw identity_error(identity_fault::unwritable, shown,
                             "a name that ends with " + std::string(ending) + " is for what lies beside a file " +
                                 "while it is changed",
                             "choose another name");
    }
}

}  // namespace handclasp::files
