// Which file it is that a path names, and where it may be replaced.
#include <handclasp/identity/file_place.hpp>

#include "identity/replacing.hpp"
#include "support/catch.hpp"

namespace hc = handclasp;
using hc::file_privacy;
using hc::file_update;
using hc::identity_fault;
using namespace std::chrono_literals;
using test::content_of;
using test::current_of;
using test::expected;
using test::replace;
using test::replacing;
using test::seen_of;

TEST_CASE("what a symbolic link points to is replaced, and not the link") {
    const test::scratch place, other;
    const auto file = other.write("file", "old");
    std::filesystem::create_symlink(file, place / "absolute");
    std::filesystem::create_symlink("absolute", place / "relative");
    replace(place / "relative", "new");
    CHECK(content_of(file) == "new");
    CHECK(std::filesystem::is_symlink(place / "absolute"));
    CHECK(std::filesystem::is_symlink(place / "relative"));
    CHECK(place.names() == "absolute relative");
    CHECK(other.names() == "file file.lock");

    std::filesystem::create_symlink(other / "not yet", place / "dangling");
    replace(place / "dangling", "made");
    CHECK(content_of(other / "not yet") == "made");
    CHECK(std::filesystem::is_symlink(place / "dangling"));
}

TEST_CASE("folders on the way may be links, and a path may go up") {
    const test::scratch place, other;
    std::filesystem::create_directory(other / "below");
    std::filesystem::create_directory_symlink(other / "below", place / "link");
    replace(place / "link" / "." / "file", "one");
    CHECK(content_of(other / "below" / "file") == "one");
    replace(place / "link" / ".." / "file", "two");  // of the folder that the link leads to, as the system has it
    CHECK(content_of(other / "file") == "two");
    std::filesystem::create_symlink("below/../below/third", other / "up");
    replace(other / "up", "three");
    CHECK(content_of(other / "below" / "third") == "three");

    place.write("no folder", "");
    CHECK(replacing(place / "no folder" / "file") ==
          expected(identity_fault::unwritable, place / "no folder" / "file",
                   "its folder " + (place / "no folder").string() + " cannot be opened: Not a directory"));
    std::filesystem::create_directory_symlink("round", place / "round");
    CHECK(replacing(place / "round" / "file") ==
          expected(identity_fault::access, place / "round" / "file", "its symbolic links go in a circle"));
    REQUIRE(::chmod(place.folder().c_str(), 0700) == 0);
    if (::geteuid() == 0) {
        CHECK(test::seen_in_child(test::drop_root, [&] { replace(place / "file", "x"); }) ==
              expected(identity_fault::unwritable, place / "file",
                       "its folder " + place.folder().string() + " cannot be opened: Permission denied"));
    }
}

// Whatever /proc/sys/fs/protected_symlinks says here.
TEST_CASE("somebody else's link is not followed where everybody may put one") {
    if (::geteuid() != 0) {
        WARN("only root can make a link of another user");
        return;
    }
    const test::scratch place, other;
    const auto file = other.write("file", "mine");
    const auto link = place / "link", folder = place / "folder";
    std::filesystem::create_symlink(file, link);
    std::filesystem::create_directory_symlink(other.folder(), folder);
    const auto owned_by = [](const std::filesystem::path& path, uid_t owner) {
        REQUIRE(::lchown(path.c_str(), owner, owner) == 0);
    };
    const auto refused = [&](const std::filesystem::path& at, const std::filesystem::path& whose) {
        return expected(identity_fault::exposed, at,
                        "the symbolic link " + whose.string() +
                            " belongs to another user (uid 1234), in a folder where everybody may put one; take the "
                            "link away, or name the file itself");
    };
    owned_by(link, 1234);
    owned_by(folder, 1234);
    CHECK(replacing(link) == "(nothing thrown)");  // in a folder of our own
    for (const mode_t mode : {01777U, 0777U}) {
        REQUIRE(::chmod(place.folder().c_str(), mode) == 0);
        CHECK(replacing(link) == refused(link, link));
        CHECK(replacing(folder / "file") == refused(folder / "file", folder));
        CHECK(replacing(folder / "new") == refused(folder / "new", folder));
    }
    CHECK(other.names() == "file file.lock");
    std::filesystem::create_symlink(link, other / "long way");
    CHECK(replacing(other / "long way") == refused(other / "long way", link));

    owned_by(link, 0);
    CHECK(replacing(link) == "(nothing thrown)");
    CHECK(test::seen_in_child(
              [&] {
                  owned_by(link, 65534);
                  if (::chown(other.folder().c_str(), 65534, 65534) != 0) ::_exit(2);
                  std::filesystem::remove(other / "file");
                  std::filesystem::remove(other / "file.lock");
                  test::drop_root();
              },
              [&] { replace(link, "ours"); }) == "(nothing thrown)");
    CHECK(content_of(file) == "ours");
    owned_by(link, 1234);
    owned_by(place.folder(), 1234);
    CHECK(replacing(link) == "(nothing thrown)");  // of the folder's owner, who may do as they like there
}

TEST_CASE("a link that comes into the place of a file meanwhile is not followed") {
    const test::scratch place;
    const auto file = place.write("file", "old");
    place.write("other", "of somebody else");
    const hc::file_update update(file, hc::file_privacy::open);
    std::filesystem::remove(file);
    std::filesystem::create_symlink("other", file);
    CHECK(seen_of([&] { static_cast<void>(update.current(100)); }) ==
          expected(identity_fault::access, file, "it has become a symbolic link; try again"));
}

TEST_CASE("a relative name is one below the current folder, also after that has changed") {
    const test::scratch place;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(place.folder());
    {
        file_update update("file", file_privacy::open);
        std::filesystem::current_path(before);
        update.commit(hc::as_octets("x"));
        CHECK(current_of(update) == "x");
    }
    CHECK(content_of(place / "file") == "x");
}

TEST_CASE("a path with a NUL names no file, and takes no other one") {
    const test::scratch place;
    const auto file = place.write("file", "old", 0600);
    const std::filesystem::path behind(file.string() + std::string("\0z", 2));
    const std::filesystem::path within(place.folder().string() + std::string("\0z/file", 7));
    const auto refused = [&](const std::filesystem::path& path, const std::string& shown) {
        const auto text = expected(identity_fault::access, shown, "its name has a NUL, which no file's name can have");
        CHECK(replacing(path) == text);
        CHECK(seen_of([&] { static_cast<void>(hc::read_file(path, 100, file_privacy::open)); }) == text);
    };
    refused(behind, file.string() + "\\x00z");
    refused(within, place.folder().string() + "\\x00z/file");
    CHECK(place.names() == "file");
}

TEST_CASE("a file with the name of what lies beside another is not replaced") {
    const test::scratch place;
    const auto file = place.write("file", "old");
    const auto mine = place.write("file.unfinished", "mine");
    std::filesystem::create_symlink("file.unfinished", place / "link");
    for (const auto& each : {mine, place / "link"}) {
        CHECK(replacing(each) ==
              expected(identity_fault::unwritable, each,
                       "a name that ends with .unfinished is for what lies beside a file while it "
                       "is changed; choose another name"));
    }
    CHECK(replacing(place / "file.lock") ==
          expected(identity_fault::unwritable, place / "file.lock",
                   "a name that ends with .lock is for what lies beside a file while "
                   "it is changed; choose another name"));
    CHECK(content_of(mine) == "mine");
    CHECK(place.names() == "file file.unfinished link");
}

TEST_CASE("a name that is too long is the fault of the name") {
    const test::scratch place;
    const auto long_name = [&](std::size_t size) { return place / std::string(size, 'x'); };
    CHECK(replacing(long_name(300)) ==
          expected(identity_fault::access, long_name(300), "its name cannot be looked up: File name too long"));
    CHECK(replacing(long_name(252)) ==
          expected(identity_fault::unwritable, long_name(252),
                   "its lock file " + std::string(252, 'x') +
                       ".lock cannot be opened: File name too long; choose a shorter name"));
    CHECK(replacing(long_name(246)) ==
          expected(identity_fault::unwritable, long_name(246),
                   "it cannot be written: File name too long; the file is as it was"));
    CHECK(replacing(long_name(244)) == "(nothing thrown)");
    CHECK(replacing(long_name(300) / "file") ==
          expected(identity_fault::unwritable, long_name(300) / "file",
                   "its folder " + long_name(300).string() + " cannot be opened: File name too long"));
}

// Whoever chooses a name writes no lines of their own into what is said, and gives no orders to a terminal.
TEST_CASE("names stand in every text as plain text") {
    const test::scratch place;
    const std::string bad = "a\x1b[31mEVIL\n", shown = "a\\x1b[31mEVIL\\x0a";
    const auto file = place / bad;
    const auto says = [&](const std::filesystem::path& path, const std::string& text) {
        const auto seen = replacing(path);
        CHECK(hc::text::is_plain(seen));
        CHECK(seen.find(text) != seen.npos);
    };
    says(file / "file", "its folder " + (place / shown).string() + " cannot be opened");
    {
        const file_update held(file, file_privacy::open);
        const auto seen = seen_of([&] { const file_update second(file, file_privacy::open, 0ms); });
        CHECK(hc::text::is_plain(seen));
        CHECK(seen.ends_with("(it holds " + shown + ".lock)"));
    }
    std::filesystem::remove(place / (bad + ".lock"));
    std::filesystem::create_symlink("nowhere", place / (bad + ".lock"));
    says(file, "its lock file " + shown + ".lock cannot be opened");
    if (::geteuid() != 0) return;  // nobody else can make a link of another user
    std::filesystem::create_symlink("nowhere", file);
    REQUIRE(::lchown(file.c_str(), 1234, 1234) == 0);
    REQUIRE(::chmod(place.folder().c_str(), 0777) == 0);
    says(file, "the symbolic link " + (place / shown).string() + " belongs to another user");
}

TEST_CASE("two paths to one file are one place") {
    const test::scratch place, other;
    const auto of = [](const std::filesystem::path& path) { return hc::files::place::of(path); };
    std::filesystem::create_directory_symlink(place.folder(), other / "link");
    const auto file = of(place / "file");
    for (const auto& path :
         {place / "." / "file", place / ".." / place.folder().filename() / "file", other / "link" / "file"})
        CHECK(of(path).is_same_as(file));
    CHECK_FALSE(of(other / "file").is_same_as(file));
    CHECK_FALSE(of(place / "files").is_same_as(file));
}

TEST_CASE("what is no file is not replaced") {
    const test::scratch place;
    const auto folder = place / "folder";
    std::filesystem::create_directory(folder);
    CHECK(replacing(folder) == expected(identity_fault::access, folder, "it is a folder"));
    CHECK(replacing(folder / "") == expected(identity_fault::access, folder / "", "it is a folder"));
    CHECK(replacing(folder / "..") == expected(identity_fault::access, folder / "..", "it is a folder"));
    REQUIRE(::mkfifo((place / "pipe").c_str(), 0600) == 0);
    CHECK(replacing(place / "pipe") == expected(identity_fault::access, place / "pipe", "it is a pipe and not a file"));
    std::filesystem::create_symlink("circle", place / "circle");
    CHECK(replacing(place / "circle") ==
          expected(identity_fault::access, place / "circle", "its symbolic links go in a circle"));
}

TEST_CASE("a folder that is missing, or that this user may not write in, says so") {
    const test::scratch place;
    CHECK(replacing(place / "none" / "file") ==
          expected(identity_fault::unwritable, place / "none" / "file",
                   "its folder " + (place / "none").string() + " cannot be opened: No such file or directory"));

    const auto file = place.write("file", "old");
    REQUIRE(::chmod(place.folder().c_str(), 0755) == 0);
    const auto in_child = [&] { return test::seen_in_child(test::drop_root, [&] { replace(file, "new"); }); };
    if (::geteuid() != 0) REQUIRE(::chmod(place.folder().c_str(), 0555) == 0);
    CHECK(in_child() ==
          expected(identity_fault::unwritable, file,
                   "its lock file file.lock cannot be opened: Permission denied; whoever changes the file needs write "
                   "access to its folder and to the lock file"));
    // The lock may be had, and then there is no room for the new file.
    REQUIRE(::chmod(place.folder().c_str(), 0755) == 0);
    place.write("file.lock", "", 0666);
    if (::geteuid() != 0) REQUIRE(::chmod(place.folder().c_str(), 0555) == 0);
    CHECK(in_child() ==
          expected(identity_fault::unwritable, file, "this user may not write in its folder; the file is as it was"));
    CHECK(content_of(file) == "old");
    REQUIRE(::chmod(place.folder().c_str(), 0755) == 0);
    CHECK(place.names() == "file file.lock");
}
