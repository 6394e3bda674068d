#pragma once

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace handclasp::conform {

// A promise that was seen broken: which check saw it, and what it saw and wants.
struct finding {
    std::string_view check;
    std::string text;
};

// A check that was not run, and why: it says nothing, neither good nor bad.
struct omission {
    std::string_view check;
    std::string reason;
};

// What an examination of a policy or a suite came to.
class report {
public:
    // Whether no check found anything. Omissions do not count: look at them too.
    [[nodiscard]] bool conforms() const noexcept { return findings_.empty(); }

    [[nodiscard]] const std::vector<finding>& findings() const noexcept { return findings_; }
    [[nodiscard]] const std::vector<std::string_view>& checks_run() const noexcept { return checks_run_; }
    [[nodiscard]] const std::vector<omission>& omissions() const noexcept { return omissions_; }

    // Whether the check of that name was run, or found something.
    [[nodiscard]] bool ran(std::string_view check) const noexcept {
        return std::ranges::find(checks_run_, check) != checks_run_.end();
    }
    [[nodiscard]] bool found(std::string_view check) const noexcept {
        return std::ranges::find(findings_, check, &finding::check) != findings_.end();
    }

    // One line for each finding and each omission, and one with the sum.
    friend std::ostream& operator<<(std::ostream& out, const report& source) {
        out << source.subject_ << ": " << source.checks_run_.size() << " checks run, " << source.omissions_.size()
            << " left out, " << source.findings_.size() << " findings\n";
        for (const auto& found : source.findings_) out << "  FOUND [" << found.check << "] " << found.text << '\n';
        for (const auto& left : source.omissions_) out << "  left out [" << left.check << "] " << left.reason << '\n';
        return out;
    }
    [[nodiscard]] std::string text() const {
        std::ostringstream written;
        written << *this;
        return written.str();
    }

private:
    friend class examination;
    explicit report(std::string_view subject) : subject_(subject) {}

    std::string subject_;
    std::vector<finding> findings_;
    std::vector<std::string_view> checks_run_;
    std::vector<omission> omissions_;
};

}  // namespace handclasp::conform
