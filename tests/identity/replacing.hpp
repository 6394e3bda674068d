// How the tests of a file that is replaced do that, and see what it holds.
#pragma once

#include <handclasp/identity/file_update.hpp>

#include "identity/scratch.hpp"

namespace test {

inline void replace(const std::filesystem::path& file, const std::string& content,
                    handclasp::file_privacy privacy = handclasp::file_privacy::open) {
    handclasp::file_update(file, privacy).commit(handclasp::as_octets(content));
}

// What an attempt to replace a file says.
[[nodiscard]] inline std::string replacing(const std::filesystem::path& file,
                                           handclasp::file_privacy privacy = handclasp::file_privacy::open) {
    return seen_of([&] { replace(file, "new", privacy); });
}

[[nodiscard]] inline std::string current_of(const handclasp::file_update& update) {
    const auto content = update.current(100);
    return content ? std::string(handclasp::as_text(content->expose())) : "(none)";
}

}  // namespace test
