// Writers of one file at a time, and the lock that they wait for.
#include <handclasp/identity/file_lock.hpp>

#include "identity/replacing.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <thread>

namespace hc = handclasp;
using hc::file_privacy;
using hc::file_update;
using hc::identity_fault;
using namespace std::chrono_literals;
using test::content_of;
using test::current_of;
using test::expected;
using test::mode_of;
using test::replace;
using test::replacing;
using test::seen_of;

TEST_CASE("both ways to a file have one lock") {
    const test::scratch place;
    const auto file = place.write("file", "old");
    std::filesystem::create_symlink("file", place / "link");
    const file_update held(file, file_privacy::open);
    CHECK(seen_of([&] { const file_update second(place / "link", file_privacy::open, 0ms); }) ==
          expected(identity_fault::locked, place / "link",
                   "another program is changing it; try again when that has ended (it holds file.lock)"));
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

TEST_CASE("a lock file that is a link is not followed") {
    const test::scratch place;
    std::filesystem::create_symlink(place / "elsewhere", place / "file.lock");
    CHECK(replacing(place / "file")
              .starts_with(
                  expected(identity_fault::unwritable, place / "file", "its lock file file.lock cannot be opened: ")));
    CHECK(place.names() == "file.lock");
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
