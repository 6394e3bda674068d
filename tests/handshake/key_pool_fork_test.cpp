// A pool on the two sides of a fork.
#include <handclasp/handshake/key_pool.hpp>

#include "handshake/counted_keys.hpp"
#include "support/catch.hpp"

#include <handclasp/suite/standard.hpp>

#include <future>

#include <sys/wait.h>
#include <unistd.h>

namespace hc = handclasp;
using namespace std::chrono_literals;
using namespace test::counted;
using pool = hc::key_pool<counted_suite>;

// ThreadSanitizer lets no thread begin in the child of a fork.
#if defined(__SANITIZE_THREAD__)
#define HANDCLASP_TEST_UNDER_TSAN 1
#elif defined(__has_feature)
#define HANDCLASP_TEST_UNDER_TSAN __has_feature(thread_sanitizer)
#else
#define HANDCLASP_TEST_UNDER_TSAN 0
#endif

namespace {

// What action() returns in a child, or 128 and the number of the signal that ended it: SIGALRM if it hangs.
template <class Action>
int in_child(Action action) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(10);
        ::_exit(action());
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

hc::key_pool_options options_of(hc::when_empty if_empty) {
    hc::key_pool_options options;
    options.low = 4;
    options.high = 8;
    options.if_empty = if_empty;
    return options;
}

constexpr int good = 42;

// The child's side: exit codes name what went wrong. `inherited` is the last number that the parent may have.
int takes_none_of_its_parents(pool& keys, std::uint64_t inherited, int alive_after) {
    const auto first = keys.take();
    const auto second = keys.take();
    if (!first || !second) return 1;
    if (first->number() <= inherited || second->number() <= inherited) return 2;
    if (first->number() == second->number()) return 3;
    if (alive != alive_after + 2) return 4;  // the inherited ones are wiped, these two are there
    const auto counts = keys.counts();
    if (counts.ready != 0 || counts.made_inline != 2) return 5;
    if (keys.wait_until_ready(1).error() != hc::errc::exhausted) return 6;
    return good;
}

}  // namespace

TEST_CASE("the child of a fork makes key pairs of its own", "[key_pool]") {
    const int before = alive;
    auto keys = pool::make(options_of(GENERATE(hc::when_empty::wait, hc::when_empty::generate))).value();
    const released_at_end release;
    REQUIRE(keys.wait_until_ready(8, 20s));
    const auto last = last_number.load();
    CHECK(in_child([&] { return takes_none_of_its_parents(keys, last, before); }) == good);
    CHECK(in_child([&] {
              return in_child([&] { return takes_none_of_its_parents(keys, last, before); });  // a child's child
          }) == good);

    // The parent's pool is as it was.
    CHECK(keys.counts().ready == 8);
    CHECK(keys.counts().made_inline == 0);
    CHECK(keys.take()->number() == last - 7);
}

TEST_CASE("the child of a fork refuses where the pool was to refuse", "[key_pool]") {
    const int before = alive;
    auto keys = pool::make(options_of(hc::when_empty::refuse)).value();
    const released_at_end release;
    REQUIRE(keys.wait_until_ready(8, 20s));
    CHECK(in_child([&] {
              if (keys.take().error() != hc::errc::exhausted) return 1;
              return alive == before && keys.counts().refused == 1 ? good : 2;
          }) == good);
    CHECK(keys.take().has_value());
}

TEST_CASE("each member of a pool wipes what a fork has brought along, and its destruction does", "[key_pool]") {
    const int before = alive;
    auto keys = std::make_optional(pool::make(options_of(hc::when_empty::wait)).value());
    const released_at_end release;
    REQUIRE(keys->wait_until_ready(8, 20s));
    const auto wiped_before = wiped.load();
    CHECK(in_child([&] {
              keys.reset();  // would wait for threads that are not here
              return alive == before && wiped == wiped_before + 8 ? good : 1;
          }) == good);
    CHECK(in_child([&] {
              if (keys->counts().ready != 0 || alive != before) return 1;
              keys.reset();
              return wiped == wiped_before + 8 ? good : 2;
          }) == good);
    CHECK(in_child([&] {
              if (keys->wait_until_ready(1).error() != hc::errc::exhausted) return 1;
              return alive == before && wiped == wiped_before + 8 ? good : 2;
          }) == good);
    CHECK(keys->counts().ready == 8);
}

#if !HANDCLASP_TEST_UNDER_TSAN
TEST_CASE("the child of a fork can make a pool in place of its parent's", "[key_pool]") {
    const int before = alive;
    auto keys = pool::make(options_of(hc::when_empty::wait)).value();
    const released_at_end release;
    REQUIRE(keys.wait_until_ready(8, 20s));
    const auto last = last_number.load();
    CHECK(in_child([&] {
              keys = pool::make(options_of(hc::when_empty::refuse)).value();
              if (!keys.wait_until_ready(8, 5s)) return 1;
              const auto pair = keys.take();
              return pair && pair->number() == last + 1 && alive == before + 8 ? good : 2;  // seven and this one
          }) == good);
}
#endif

TEST_CASE("a fork while other threads wait in the pool", "[key_pool]") {
    const int before = alive;
    generating.close();
    auto keys = std::make_optional(pool::make(options_of(hc::when_empty::wait)).value());
    const released_at_end release;
    generating.await(1);
    auto waiting = std::async(std::launch::async, [&] { return keys->take(); });
    while (keys->counts().waited == 0) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(10ms);
    CHECK(in_child([&] {
              keys.reset();  // would wait for the one that waits
              return alive == before ? good : 1;
          }) == good);
    generating.open();
    CHECK(waiting.get().has_value());
}

TEST_CASE("a fork while another thread holds the pool's lock, with a key pair in its hands", "[key_pool]") {
    const int before = alive;
    auto keys = std::make_optional(pool::make(options_of(hc::when_empty::wait)).value());
    const released_at_end release;
    REQUIRE(keys->wait_until_ready(8, 20s));
    const auto last = last_number.load();
    const auto wiped_before = wiped.load();
    moving.close();
    auto holding = std::async(std::launch::async, [&] { return keys->take()->number(); });
    moving.await(1);
    const auto child = [&] {
        moving.open();  // for this process alone; nobody is at the gate here
        // Of the eight that were ready, one is neither here nor there, and out of reach.
        const int code = takes_none_of_its_parents(*keys, last, before + 1);
        if (code != good) return code;
        keys.reset();
        return alive == before + 1 && wiped == wiped_before + 7 + 2 ? good : 7;
    };
    CHECK(in_child(child) == good);
    CHECK(in_child([&] {
              keys.reset();
              return alive == before + 1 ? good : 1;
          }) == good);
    moving.open();
    CHECK(holding.get() == last - 7);
}

TEST_CASE("a fork out of the middle of work leaves both sides sound", "[key_pool]") {
    hc::key_pool_options options;
    options.low = options.high = 4;
    options.maximum_age = 1ms;
    auto keys = std::make_optional(hc::key_pool<hc::modern>::make(options).value());
    std::atomic<bool> enough = false;
    auto taking = std::async(std::launch::async, [&] {
        std::size_t taken = 0;
        while (!enough) taken += keys->take().has_value() ? 1U : 0U;
        return taken;
    });
    for (int i = 0; i < 20; ++i) {
        CHECK(in_child([&] {
                  if (!keys->take()) return 1;
                  keys.reset();
                  return good;
              }) == good);
    }
    enough = true;
    CHECK(taking.get() > 0);
    CHECK(keys->take().has_value());
}
