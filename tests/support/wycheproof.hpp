// Runs a test over the vectors of Project Wycheproof (github.com/C2SP/wycheproof, testvectors_v1), read where they are:
// in the folder that HANDCLASP_WYCHEPROOF names, or in ../shared/vectors/wycheproof from the project's root.
#pragma once

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>

namespace test::wycheproof {

using json = nlohmann::json;

[[nodiscard]] inline bytes octets_of(const json& vector, const char* field) {
    return from_hex(vector.at(field).get<std::string>());
}
[[nodiscard]] inline bool is_valid(const json& vector) {
    return vector.at("result") == "valid";
}

[[nodiscard]] inline bool has_flag(const json& vector, std::string_view flag) {
    const auto& flags = vector.at("flags");
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

[[nodiscard]] inline std::optional<std::filesystem::path> find_file(const std::string& name) {
    std::vector<std::filesystem::path> folders;
    if (const char* named = std::getenv("HANDCLASP_WYCHEPROOF")) folders.emplace_back(named);
    const std::filesystem::path vectors = HANDCLASP_VECTORS;  // docs/vectors
    folders.push_back(vectors.parent_path().parent_path().parent_path() / "shared/vectors/wycheproof");
    for (const auto& folder : folders) {
        if (std::filesystem::exists(folder / name)) return folder / name;
    }
    return std::nullopt;
}

// Calls run(group, vector) for each vector of a file. It checks the vector and returns an empty text, or returns why
// the vector does not apply. A file of which no vector ran has shown nothing, and fails.
template <class Run>
void run_all(const std::string& name, Run&& run) {
    const auto file = find_file(name);
    if (!file) {
        WARN("skipped: " << name << " is not here (see HANDCLASP_WYCHEPROOF in tests/support/wycheproof.hpp)");
        SUCCEED();
        return;
    }
    std::ifstream stream(*file);
    const auto contents = json::parse(stream);
    std::size_t ran = 0;
    std::map<std::string, std::size_t> skipped;
    for (const auto& group : contents.at("testGroups")) {
        for (const auto& vector : group.at("tests")) {
            INFO(name << ", tcId " << vector.at("tcId") << ": " << vector.at("comment") << ' ' << vector.at("flags"));
            const std::string reason = run(group, vector);
            if (reason.empty()) {
                ++ran;
            } else {
                ++skipped[reason];
            }
        }
    }
    std::cout << name << ": " << ran << " vectors ran";
    for (const auto& [reason, count] : skipped) std::cout << ", " << count << " skipped (" << reason << ')';
    std::cout << std::endl;
    CHECK(ran > 0);
}

}  // namespace test::wycheproof
