#include <handclasp/identity/file_update.hpp>

#include "identity/replacing.hpp"
#include "support/catch.hpp"

#include <sys/resource.h>

#include <csignal>

namespace hc = handclasp;
using hc::file_privacy;
using hc::file_update;
using hc::identity_fault;
using test::content_of;
using test::current_of;
using test::expected;
using test::mode_of;
using test::replace;
using test::replacing;
using test::seen_of;

namespace {

// The umask of the process for as long as it lives.
class umask_of {
public:
    explicit umask_of(mode_t mask) : before_(::umask(mask)) {}
    umask_of(const umask_of&) = delete;
    umask_of& operator=(const umask_of&) = delete;
    ~umask_of() { ::umask(before_); }

private:
    mode_t before_;
};

}  // namespace

TEST_CASE("a file is made, and replaced") {
    const test::scratch place;
    file_update update(place / "file", file_privacy::secret);
    CHECK(current_of(update) == "(none)");
    CHECK(place.names() == "file.lock");
    update.commit(hc::as_octets("one"));
    CHECK(current_of(update) == "one");
    update.commit(hc::as_octets("two"));
    CHECK(content_of(place / "file") == "two");
    CHECK(place.names() == "file file.lock");
    CHECK(mode_of(place / "file.lock") == 0600U);
}

TEST_CASE("a large content is written whole") {
    const test::scratch place;
    const auto octets = test::pattern(3'000'000);
    file_update(place / "file", file_privacy::open).commit(octets);
    CHECK(content_of(place / "file") == test::text_of(octets));
}

TEST_CASE("an update that commits nothing changes nothing") {
    const test::scratch place;
    const auto file = place.write("file", "old");
    { const file_update update(file, file_privacy::open); }
    CHECK(content_of(file) == "old");
}

TEST_CASE("a secret has mode 0600, whatever umask and mode were") {
    const test::scratch place;
    const umask_of none(0);
    replace(place / "key", "k", file_privacy::secret);
    CHECK(mode_of(place / "key") == 0600U);
    replace(place.write("exposed", "k", 0644), "new", file_privacy::secret);
    CHECK(mode_of(place / "exposed") == 0600U);
}

TEST_CASE("a secret is not written for somebody else who has put a file there") {
    if (::geteuid() != 0) {
        WARN("only root can make a file of another user");
        return;
    }
    const test::scratch place;
    const auto file = place.write("key", "bait", 0600);
    REQUIRE(::chown(file.c_str(), 1234, 5678) == 0);
    CHECK(replacing(file, file_privacy::secret) ==
          expected(identity_fault::exposed, file,
                   "it holds a secret and belongs to another user (uid 1234); make a copy of your own"));
    CHECK(content_of(file) == "bait");
}

TEST_CASE("an open file has 0644 less the umask, and then keeps its mode") {
    const test::scratch place;
    {
        const umask_of strict(027);
        replace(place / "new", "x");
        CHECK(mode_of(place / "new") == 0640U);
    }
    const umask_of usual(022);
    replace(place / "other", "x");
    CHECK(mode_of(place / "other") == 0644U);
    for (const mode_t mode : {0600U, 0640U, 0664U, 0444U}) {
        const auto file = place.write("file", "old", mode);
        replace(file, "new");
        CHECK(mode_of(file) == mode);
    }
}

TEST_CASE("an open file that everybody may change is not replaced") {
    const test::scratch place;
    const auto file = place.write("file", "old", 0666);
    CHECK(replacing(file) ==
          expected(identity_fault::exposed, file,
                   "every user of this machine may change it; chmod o-w " + file.string()));
    CHECK(content_of(file) == "old");
    CHECK(place.names() == "file file.lock");
}

TEST_CASE("owner and group stay, and a file that would lose them is not replaced") {
    if (::geteuid() != 0) return;  // nobody else can give files away
    const test::scratch place;
    const auto file = place.write("file", "old", 0640);
    REQUIRE(::chown(file.c_str(), 1234, 5678) == 0);
    replace(file, "new");
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK(content_of(file) == "new");
    CHECK((status.st_uid == 1234U && status.st_gid == 5678U && mode_of(file) == 0640U));

    REQUIRE(::chmod(place.folder().c_str(), 0777) == 0);
    REQUIRE(::chmod((place / "file.lock").c_str(), 0666) == 0);
    CHECK(test::seen_in_child(test::drop_root, [&] { replace(file, "newer"); }) ==
          expected(identity_fault::unwritable, file,
                   "it belongs to another user or group, which this user cannot give the new file to"));
    CHECK(content_of(file) == "new");
    CHECK(place.names() == "file file.lock");
}

TEST_CASE("the current content is read with the same care as any file's") {
    const test::scratch place;
    const auto file = place.write("key", "a secret", 0644);
    const file_update update(file, file_privacy::secret);
    CHECK(seen_of([&] { static_cast<void>(update.current(100)); }) ==
          expected(identity_fault::exposed, file,
                   "a file with a private key is for its owner alone, and other users have access to it; chmod 600 " +
                       file.string()));
    REQUIRE(::chmod(file.c_str(), 0600) == 0);
    CHECK(seen_of([&] {
              static_cast<void>(update.current(7));
          }).starts_with(expected(identity_fault::too_large, file, "it has more than 7 octets")));
    CHECK(current_of(update) == "a secret");
}

// The limit lets ten octets be written and refuses the eleventh, as a disk does that becomes full.
TEST_CASE("a write that fails half-way leaves the old file and nothing else") {
    const test::scratch place;
    const auto file = place.write("file", "old content");
    const auto limit = [] {
        const rlimit ten{.rlim_cur = 10, .rlim_max = 10};
        if (::setrlimit(RLIMIT_FSIZE, &ten) != 0) ::_exit(2);
        static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
    };
    CHECK(test::seen_in_child(limit, [&] { replace(file, "new content"); }) ==
          expected(identity_fault::unwritable, file, "it cannot be written: File too large; the file is as it was"));
    CHECK(content_of(file) == "old content");
    CHECK(place.names() == "file file.lock");
    CHECK(test::seen_in_child(limit, [&] { replace(file, "ten octets"); }) == "(nothing thrown)");
    CHECK(content_of(file) == "ten octets");
}

TEST_CASE("what a killed writer has left is taken away by the next") {
    const test::scratch place;
    const auto file = place.write("file", "old");
    place.write("file.unfinished", "half of", 0400);
    { const file_update update(file, file_privacy::open); }
    CHECK(place.names() == "file file.lock");
    place.write("file.unfinished", "half of", 0400);
    replace(file, "new");
    CHECK(content_of(file) == "new");
    CHECK(place.names() == "file file.lock");
}

TEST_CASE("an update leaves no descriptor open") {
    const test::scratch place;
    const auto next = [] {
        const hc::files::descriptor opened(::open("/", O_RDONLY | O_CLOEXEC));
        return opened.number();
    };
    const int before = next();
    CHECK(replacing(place / "file") == "(nothing thrown)");
    std::filesystem::create_directory(place / "folder");
    CHECK(replacing(place / "folder") != "(nothing thrown)");
    CHECK(next() == before);
}
