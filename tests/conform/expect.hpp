// What the tests of the conformance kit expect of its reports.
#pragma once

#include "support/catch.hpp"

#include <handclasp/testing/conform.hpp>

#include <set>

namespace test {

namespace conform = handclasp::conform;

// The checks that found something, sorted and with a blank between them.
inline std::string found_by(const conform::report& report) {
    std::set<std::string_view> names;
    for (const auto& finding : report.findings()) names.insert(finding.check);
    std::string listed;
    for (const auto name : names) listed += '[' + std::string(name) + ']';
    return listed;
}

// No finding, and every check run, but for those that are named; and those on the heap where nothing watches it.
inline void expect_conforming(const conform::report& report, const std::set<std::string_view>& left_out = {}) {
    INFO(report.text());
    CHECK(report.conforms());
    CHECK(report.checks_run().size() >= 5);
    std::set<std::string_view> unexpected, missing = left_out;
    for (const auto& [check, reason] : report.omissions()) {
        CHECK_FALSE(reason.empty());
        missing.erase(check);
        if (!left_out.contains(check) && reason != conform::heap::unwatched) unexpected.insert(check);
        if (conform::heap::watched()) CHECK(reason != conform::heap::unwatched);
    }
    CHECK(unexpected.empty());
    CHECK(missing.empty());
}

}  // namespace test
