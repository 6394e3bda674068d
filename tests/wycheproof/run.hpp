// Runs a file's vectors on a backend within a test case.
#pragma once

#include "support/catch.hpp"
#include "wycheproof/table.hpp"

namespace test::wycheproof {

// What a test case does where the vectors are not on this machine: it says so, and passes.
inline void report_skipped(const std::string& file) {
    WARN("skipped: " << file << " is not here (see HANDCLASP_WYCHEPROOF in tests/wycheproof/vectors.hpp)");
    SUCCEED();
}

// Prints a line, and puts the run into the table.
template <class Backend, class Run>
void run_file(const std::string& file, Run&& run) {
    const auto contents = contents_of(file);
    if (!contents) return report_skipped(file);
    const tally counted = count(*contents, run);
    std::cout << file << ", " << Backend::name << ": " << counted.ran << " ran, " << counted.skips() << " skipped, "
              << counted.wrong.size() << " failed";
    if (!counted.skipped.empty()) std::cout << "; skipped: " << text_of(counted.skipped);
    if (!counted.refused.empty()) std::cout << "; refused on purpose: " << text_of(counted.refused);
    std::cout << std::endl;
    table::of_this_program().note(file, Backend::name, counted);
    for (const auto& description : counted.wrong) {
        INFO(file << ", " << Backend::name);
        FAIL_CHECK(description);
    }
    CHECK(sound(counted, *contents));
}

// Of a backend that has no policy for what the file is about.
template <class Backend>
void leave_out(const std::string& file) {
    if (!folder()) return report_skipped(file);
    std::cout << file << ", " << Backend::name << ": no policy" << std::endl;
    table::of_this_program().note_absent(file, Backend::name);
    SUCCEED();
}

// How many vectors of a file a policy gets wrong that is wrong on purpose; none where the vectors are not here. A test
// expects the exact number: it shows that the comparison is made, for these vectors and for no others.
template <class Run>
[[nodiscard]] std::optional<std::size_t> failures(const std::string& file, Run&& run) {
    const auto contents = contents_of(file);
    if (!contents) {
        report_skipped(file);
        return std::nullopt;
    }
    const tally counted = count(*contents, run);
    CHECK_FALSE(sound(counted, *contents));
    return counted.wrong.size();
}

}  // namespace test::wycheproof
