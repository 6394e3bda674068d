// What became of the vectors of a file on one backend.
#pragma once

#include "wycheproof/vectors.hpp"

#include <map>
#include <string>

namespace test::wycheproof {

// Of one vector. A reason reads on from a number of vectors: "12 with ...".
class outcome {
public:
    // It ran; held says whether the policy did what the vector asks for.
    [[nodiscard]] static outcome ran(bool held) { return {held ? kind::held : kind::wrong, {}}; }

    // It ran; the file would have it accepted, or leaves that open, and the policy is to refuse it.
    [[nodiscard]] static outcome refused_on_purpose(bool refused, std::string reason) {
        return {refused ? kind::refused : kind::wrong, std::move(reason)};
    }

    // The policy does not take such input at all, mostly by type.
    [[nodiscard]] static outcome skipped(std::string reason) { return {kind::skipped, std::move(reason)}; }

private:
    friend struct tally;

    enum class kind { held, refused, wrong, skipped };

    outcome(kind what, std::string reason) : what_(what), reason_(std::move(reason)) {}

    kind what_;
    std::string reason_;
};

struct tally {
    using by_reason = std::map<std::string, std::size_t>;

    std::size_t vectors = 0;  // in the file
    std::size_t ran = 0;      // with those that failed
    by_reason skipped;
    by_reason refused;               // of those that ran
    std::vector<std::string> wrong;  // of those that ran: number, comment and flags

    void add(const outcome& result, const std::string& description) {
        ++vectors;
        if (result.what_ == outcome::kind::skipped) {
            ++skipped[result.reason_];
            return;
        }
        ++ran;
        if (result.what_ == outcome::kind::refused) ++refused[result.reason_];
        if (result.what_ == outcome::kind::wrong) wrong.push_back(description);
    }

    void add(const tally& other) {
        vectors += other.vectors;
        ran += other.ran;
        for (const auto& [reason, count] : other.skipped) skipped[reason] += count;
        for (const auto& [reason, count] : other.refused) refused[reason] += count;
        wrong.insert(wrong.end(), other.wrong.begin(), other.wrong.end());
    }

    [[nodiscard]] std::size_t skips() const { return vectors - ran; }
};

[[nodiscard]] inline std::string text_of(const tally::by_reason& counts) {
    std::string text;
    for (const auto& [reason, count] : counts)
        text += (text.empty() ? "" : "; ") + std::to_string(count) + ' ' + reason;
    return text;
}

// Calls run(group, vector), which returns an outcome, for each vector of a file. What it throws is a failure.
template <class Run>
[[nodiscard]] tally count(const json& contents, Run&& run) {
    tally counted;
    for (const auto& group : contents.at("testGroups")) {
        for (const auto& vector : group.at("tests")) {
            const std::string description = "tcId " + vector.at("tcId").dump() + ": " + vector.at("comment").dump() +
                ' ' + vector.at("flags").dump();
            try {
                counted.add(run(group, vector), description);
            } catch (const std::exception& thrown) {
                counted.add(outcome::ran(false), description + ": " + thrown.what());
            }
        }
    }
    return counted;
}

// Whether this shows that the policy does what the file asks for: a file of which no vector ran has shown nothing.
[[nodiscard]] inline bool sound(const tally& counted, const json& contents) {
    return counted.ran > 0 && counted.wrong.empty() && counted.vectors == contents.at("numberOfTests");
}

}  // namespace test::wycheproof
