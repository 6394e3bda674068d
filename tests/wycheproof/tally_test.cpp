#include "wycheproof/tally.hpp"

#include "support/catch.hpp"
#include "wycheproof/run.hpp"

#include <set>

namespace test::wycheproof {
namespace {

// A file with a vector for each result.
json file_of(const std::vector<std::string>& results) {
    json vectors = json::array();
    for (const auto& result : results) {
        vectors.push_back(
            {{"tcId", vectors.size() + 1}, {"comment", "made here"}, {"flags", {"Made"}}, {"result", result}});
    }
    return {{"numberOfTests", results.size()}, {"testGroups", {{{"tests", vectors}}}}};
}

outcome do_as_asked(const json&, const json& vector) {
    static_cast<void>(must_pass(vector));  // throws for a result that it does not know
    return outcome::ran(true);
}

TEST_CASE("a file of which every vector ran and held is sound") {
    const auto file = file_of({"valid", "invalid"});
    const tally counted = count(file, do_as_asked);
    CHECK(sound(counted, file));
    CHECK(counted.vectors == 2);
    CHECK(counted.ran == 2);
}

TEST_CASE("a file without vectors, or of which none ran, is not sound") {
    const json empty = {{"numberOfTests", 0}, {"testGroups", json::array()}};
    CHECK_FALSE(sound(count(empty, do_as_asked), empty));
    const auto file = file_of({"valid", "valid"});
    const tally skipped = count(file, [](const json&, const json&) { return outcome::skipped("left out"); });
    CHECK_FALSE(sound(skipped, file));
    CHECK(skipped.skips() == 2);
    CHECK(text_of(skipped.skipped) == "2 left out");
}

TEST_CASE("a file with more or fewer vectors than it says is not sound") {
    auto file = file_of({"valid", "valid"});
    file["numberOfTests"] = 3;
    CHECK_FALSE(sound(count(file, do_as_asked), file));
}

TEST_CASE("one vector that fails makes a file unsound, and is named") {
    const auto file = file_of({"valid", "invalid", "valid"});
    const tally counted = count(file, [](const json&, const json& vector) { return outcome::ran(must_pass(vector)); });
    CHECK_FALSE(sound(counted, file));
    REQUIRE(counted.wrong.size() == 1);
    CHECK(counted.wrong[0] == "tcId 2: \"made here\" [\"Made\"]");
}

TEST_CASE("what is to be refused and is not has failed") {
    const auto file = file_of({"acceptable", "acceptable"});
    for (const bool refused : {true, false}) {
        const tally counted =
            count(file, [=](const json&, const json&) { return outcome::refused_on_purpose(refused, "as told"); });
        CHECK(sound(counted, file) == refused);
        CHECK(text_of(counted.refused) == (refused ? "2 as told" : ""));
    }
}

TEST_CASE("a vector that throws has failed, and so has an acceptable one that nobody has decided about") {
    for (const char* result : {"acceptable", "unheard of"}) {
        const auto file = file_of({"valid", result});
        const tally counted = count(file, do_as_asked);
        CHECK(counted.wrong.size() == 1);
        CHECK_FALSE(sound(counted, file));
    }
}

TEST_CASE("tallies add up") {
    const auto file = file_of({"valid", "valid"});
    tally all = count(file, do_as_asked);
    all.add(count(file, [](const json&, const json&) { return outcome::skipped("left out"); }));
    all.add(count(file, [](const json&, const json&) { return outcome::skipped("left out"); }));
    CHECK(all.vectors == 6);
    CHECK(all.ran == 2);
    CHECK(text_of(all.skipped) == "4 left out");
}

TEST_CASE("every file of the folder stands in the table") {
    const auto place = folder();
    if (!place) return report_skipped("the folder of the vectors");
    std::set<std::string> present, known;
    for (const auto& entry : std::filesystem::directory_iterator(*place)) {
        if (entry.path().extension() == ".json") present.insert(entry.path().filename().string());
    }
    for (const auto& each : primitives()) known.insert(each.files.begin(), each.files.end());
    CHECK(present == known);
}

}  // namespace
}  // namespace test::wycheproof
