#include <handclasp/core/result.hpp>

#include "support/catch.hpp"

#include <memory>
#include <string>

namespace hc = handclasp;
using hc::errc;
using hc::result;

using owned = std::unique_ptr<int>;
static_assert(std::is_nothrow_move_constructible_v<result<owned>> && !std::is_copy_constructible_v<result<owned>>);
static_assert(std::is_copy_constructible_v<result<int>>);
static_assert(std::is_same_v<result<int>::value_type, int> && std::is_same_v<result<void>::value_type, void>);
static_assert(!std::is_convertible_v<result<int>, bool>,
              "asked for on purpose: an int is easily taken for its presence");
static_assert(std::is_convertible_v<errc, result<int>> && std::is_convertible_v<errc, result<void>>);
static_assert(std::is_convertible_v<const char*, result<std::string>>);
static_assert(!std::is_constructible_v<result<owned>, int*>, "an explicit conversion of the value stays explicit");
static_assert(!std::is_default_constructible_v<result<int>>);

namespace {

template <class Call>
std::error_code thrown_by(Call&& call) {
    try {
        call();
    } catch (const std::system_error& failure) {
        return failure.code();
    }
    return {};
}

result<int> half(int number) {
    if (number % 2 != 0) return errc::invalid_argument;
    return number / 2;
}

struct throws_when_moved {
    throws_when_moved() = default;
    throws_when_moved(throws_when_moved&&) noexcept(false) {}
};
static_assert(!std::is_nothrow_move_constructible_v<result<throws_when_moved>>);

}  // namespace

TEST_CASE("a result holds a value") {
    result<std::string> good = "text";
    CHECK(good);
    CHECK(good.has_value());
    CHECK(*good == "text");
    CHECK(good->size() == 4);
    CHECK(good.value() == "text");
    *good = "other";
    CHECK(std::as_const(good).value() == "other");
    CHECK(std::as_const(good)->size() == 5);
    CHECK(*std::move(good) == "other");
}

TEST_CASE("a result holds an error") {
    const result<std::string> bad = errc::truncated;
    CHECK_FALSE(bad);
    CHECK_FALSE(bad.has_value());
    CHECK(bad.error() == errc::truncated);
}

TEST_CASE("value() throws the error as std::system_error") {
    result<int> bad = errc::truncated;
    CHECK(thrown_by([&] { static_cast<void>(bad.value()); }) == errc::truncated);
    CHECK(thrown_by([&] { static_cast<void>(std::as_const(bad).value()); }) == errc::truncated);
    CHECK(thrown_by([&] { static_cast<void>(std::move(bad).value()); }) == errc::truncated);
    CHECK(thrown_by([] { result<void>(errc::closed).value(); }) == errc::closed);
    CHECK_THROWS_WITH(result<void>(errc::closed).value(), make_error_code(errc::closed).message());
    CHECK_NOTHROW(result<void>().value());
}

TEST_CASE("result<void> goes on to the next step, or passes its error by") {
    const auto next = [] { return result<int>(7); };
    CHECK(result<void>().and_then(next).value() == 7);
    CHECK(result<void>(errc::closed).and_then(next).error() == errc::closed);
}

TEST_CASE("a value that only moves comes out whole") {
    result<owned> good = std::make_unique<int>(7);
    SECTION("through value()") {
        const owned taken = std::move(good).value();
        CHECK(*taken == 7);
    }
    SECTION("through operator*") {
        const owned taken = *std::move(good);
        CHECK(*taken == 7);
    }
    SECTION("with its result") {
        const result<owned> moved = std::move(good);
        CHECK(**moved == 7);
    }
}

TEST_CASE("and_then goes on with a value and passes an error by") {
    CHECK(half(12).and_then(half).value() == 3);
    CHECK(half(6).and_then(half).error() == errc::invalid_argument);  // in the second step
    bool called = false;
    const auto never = [&called](int) -> result<int> {
        called = true;
        return 0;
    };
    CHECK(half(3).and_then(never).error() == errc::invalid_argument);
    CHECK_FALSE(called);
}

TEST_CASE("and_then moves the value, and may change its type") {
    const auto unwrap = [](owned value) -> result<std::string> { return std::to_string(*value); };
    CHECK(result<owned>(std::make_unique<int>(7)).and_then(unwrap).value() == "7");
    const auto nothing = [](owned) -> result<void> { return {}; };
    CHECK(result<owned>(std::make_unique<int>(7)).and_then(nothing));
    CHECK(result<owned>(errc::backend).and_then(nothing).error() == errc::backend);
}

TEST_CASE("a result without a value is success or an error") {
    CHECK(result<void>());
    CHECK(result<void>().has_value());
    const result<void> bad = errc::closed;
    CHECK_FALSE(bad);
    CHECK(bad.error() == errc::closed);
}

TEST_CASE("results are there at compile time") {
    static_assert(*result<int>(3) == 3 && result<int>(errc::closed).error() == errc::closed);
    static_assert(result<void>().has_value() && result<void>(errc::closed).error() == errc::closed);
    SUCCEED();
}
