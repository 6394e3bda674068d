#include <handclasp/identity/read_file.hpp>

#include "identity/scratch.hpp"
#include "support/catch.hpp"

namespace hc = handclasp;
using hc::file_privacy;
using hc::identity_fault;
using test::expected;
using test::seen_of;

namespace {

// What reading says, of a file of at most 100 octets.
std::string reading(const std::filesystem::path& file, file_privacy privacy = file_privacy::open) {
    return seen_of([&] { static_cast<void>(hc::read_file(file, 100, privacy)); });
}

std::string text_of(const hc::secret_octets& content) {
    return std::string(hc::as_text(content.expose()));
}

}  // namespace

TEST_CASE("a file is read whole, up to its limit") {
    const test::scratch place;
    const std::string hundred(100, 'x');
    CHECK(text_of(hc::read_file(place.write("a", "one\ntwo"), 100, file_privacy::open)) == "one\ntwo");
    CHECK(text_of(hc::read_file(place.write("b", hundred), 100, file_privacy::open)) == hundred);
    CHECK(hc::read_file(place.write("c", ""), 100, file_privacy::open).empty());
    const auto longer = place.write("d", hundred + "x");
    CHECK(reading(longer) ==
          expected(identity_fault::too_large, longer, "it has more than 100 octets; is it the right file?"));
}

TEST_CASE("a large file is read whole") {
    const test::scratch place;
    const auto octets = test::pattern(3'000'000);
    const auto file = place.write("large", test::text_of(octets));
    CHECK(text_of(hc::read_file(file, octets.size(), file_privacy::open)) == test::text_of(octets));
}

// A file of the kernel says that it has no octets, and has some: as one that grows while it is read.
TEST_CASE("a file that has more than its size says is read whole, up to its limit") {
    const std::filesystem::path file = "/proc/self/status";
    if (!std::filesystem::exists(file)) return;
    const auto content = text_of(hc::read_file(file, 100'000, file_privacy::open));
    CHECK(content.starts_with("Name:"));
    CHECK(content.ends_with("\n"));
    CHECK(content.size() > 500U);
    CHECK(reading(file).starts_with(expected(identity_fault::too_large, file, "")));
    const std::filesystem::path larger = "/proc/self/smaps";  // more than one step of growing
    CHECK(hc::read_file(larger, 10'000'000, file_privacy::open).size() > 4096U);
}

TEST_CASE("a symbolic link is followed") {
    const test::scratch place;
    const auto file = place.write("file", "content", 0600);
    std::filesystem::create_symlink("file", place / "link");
    CHECK(text_of(hc::read_file(place / "link", 100, file_privacy::secret)) == "content");
    std::filesystem::create_symlink("circle", place / "circle");
    CHECK(reading(place / "circle") ==
          expected(identity_fault::access, place / "circle", "its symbolic links go in a circle"));
    std::filesystem::create_symlink("nothing", place / "dangling");
    CHECK(reading(place / "dangling") ==
          expected(identity_fault::missing, place / "dangling", "there is no such file"));
}

TEST_CASE("what is no file is refused, without waiting for anything") {
    const test::scratch place;
    CHECK(reading(place / "none") == expected(identity_fault::missing, place / "none", "there is no such file"));
    CHECK(reading(place.write("file", "") / "below") ==
          expected(identity_fault::missing, place / "file" / "below", "there is no such file"));
    CHECK(reading({}) == std::to_string(static_cast<int>(identity_fault::missing)) + " there is no such file");
    CHECK(reading(place.folder()) == expected(identity_fault::access, place.folder(), "it is a folder"));
    REQUIRE(::mkfifo((place / "pipe").c_str(), 0600) == 0);
    CHECK(reading(place / "pipe") == expected(identity_fault::access, place / "pipe", "it is a pipe and not a file"));
    CHECK(reading("/dev/null") == expected(identity_fault::access, "/dev/null", "it is a device and not a file"));
}

TEST_CASE("a file that this user may not read says so") {
    const test::scratch place;
    const auto file = place.write("file", "content", 0);
    CHECK(::chmod(place.folder().c_str(), 0755) == 0);
    CHECK(
        test::seen_in_child(test::drop_root, [&] { static_cast<void>(hc::read_file(file, 9, file_privacy::open)); }) ==
        expected(identity_fault::access, file,
                 "this user may not read it; look at the permissions of the file and of the folders above it"));
}

TEST_CASE("a secret is refused where others have any permission") {
    const test::scratch place;
    for (const mode_t good : {0600U, 0400U, 0700U})
        CHECK(text_of(hc::read_file(place.write("key", "k", good), 100, file_privacy::secret)) == "k");
    for (unsigned bit = 0; bit < 6; ++bit) {
        const auto file = place.write("key", "k", 0600U | 1U << bit);
        CAPTURE(bit);
        CHECK(
            reading(file, file_privacy::secret) ==
            expected(identity_fault::exposed, file,
                     "a file with a private key is for its owner alone, and other users have access to it; chmod 600 " +
                         file.string()));
    }
    std::filesystem::create_symlink("key", place / "link");
    CHECK(reading(place / "link", file_privacy::secret)
              .starts_with(expected(identity_fault::exposed, place / "link", "")));
}

TEST_CASE("the command in a text is one for a shell, whatever the file is called") {
    const test::scratch place;
    const auto file = place.write("it's $(mine)", "k", 0644);
    CHECK(reading(file, file_privacy::secret)
              .ends_with("; chmod 600 -- '" + (place / "it'\\''s $(mine)").string() + "'"));
}

TEST_CASE("the name of a file gives no orders to a terminal, nor does a command about it") {
    const test::scratch place;
    const auto named = [&](const std::string& name) {
        return reading(place.write(name, "k", 0644), file_privacy::secret);
    };
    const auto start = std::to_string(static_cast<int>(identity_fault::exposed)) + " " + place.folder().string() + "/";
    const auto reason =
        ": a file with a private key is for its owner alone, and other users have access to it; chmod 600 -- '" +
        place.folder().string() + "/";
    CHECK(named("a\x1b[2Jb") == start + "a\\x1b[2Jb" + reason + "a'$'\\x1b''[2Jb'");
    CHECK(named("a\n'\u202ec") ==
          start + "a\\x0a'\\xe2\\x80\\xaec" + reason + "a'$'\\x0a'''\\'''$'\\xe2\\x80\\xae''c'");
    CHECK(named("Gr\u00fc\u00dfe") == start + "Gr\u00fc\u00dfe" + reason + "Gr\u00fc\u00dfe'");
    const hc::identity_error error(identity_fault::weak, "a\x1b", "reason");
    CHECK(error.file() == "a\\x1b");
}

TEST_CASE("a shell takes the command in a text for one about the same file") {
    if (std::system("bash -c true") != 0) return;
    const test::scratch place;
    for (const std::string name : {"plain", "it's", "a\x1b[2Jb", "a\nb'\u202e9c",
                                   "\xff\x9b"
                                   "2J",
                                   "-n", "$(id)\t`x`\"\\"}) {
        CAPTURE(name);
        const auto file = place.write(name, "k", 0644);
        const auto script = place.write("script", hc::files::chmod_command("600", file) + "\n");
        REQUIRE(std::system(("bash " + script.string()).c_str()) == 0);
        CHECK(test::mode_of(file) == 0600U);
    }
}

TEST_CASE("a secret of another user is refused, and one of root is not") {
    if (::geteuid() != 0) return;  // nobody else can give files away
    const test::scratch place;
    const auto file = place.write("key", "k", 0600);
    REQUIRE(::chown(file.c_str(), 1234, 1234) == 0);
    CHECK(reading(file, file_privacy::secret) ==
          expected(identity_fault::exposed, file,
                   "it holds a secret and belongs to another user (uid 1234); make a copy of your own"));
    CHECK(reading(file) == "(nothing thrown)");
}

TEST_CASE("an open file is refused where everybody may write it") {
    const test::scratch place;
    const auto file = place.write("list", "x", 0666);
    CHECK(reading(file) ==
          expected(identity_fault::exposed, file,
                   "every user of this machine may change it; chmod o-w " + file.string()));
    CHECK(reading(place.write("list", "x", 0664)) == "(nothing thrown)");
}

TEST_CASE("an empty file holds no secret") {
    const test::scratch place;
    const auto file = place.write("key", "", 0600);
    CHECK(reading(file, file_privacy::secret) == expected(identity_fault::malformed, file, "it is empty"));
}

TEST_CASE("reading leaves no descriptor open") {
    const test::scratch place;
    const auto next = [] {
        const hc::files::descriptor opened(::open("/", O_RDONLY | O_CLOEXEC));
        return opened.number();
    };
    const int before = next();
    CHECK(reading(place.write("good", "x")) == "(nothing thrown)");
    CHECK(reading(place.folder()) != "(nothing thrown)");
    CHECK(reading(place.write("key", "k", 0644), file_privacy::secret) != "(nothing thrown)");
    CHECK(next() == before);
}

TEST_CASE("an error has its fault, its file, and one text of all") {
    const hc::identity_error whole(identity_fault::weak, "a/b", "reason", "advice");
    CHECK(whole.fault() == identity_fault::weak);
    CHECK(whole.file() == "a/b");
    CHECK(std::string(whole.what()) == "a/b: reason; advice");
    const hc::identity_error without(identity_fault::entry, {}, "reason");
    CHECK(without.file().empty());
    CHECK(std::string(without.what()) == "reason");
    static_assert(std::is_nothrow_copy_constructible_v<hc::identity_error>);
    const hc::identity_error copied = whole;  // NOLINT(performance-unnecessary-copy-initialization)
    CHECK(copied.file() == "a/b");
    CHECK(copied.file().data() == copied.what());
}
