#pragma once

#include <handclasp/core/result.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/testing/conform/report.hpp>

#include <exception>
#include <stdexcept>

namespace handclasp::conform {

// A check that an author leaves out, because it cannot hold for the policy at hand: its name, and the reason.
struct exemption {
    std::string_view check;
    std::string_view reason;
};
using exemptions = std::vector<exemption>;

// What a check has seen go wrong. The first is told in full and the others are counted: one flaw shows a thousand
// times.
class problems {
public:
    template <class... Parts>
    void add(const Parts&... parts) {
        if (count_++ > 0) return;
        std::ostringstream written;
        (written << ... << parts);
        first_ = written.str();
    }

    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] const std::string& first() const noexcept { return first_; }

private:
    std::size_t count_ = 0;
    std::string first_;
};

// Ends a check whose next step needs what a call has failed to give; it becomes the check's finding.
class call_failed : public std::runtime_error {
public:
    call_failed(std::string_view call, errc failure)
        : runtime_error(std::string(call) + " failed: " + make_error_code(failure).message()) {}
};

// The value of a call that has to succeed.
template <class T>
T must(result<T> outcome, std::string_view call) {
    if (!outcome) throw call_failed(call, outcome.error());
    if constexpr (!std::is_void_v<T>) return *std::move(outcome);
}

// Runs the checks of one subject, and writes its report.
class examination {
public:
    examination(std::string_view subject, exemptions except) : report_(subject), except_(std::move(except)) {}

    // Runs body(problems&). advice says what the promise is: it follows what was seen.
    template <class Body>
    void check(std::string_view name, std::string_view advice, Body&& body) {
        if (exempt(name)) return;
        report_.checks_run_.push_back(name);
        problems seen;
        try {
            body(seen);
        } catch (const std::exception& failure) {
            seen.add(failure.what());
        } catch (...) {
            seen.add("the policy throws something that is no std::exception");
        }
        if (seen.count() == 0) return;
        std::string text = seen.first();
        if (seen.count() > 1) text += " (and " + std::to_string(seen.count() - 1) + " more)";
        report_.findings_.push_back({name, text + ". " + std::string(advice)});
    }

    // The same for a check that cannot be run where why says something.
    template <class Body>
    void check_unless(std::string_view why, std::string_view name, std::string_view advice, Body&& body) {
        if (why.empty()) return check(name, advice, std::forward<Body>(body));
        if (!exempt(name)) report_.omissions_.push_back({name, std::string(why)});
    }

    // An exemption that no check has asked for is a finding: it was meant for something.
    [[nodiscard]] report finish() && {
        for (const auto& [name, reason] : except_) {
            const auto left = std::ranges::find(report_.omissions_, name, &omission::check);
            if (left == report_.omissions_.end()) {
                report_.findings_.push_back(
                    {"exemptions", "there is no check [" + std::string(name) + "] to leave out"});
            }
        }
        return std::move(report_);
    }

private:
    [[nodiscard]] bool exempt(std::string_view name) {
        const auto found = std::ranges::find(except_, name, &exemption::check);
        if (found == except_.end()) return false;
        report_.omissions_.push_back({name, std::string(found->reason)});
        return true;
    }

    report report_;
    exemptions except_;
};

// That a policy's name can be part of a suite's.
inline void check_name(examination& of, std::string_view name) {
    of.check("name", "Both ends compare it, as a part of the suite's name", [name](problems& seen) {
        if (!text::is_name(name)) seen.add("it is not 1 to 128 printable ASCII characters");
    });
}

}  // namespace handclasp::conform
