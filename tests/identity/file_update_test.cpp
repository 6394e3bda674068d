#include <handclasp/identity/file_update.hpp>

#include "identity/scratch.hpp"
#include "support/catch.hpp"

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <thread>

namespace hc = handclasp;
using hc::file_privacy;
using hc::file_update;
using hc::identity_fault;
using namespace std::chrono_literals;
using test::content_of;
using test::expected;
using test::mode_of;
using test::seen_of;

namespace {

void replace(const std::filesystem::path& file, const std::string& content, file_privacy privacy = file_privacy::open) {
    file_update(file, privacy).commit(hc::as_octets(content));
}

// What an attempt to replace a file says.
std::string replacing(const std::filesystem::path& file, file_privacy privacy = file_privacy::open) {
    return seen_of([&] { replace(file, "new", privacy); });
}

std::string current_of(const file_update& update) {
    const auto content = update.current(100);
    return content ? std::string(hc::as_text(content->expose())) : "(none)";
}

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

TEST_CASE("both ways to a file have one lock") {
    const test::scratch place;
    const auto file = place.write("file", "old");
    std::filesystem::create_symlink("file", place / "link");
    const file_update held(file, file_privacy::open);
    CHECK(seen_of([&] { const file_update second(place / "link", file_privacy::open, 0ms); }) ==
          expected(identity_fault::locked, place / "link",
                   "another program is changing it; try again when that has ended (it holds file.lock)"));
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

TEST_CASE("a lock that root makes is the owner's, who can go on") {
    if (::geteuid() != 0) return;  // nobody else can give files away
    const test::scratch place;
    constexpr unsigned owner = 65534;  // as drop_root() has it
    const auto owner_of = [](const std::filesystem::path& file) {
        struct stat status {};
        return ::stat(file.c_str(), &status) == 0 ? status.st_uid : ~0U;
    };
    const auto own = place.write("own", "old"), roots = place.write("roots", "old");
    const auto folder = place / "folder";
    std::filesystem::create_directory(folder);
    REQUIRE(::chown(own.c_str(), owner, owner) == 0);
    REQUIRE(::chown(folder.c_str(), owner, owner) == 0);
    for (const auto& file : {own, roots, folder / "new"}) replace(file, "by root");
    CHECK(owner_of(place / "own.lock") == owner);
    CHECK(owner_of(place / "roots.lock") == 0U);
    CHECK(owner_of(folder / "new.lock") == owner);
    CHECK(mode_of(place / "own.lock") == 0600U);
    REQUIRE(::chmod(place.folder().c_str(), 0777) == 0);
    CHECK(test::seen_in_child(test::drop_root, [&] { replace(own, "by its owner"); }) == "(nothing thrown)");
    CHECK(content_of(own) == "by its owner");
    // One that is there stays whose it is, since it may be any file by another name.
    const auto there = place.write("other.lock", "", 0600);
    const auto other = place.write("other", "old");
    REQUIRE(::chown(other.c_str(), owner, owner) == 0);
    replace(other, "by root");
    CHECK(owner_of(there) == 0U);
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

TEST_CASE("a lock file that is a link is not followed") {
    const test::scratch place;
    std::filesystem::create_symlink(place / "elsewhere", place / "file.lock");
    CHECK(replacing(place / "file")
              .starts_with(
                  expected(identity_fault::unwritable, place / "file", "its lock file file.lock cannot be opened: ")));
    CHECK(place.names() == "file.lock");
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

TEST_CASE("what is unfinished and belongs to somebody who holds the lock is left alone") {
    const test::scratch place;
    const auto file = place.write("file", "old");
    const file_update held(file, file_privacy::open);
    place.write("file.unfinished", "half of");
    CHECK(seen_of([&] {
              const file_update second(file, file_privacy::open, 0ms);
          }).starts_with(expected(identity_fault::locked, file, "")));
    CHECK(content_of(place / "file.unfinished") == "half of");
}

TEST_CASE("an update waits for the end of another") {
    const test::scratch place;
    const auto file = place.write("file", "0");
    std::optional<file_update> first(std::in_place, file, file_privacy::open);
    std::atomic<bool> begun = false;
    std::string seen;
    std::thread second([&] {
        begun = true;
        const file_update waiting(file, file_privacy::open, 10min);
        seen = current_of(waiting);
    });
    while (!begun) std::this_thread::yield();
    first->commit(hc::as_octets("1"));
    first.reset();
    second.join();
    CHECK(seen == "1");
}

TEST_CASE("a lock file that is removed is not what others go on waiting for") {
    const test::scratch place;
    const auto file = place.write("file", "0");
    const auto lock = place / "file.lock";
    const auto opened = [&] {
        std::size_t count = 0;
        for (const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) {
            std::error_code gone;
            if (std::filesystem::read_symlink(each, gone) == lock) ++count;
        }
        return count;
    };
    std::optional<file_update> first(std::in_place, file, file_privacy::open);
    std::string seen;
    std::thread waiting([&] {
        const file_update update(file, file_privacy::open, 10min);
        seen = current_of(update);
    });
    while (opened() < 2) std::this_thread::yield();
    REQUIRE(std::filesystem::remove(lock));
    std::optional<file_update> second(std::in_place, file, file_privacy::open);
    first.reset();
    std::this_thread::sleep_for(100ms);  // for the one that waits to take the lock that is none any more
    second->commit(hc::as_octets("1"));
    second.reset();
    waiting.join();
    CHECK(seen == "1");
    CHECK(place.names() == "file file.lock");
}

TEST_CASE("a lock ends with its update, also where a child was forked meanwhile") {
    const test::scratch place;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    pid_t child = -1;
    {
        const file_update held(place / "file", file_privacy::open);
        child = ::fork();
        if (child == 0) {
            ::close(ends[1]);
            char end = 0;
            ::_exit(::read(ends[0], &end, 1) == 0 ? 0 : 1);  // until the parent is done
        }
    }
    CHECK(seen_of([&] { const file_update next(place / "file", file_privacy::open, 0ms); }) == "(nothing thrown)");
    ::close(ends[1]);
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

TEST_CASE("updates of many threads lose nothing") {
    const test::scratch place;
    const auto file = place.write("file", "0");
    constexpr int threads = 4, times = 25;
    {
        std::vector<std::jthread> running;
        running.reserve(threads);
        for (int i = 0; i < threads; ++i) {
            running.emplace_back([&] {
                for (int n = 0; n < times; ++n) {
                    file_update update(file, file_privacy::open, 10min);
                    update.commit(hc::as_octets(std::to_string(std::stoi(current_of(update)) + 1)));
                }
            });
        }
    }
    CHECK(content_of(file) == std::to_string(threads * times));
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
