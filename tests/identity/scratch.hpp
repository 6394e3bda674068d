// Folders for tests of files, and what a test has to see of an error.
#pragma once

#include <handclasp/core/fingerprint.hpp>
#include <handclasp/identity/guarded_file.hpp>

#include "support/hex.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

// A new folder that is gone afterwards, with everything in it.
class scratch {
public:
    scratch() {
        std::string made = (std::filesystem::temp_directory_path() / "handclasp-XXXXXX").string();
        if (::mkdtemp(made.data()) == nullptr) throw std::runtime_error("no folder for a test");
        folder_ = made;
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() {
        std::error_code unknown;
        ::chmod(folder_.c_str(), 0700);
        std::filesystem::remove_all(folder_, unknown);
    }

    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

    std::filesystem::path write(const std::string& name, const std::string& content, mode_t mode = 0644) const {
        auto file = folder_ / name;
        std::ofstream(file, std::ios::binary) << content;
        if (::chmod(file.c_str(), mode) != 0) throw std::runtime_error("chmod");
        return file;
    }

    // The names of all that is there, sorted and with a blank between two.
    [[nodiscard]] std::string names() const {
        std::vector<std::string> all;
        for (const auto& entry : std::filesystem::directory_iterator(folder_))
            all.push_back(entry.path().filename().string());
        std::ranges::sort(all);
        std::string joined;
        for (const auto& name : all) joined += (joined.empty() ? "" : " ") + name;
        return joined;
    }

private:
    std::filesystem::path folder_;
};

[[nodiscard]] inline std::string content_of(const std::filesystem::path& file) {
    std::ifstream opened(file, std::ios::binary);
    if (!opened) return "(no file)";
    return {std::istreambuf_iterator<char>(opened), {}};
}

[[nodiscard]] inline unsigned mode_of(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return 0;
    return status.st_mode & 07777U;
}

// The identity_error that a call throws; another outcome is one without a text.
template <class Call>
[[nodiscard]] std::optional<handclasp::identity_error> error_of(Call call) {
    try {
        call();
    } catch (const handclasp::identity_error& error) {
        return error;
    }
    return std::nullopt;
}

// Whether a call throws this fault, with a text that names the file and has this part.
template <class Call>
[[nodiscard]] std::string seen_of(Call call) {
    const auto error = error_of(call);
    return error ? std::to_string(static_cast<int>(error->fault())) + " " + error->what() : "(nothing thrown)";
}
[[nodiscard]] inline std::string expected(handclasp::identity_fault fault, const std::filesystem::path& file,
                                          const std::string& reason) {
    return std::to_string(static_cast<int>(fault)) + " " + file.string() + ": " + reason;
}

// Fingerprints of one digit, and as text.
[[nodiscard]] inline handclasp::fingerprint fingerprint_of(char digit) {
    return handclasp::fingerprint::from_text(std::string(64, digit)).value();
}
inline const std::string a(64, 'a'), b(64, 'b'), c(64, 'c');

// Runs a call in a child process, after `prepare` there, and returns what seen_of() says of it.
template <class Prepare, class Call>
[[nodiscard]] std::string seen_in_child(Prepare prepare, Call call) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("pipe");
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("fork");
    if (child == 0) {
        prepare();
        const auto seen = seen_of(call);
        const auto written = ::write(ends[1], seen.data(), seen.size());
        ::_exit(written == static_cast<ssize_t>(seen.size()) ? 0 : 1);
    }
    ::close(ends[1]);
    std::string seen;
    char part[256];
    for (ssize_t size = 0; (size = ::read(ends[0], part, sizeof part)) > 0;)
        seen.append(part, static_cast<std::size_t>(size));
    ::close(ends[0]);
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return "(the child died)";
    return seen;
}

// Becomes a user whom permissions bind, where this one is root.
inline void drop_root() {
    if (::geteuid() != 0) return;
    constexpr unsigned nobody = 65534;
    if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(2);
}

}  // namespace test
