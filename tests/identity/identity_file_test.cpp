// The seed file that the examples make and read.
#include "../../docs/examples/shared/identity_file.hpp"

#include "identity/scratch.hpp"
#include "support/catch.hpp"

#include <sys/resource.h>

namespace hc = handclasp;
using test::content_of;

namespace {

// What a failed attempt says.
std::string creating(const std::filesystem::path& file) {
    try {
        static_cast<void>(identity_file::create(file.string()));
    } catch (const std::exception& failure) {
        return failure.what();
    }
    return "(nothing thrown)";
}

}  // namespace

TEST_CASE("a new identity is the one that is read from its file") {
    const test::scratch place;
    const auto file = place / "seed";
    const auto made = identity_file::create(file.string());
    CHECK(identity_file::load(file.string()).fingerprint() == made.fingerprint());
    CHECK(content_of(file).size() == 64U);
    CHECK(test::mode_of(file) == 0600U);
    CHECK(place.names() == "seed seed.lock");
}

TEST_CASE("a new identity replaces nothing that is there") {
    const test::scratch place;
    const auto file = place.write("file", "old", 0600);
    CHECK(creating(file) == file.string() + ": File exists");
    CHECK(content_of(file) == "old");
    std::filesystem::create_symlink("file", place / "link");
    std::filesystem::create_symlink("nothing", place / "dangling");
    CHECK(creating(place / "link") == (place / "link").string() + ": File exists");
    CHECK(creating(place / "dangling") == (place / "dangling").string() + ": File exists");
    CHECK(content_of(file) == "old");
    CHECK(place.names() == "dangling file link");  // and no lock, beside what a link leads to either
}

// The limit kills at the first octet that is written.
TEST_CASE("a program that is killed while it makes an identity leaves no file in its place") {
    const test::scratch place;
    const auto file = place / "seed";
    const auto no_octet = [] {
        const rlimit none{.rlim_cur = 0, .rlim_max = 0};
        if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::setrlimit(RLIMIT_FSIZE, &none) != 0) ::_exit(2);
    };
    const auto create = [&] { static_cast<void>(identity_file::create(file.string())); };
    CHECK(test::seen_in_child(no_octet, create) == "(the child died)");
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(creating(file) == "(nothing thrown)");
}
