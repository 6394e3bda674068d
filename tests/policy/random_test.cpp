#include <handclasp/policy/cryptopp/random.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <sys/resource.h>

#include <new>
#include <set>

namespace hc = handclasp;

namespace {

hc::result<void> counting(hc::mutable_octets target) noexcept {
    for (std::size_t i = 0; i < target.size(); ++i) target[i] = static_cast<std::byte>(i);
    return {};
}
hc::result<void> failing(hc::mutable_octets) noexcept {
    return hc::errc::random_source;
}

}  // namespace

TEST_CASE("the system's random octets differ from call to call") {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        test::bytes drawn(16);
        REQUIRE(hc::os_random::fill(drawn));
        CHECK(seen.insert(test::to_hex(drawn)).second);
    }
}

TEST_CASE("random octets fill the target from end to end and nothing beside it") {
    test::bytes buffer(66);
    std::set<std::byte> first, last;
    for (int i = 0; i < 64; ++i) {
        REQUIRE(hc::os_random::fill(hc::mutable_octets(buffer).subspan(1, 64)));
        first.insert(buffer[1]);
        last.insert(buffer[64]);
        CHECK(buffer.front() == std::byte{0});
        CHECK(buffer.back() == std::byte{0});
    }
    CHECK(first.size() > 16);
    CHECK(last.size() > 16);
}

TEST_CASE("no random octets, and many") {
    CHECK(hc::os_random::fill({}));
    test::bytes many(100000);
    REQUIRE(hc::os_random::fill(many));
    const std::set<std::byte> kinds(many.begin(), many.end());
    CHECK(kinds.size() == 256);
}

TEST_CASE("random octets need no file descriptor") {
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit none = before;
    none.rlim_cur = 0;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    test::bytes drawn(1000);
    const auto done = hc::os_random::fill(drawn);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(done);
    CHECK(std::set<std::byte>(drawn.begin(), drawn.end()).size() > 64);
}

TEST_CASE("Crypto++ draws from a random_function that it is lent") {
    hc::cryptopp::generator generator(counting);
    test::bytes drawn(4);
    generator.GenerateBlock(hc::cryptopp::bytes(drawn), drawn.size());
    CHECK(test::to_hex(drawn) == "00010203");
}

TEST_CASE("what Crypto++ throws comes out as the error that it means") {
    const auto outcome = [](auto action) {
        return hc::cryptopp::guarded([=]() -> hc::result<int> { return action(); });
    };
    CHECK(outcome([] { return 7; }).value() == 7);
    CHECK(outcome([]() -> int { throw std::bad_alloc(); }).error() == hc::errc::backend);
    CHECK(outcome([]() -> int { throw CryptoPP::InvalidArgument("any"); }).error() == hc::errc::backend);
    CHECK(outcome([]() -> int { throw 7; }).error() == hc::errc::backend);
    CHECK(outcome([] {
              hc::cryptopp::generator generator(failing);
              return static_cast<int>(generator.GenerateByte());
          }).error() == hc::errc::random_source);
}
