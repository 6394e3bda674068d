#include <handclasp/policy/openssl/random.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <set>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace hc = handclasp;
using source = hc::openssl::os_random;

TEST_CASE("OpenSSL's random octets differ from call to call, and from thread to thread") {
    std::set<std::string> seen;
    const auto draw = [&seen] {
        for (int i = 0; i < 100; ++i) {
            test::bytes drawn(16);
            REQUIRE(source::fill(drawn));
            CHECK(seen.insert(test::to_hex(drawn)).second);
        }
    };
    draw();
    std::thread(draw).join();
}

TEST_CASE("OpenSSL's random octets fill the target from end to end and nothing beside it") {
    test::bytes buffer(66);
    std::set<std::byte> first, last;
    for (int i = 0; i < 64; ++i) {
        REQUIRE(source::fill(hc::mutable_octets(buffer).subspan(1, 64)));
        first.insert(buffer[1]);
        last.insert(buffer[64]);
        CHECK(buffer.front() == std::byte{0});
        CHECK(buffer.back() == std::byte{0});
    }
    CHECK(first.size() > 16);
    CHECK(last.size() > 16);
}

TEST_CASE("no random octets of OpenSSL, and many") {
    CHECK(source::fill({}));
    test::bytes many(200000);
    REQUIRE(source::fill(many));
    const std::set<std::byte> kinds(many.begin(), many.end());
    CHECK(kinds.size() == 256);
}

TEST_CASE("both sides of a fork draw their own octets from OpenSSL") {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    test::bytes before(16), here(16), there(16);
    REQUIRE(source::fill(before));
    const pid_t child = fork();
    if (child == 0) {
        const bool sent = source::fill(there) && write(ends[1], there.data(), there.size()) == 16;
        _exit(sent ? 0 : 1);
    }
    REQUIRE(child > 0);
    REQUIRE(source::fill(here));
    REQUIRE(read(ends[0], there.data(), there.size()) == 16);
    int status = 1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    close(ends[0]);
    close(ends[1]);
    CHECK(here != there);
}
