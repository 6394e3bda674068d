#include <handclasp/handshake/key_pool.hpp>

#include "handshake/counted_keys.hpp"
#include "support/catch.hpp"

#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/suite/standard.hpp>

#include <future>
#include <set>

// ThreadSanitizer runs all of this as well.
namespace hc = handclasp;
using namespace std::chrono_literals;
using namespace test::counted;
using pool = hc::key_pool<counted_suite>;

static_assert(hc::key_supply<pool, counted_suite> && hc::key_supply<pool&, counted_suite>);
static_assert(hc::key_supply<hc::key_pool<hc::standard>, hc::standard>);
static_assert(!std::is_copy_constructible_v<pool> && !std::is_copy_assignable_v<pool>);
static_assert(std::is_nothrow_move_constructible_v<pool> && std::is_nothrow_move_assignable_v<pool>);

namespace {

hc::key_pool_options options_of(std::size_t low, std::size_t high, hc::when_empty if_empty = hc::when_empty::refuse) {
    hc::key_pool_options options;
    options.low = low;
    options.high = high;
    options.if_empty = if_empty;
    return options;
}

// Whether it comes to be so within a time that no machine needs.
template <class Condition>
bool soon(Condition met) {
    const auto limit = std::chrono::steady_clock::now() + 20s;
    while (!met()) {
        if (std::chrono::steady_clock::now() > limit) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

// Long enough to see what a pool does that should do nothing. A slow machine makes the test weaker, not wrong.
void let_it_work() {
    std::this_thread::sleep_for(20ms);
}

// A call of take() on another thread.
std::future<hc::result<pool::key_pair>> taken_elsewhere(pool& from) {
    return std::async(std::launch::async, [&from] { return from.take(); });
}

}  // namespace

TEST_CASE("options outside their ranges make no pool", "[key_pool]") {
    const auto refused = [](auto change) {
        hc::key_pool_options options;
        change(options);
        const auto made = pool::make(options);
        return !made && made.error() == hc::errc::invalid_argument;
    };
    CHECK(refused([](auto& o) { o.low = 0; }));
    CHECK(refused([](auto& o) { o.low = o.high + 1; }));
    CHECK(refused([](auto& o) { o.low = o.high = 0; }));
    CHECK(refused([](auto& o) { o.high = hc::key_pool_options::most_ready + 1; }));
    CHECK(refused([](auto& o) { o.maximum_age = -1ns; }));
    CHECK(refused([](auto& o) { o.wait_limit = -1ns; }));
    CHECK(refused([](auto& o) { o.threads = 0; }));
    CHECK(refused([](auto& o) { o.threads = hc::key_pool_options::most_threads + 1; }));
    CHECK(refused([](auto& o) { o.if_empty = static_cast<hc::when_empty>(3); }));
    CHECK(refused([](auto& o) { o.if_empty = static_cast<hc::when_empty>(-1); }));
    CHECK(pool::make().has_value());
    CHECK(pool::make(options_of(1, 1)).has_value());
}

TEST_CASE("a pool fills itself to the high mark and not beyond", "[key_pool]") {
    const std::size_t threads = GENERATE(1U, 4U);
    auto options = options_of(3, 8);
    options.threads = threads;
    const int before = alive;
    auto keys = pool::make(options).value();
    const released_at_end release;
    REQUIRE(keys.wait_until_ready(8, 20s));
    let_it_work();
    CHECK(keys.counts().ready == 8);
    CHECK(keys.counts().generated == 8);
    CHECK(alive == before + 8);

    SECTION("nor while several threads have one in hand") {
        CHECK(keys.wait_until_ready(9).error() == hc::errc::invalid_argument);
        generating.close();
        for (int i = 0; i < 6; ++i) REQUIRE(keys.take());
        generating.await(static_cast<unsigned>(threads));
        generating.open();
        REQUIRE(keys.wait_until_ready(8, 20s));
        let_it_work();
        CHECK(keys.counts().ready == 8);
        CHECK(keys.counts().generated == 14);
    }
}

TEST_CASE("refilling starts below the low mark and stops at the high one", "[key_pool]") {
    auto keys = pool::make(options_of(3, 8)).value();
    const released_at_end release;
    REQUIRE(keys.wait_until_ready(8, 20s));
    for (int i = 0; i < 5; ++i) REQUIRE(keys.take());
    let_it_work();
    CHECK(keys.counts().ready == 3);
    CHECK(keys.counts().generated == 8);
    REQUIRE(keys.take());
    CHECK(soon([&] { return keys.counts().ready == 8; }));
    let_it_work();
    CHECK(keys.counts().generated == 14);

    SECTION("and a caller who wants it full has it full") {
        for (int i = 0; i < 2; ++i) REQUIRE(keys.take());
        REQUIRE(keys.wait_until_ready(6));  // is so
        let_it_work();
        CHECK(keys.counts().ready == 6);
        REQUIRE(keys.wait_until_ready(8, 20s));
        CHECK(keys.counts().ready == 8);
    }
}

TEST_CASE("no key pair is handed out twice, and none before one that is older", "[key_pool]") {
    auto keys = pool::make(options_of(4, 8, hc::when_empty::wait)).value();
    const released_at_end release;
    std::uint64_t last = 0;
    for (int i = 0; i < 50; ++i) {
        const auto pair = keys.take();
        REQUIRE(pair);
        CHECK(pair->number() > last);
        last = pair->number();
    }
}

TEST_CASE("threads that share a pool have key pairs of their own", "[key_pool]") {
    using public_key = std::array<std::byte, hc::modern::key_transport::public_key_size>;
    constexpr unsigned takers = 4, each = 100;
    auto options = options_of(8, 16, GENERATE(hc::when_empty::wait, hc::when_empty::generate));
    options.threads = GENERATE(1U, 2U);
    auto keys = hc::key_pool<hc::modern>::make(options).value();

    std::vector<std::future<std::vector<public_key>>> running;
    for (unsigned i = 0; i < takers; ++i) {
        running.push_back(std::async(std::launch::async, [&keys] {
            std::vector<public_key> seen;
            for (unsigned n = 0; n < each; ++n) {
                const auto pair = keys.take();
                if (!pair) break;
                seen.emplace_back();
                hc::copy(pair->public_key(), seen.back());
            }
            return seen;
        }));
    }
    std::set<public_key> all;
    for (auto& thread : running) {
        const auto seen = thread.get();
        CHECK(seen.size() == each);
        all.insert(seen.begin(), seen.end());
    }
    CHECK(all.size() == takers * each);

    REQUIRE(keys.wait_until_ready(16, 20s));
    const auto counts = keys.counts();
    CHECK(counts.ready == 16);
    CHECK(counts.handed_out + counts.made_inline == takers * each);
    CHECK(counts.generated == counts.handed_out + counts.expired + counts.ready);
    CHECK(counts.refused == 0);
    CHECK(counts.failures == 0);
    if (options.if_empty == hc::when_empty::wait) CHECK(counts.made_inline == 0);
}

TEST_CASE("a server takes its key pair from a pool that it is lent", "[key_pool]") {
    auto keys = hc::key_pool<hc::modern>::make(options_of(1, 2, hc::when_empty::wait)).value();
    for (std::uint64_t session = 1; session <= 3; ++session) {
        auto client = hc::client<hc::modern>::request(hc::trust::anyone()).value();
        auto server = hc::server<hc::modern>::answer(client.request(), hc::no_identity(), keys).value();
        auto made = std::move(client).receive(server.hello(), hc::as_octets("first")).value();
        CHECK(hc::as_text(std::move(server).accept(made.initial).value().message) == "first");
        CHECK(keys.counts().handed_out == session);
    }

    SECTION("and gets none back from a handshake that fails") {
        REQUIRE(keys.wait_until_ready(2, 20s));
        auto client = hc::client<hc::modern>::request(hc::trust::anyone()).value();
        std::vector<std::byte> request(client.request().begin(), client.request().end());
        const auto generated = keys.counts().generated;
        static_cast<void>(hc::server<hc::modern>::answer(request, hc::no_identity(), keys).value());
        CHECK(keys.counts().ready == 1);
        CHECK(keys.counts().handed_out == 4);
        CHECK(keys.counts().generated == generated);
        request[hc::layout::unit_header::size + 2] ^= std::byte{1};  // another suite's name
        CHECK_FALSE(hc::server<hc::modern>::answer(request, hc::no_identity(), keys));
        CHECK(keys.counts().handed_out == 4);
    }
}

TEST_CASE("what is handed out or left over is wiped once", "[key_pool]") {
    const int alive_before = alive;
    const auto wiped_before = wiped.load();
    {
        auto keys = pool::make(options_of(1, 8)).value();
        REQUIRE(keys.wait_until_ready(8, 20s));
        {
            const auto pair = keys.take();
            REQUIRE(pair);
            CHECK(alive == alive_before + 8);
            CHECK(wiped == wiped_before);
        }
        CHECK(alive == alive_before + 7);
        CHECK(wiped == wiped_before + 1);
    }
    CHECK(alive == alive_before);
    CHECK(wiped == wiped_before + 8);
}

TEST_CASE("a key pair that is being made when the pool ends is wiped, too", "[key_pool]") {
    const int before = alive;
    generating.close();
    auto keys = std::make_optional(pool::make(options_of(1, 1)).value());
    const released_at_end release;
    generating.await(1);
    auto ended = std::async(std::launch::async, [&] { keys.reset(); });
    CHECK(ended.wait_for(20ms) == std::future_status::timeout);
    generating.open();
    ended.get();
    CHECK(alive == before);
}

TEST_CASE("key pairs expire in the background", "[key_pool]") {
    const int before = alive;
    auto options = options_of(4, 4);
    options.maximum_age = 30ms;
    auto keys = pool::make(options).value();
    const released_at_end release;
    REQUIRE(keys.wait_until_ready(4, 20s));
    const auto first_made = last_number.load();
    CHECK(soon([&] { return keys.counts().expired >= 8; }));  // nobody has called take()
    CHECK(soon([&] { return keys.counts().ready == 4; }));    // and others are there instead
    CHECK(alive <= before + 5);                               // one on its way, perhaps
    hc::result<pool::key_pair> pair = hc::errc::exhausted;
    CHECK(soon([&] { return (pair = keys.take()).has_value(); }));
    CHECK(pair->number() > first_made);
}

TEST_CASE("take() does not hand out what has expired, although nobody has cleared it away", "[key_pool]") {
    auto options = options_of(4, 4);
    options.maximum_age = 50ms;
    auto keys = pool::make(options).value();
    const released_at_end release;
    REQUIRE(keys.wait_until_ready(4, 20s));
    const auto wiped_before = wiped.load();
    generating.close();
    REQUIRE(keys.take());  // so the one thread is held up at the gate
    generating.await(1);
    std::this_thread::sleep_for(60ms);
    CHECK(keys.counts().ready > 0);
    CHECK(keys.take().error() == hc::errc::exhausted);
    CHECK(keys.counts().ready == 0);
    CHECK(keys.counts().expired >= 3);
    CHECK(wiped >= wiped_before + 4);
}

TEST_CASE("without a maximum age nothing expires, nor with one beyond the end of time", "[key_pool]") {
    auto options = options_of(4, 4, hc::when_empty::wait);
    options.maximum_age = GENERATE(hc::key_pool_options::duration::zero(), hc::key_pool_options::duration::max());
    options.wait_limit = options.maximum_age;
    auto keys = pool::make(options).value();
    const released_at_end release;
    REQUIRE(keys.take());
    REQUIRE(keys.wait_until_ready(4, options.maximum_age));
    let_it_work();
    CHECK(keys.counts().expired == 0);
    CHECK(keys.counts().ready == 4);
}

TEST_CASE("an empty pool refuses, and does not wait for a key pair that is being made", "[key_pool]") {
    generating.close();
    auto keys = pool::make(options_of(1, 2)).value();
    const released_at_end release;
    generating.await(1);
    CHECK(keys.take().error() == hc::errc::exhausted);  // would hang here if that were made under the lock
    CHECK(keys.take().error() == hc::errc::exhausted);
    CHECK(keys.counts().refused == 2);
    CHECK(keys.counts().waited == 0);
    CHECK(keys.wait_until_ready(1, 5ms).error() == hc::errc::timed_out);
    generating.open();
    REQUIRE(keys.wait_until_ready(2, 20s));
    CHECK(keys.take().has_value());
    CHECK(keys.counts().refused == 2);
    CHECK(keys.counts().made_inline == 0);
}

TEST_CASE("an empty pool makes one inline", "[key_pool]") {
    generating.close();
    auto keys = pool::make(options_of(1, 1, hc::when_empty::generate)).value();
    const released_at_end release;
    generating.await(1);
    auto taken = taken_elsewhere(keys);
    generating.await(2);
    generating.open();
    CHECK(taken.get().has_value());
    CHECK(keys.counts().made_inline == 1);
    CHECK(keys.counts().handed_out == 0);
    CHECK(soon([&] { return keys.counts().generated == 1; }));
    CHECK(keys.take().has_value());
    CHECK(keys.counts().handed_out == 1);

    SECTION("or fails as that does") {
        failure = static_cast<int>(hc::errc::random_source);
        hc::result<pool::key_pair> pair = hc::errc::exhausted;
        CHECK(soon([&] { return !(pair = keys.take()); }));
        CHECK(pair.error() == hc::errc::random_source);
        CHECK(keys.counts().failures >= 1);
    }
}

TEST_CASE("an empty pool waits until a key pair is ready", "[key_pool]") {
    generating.close();
    auto keys = pool::make(options_of(1, 1, hc::when_empty::wait)).value();
    const released_at_end release;
    generating.await(1);
    std::vector<std::future<hc::result<pool::key_pair>>> waiting;
    for (int i = 0; i < 3; ++i) waiting.push_back(taken_elsewhere(keys));
    CHECK(soon([&] { return keys.counts().waited == 3; }));
    CHECK(waiting.front().wait_for(10ms) == std::future_status::timeout);
    generating.open();
    std::set<std::uint64_t> numbers;
    for (auto& call : waiting) {
        const auto pair = call.get();
        REQUIRE(pair);
        numbers.insert(pair->number());
    }
    CHECK(numbers.size() == 3);
    CHECK(keys.counts().refused == 0);
    CHECK(keys.counts().handed_out == 3);
}

TEST_CASE("a wait has a limit", "[key_pool]") {
    generating.close();
    auto options = options_of(1, 1, hc::when_empty::wait);
    options.wait_limit = 20ms;
    auto keys = pool::make(options).value();
    const released_at_end release;
    const auto begun = std::chrono::steady_clock::now();
    CHECK(keys.take().error() == hc::errc::timed_out);
    CHECK(std::chrono::steady_clock::now() - begun >= 20ms);
    CHECK(keys.counts().waited == 1);
    CHECK(keys.counts().refused == 1);
    generating.open();
    REQUIRE(keys.wait_until_ready(1, 20s));
    CHECK(keys.take().has_value());
}

TEST_CASE("a failure to make key pairs is counted, seen, and not repeated at once", "[key_pool]") {
    const std::size_t threads = GENERATE(1U, 2U);
    const auto why = threads == 1 ? hc::errc::random_source : hc::errc::backend;
    failure = static_cast<int>(why);
    auto options = options_of(2, 4, GENERATE(hc::when_empty::wait, hc::when_empty::refuse));
    options.threads = threads;
    const auto begun = std::chrono::steady_clock::now();
    auto keys = pool::make(options).value();
    const released_at_end release;
    CHECK(keys.wait_until_ready(1, 20s).error() == why);
    CHECK(keys.take().error() == why);
    std::this_thread::sleep_for(60ms);
    const auto failures = keys.counts().failures;
    const auto passed = std::chrono::steady_clock::now() - begun;
    CHECK(failures >= options.threads);
    CHECK(failures <= options.threads * static_cast<std::uint64_t>(passed / 10ms + 1));  // one for each first pause
    CHECK(keys.take().error() == why);
    CHECK(keys.counts().refused == 2);
    CHECK(keys.counts().generated == 0);

    failure = 0;
    CHECK(soon([&] { return keys.counts().ready == 4; }));
    CHECK(keys.take().has_value());
    CHECK(keys.wait_until_ready(4, 20s).has_value());
}

TEST_CASE("a failure wakes those who wait", "[key_pool]") {
    generating.close();
    auto keys = pool::make(options_of(1, 1, hc::when_empty::wait)).value();
    const released_at_end release;
    auto waiting = taken_elsewhere(keys);
    auto filled = std::async(std::launch::async, [&] { return keys.wait_until_ready(1); });
    CHECK(soon([&] { return keys.counts().waited == 1; }));
    failure = static_cast<int>(hc::errc::backend);
    generating.open();
    CHECK(waiting.get().error() == hc::errc::backend);
    CHECK(filled.get().error() == hc::errc::backend);
}

TEST_CASE("the pauses between failures grow", "[key_pool]") {
    failure = static_cast<int>(hc::errc::backend);
    auto keys = pool::make(options_of(1, 1)).value();
    const released_at_end release;
    const auto begun = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(200ms);
    const auto failures = keys.counts().failures;
    const auto passed = std::chrono::steady_clock::now() - begun;
    CHECK(failures >= 2);
    CHECK(10ms * ((1 << (failures - 2)) - 1) <= passed);  // 10, 20, 40 ... between them; the first was before
}

TEST_CASE("a pool that ends sends away those who wait, and waits for them", "[key_pool]") {
    const int before = alive;
    generating.close();
    auto keys = std::make_optional(pool::make(options_of(1, 2, hc::when_empty::wait)).value());
    const released_at_end release;
    std::vector<std::future<hc::result<pool::key_pair>>> waiting;
    for (int i = 0; i < 4; ++i) waiting.push_back(taken_elsewhere(*keys));
    CHECK(soon([&] { return keys->counts().waited == 4; }));
    auto ended = std::async(std::launch::async, [&] { keys.reset(); });
    for (auto& call : waiting) CHECK(call.get().error() == hc::errc::closed);
    generating.open();
    ended.get();
    CHECK(alive == before);
}

TEST_CASE("a pool moves, and what is left of it is closed", "[key_pool]") {
    const int before = alive;
    auto first = pool::make(options_of(1, 2)).value();
    const released_at_end release;
    REQUIRE(first.wait_until_ready(2, 20s));
    auto second = std::move(first);
    // NOLINTBEGIN(bugprone-use-after-move): what a pool is that was moved away is what this asks.
    CHECK(first.take().error() == hc::errc::closed);
    CHECK(first.wait_until_ready(1).error() == hc::errc::closed);
    CHECK(first.counts().generated == 0);
    CHECK(second.take().has_value());
    second = pool::make(options_of(1, 1)).value();
    REQUIRE(second.wait_until_ready(1, 20s));
    CHECK(alive == before + 1);
    // NOLINTEND(bugprone-use-after-move)
}
