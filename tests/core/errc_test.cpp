#include <handclasp/core/errc.hpp>

#include "support/catch.hpp"

#include <set>

namespace hc = handclasp;
using hc::errc;

static_assert(std::is_error_code_enum_v<errc>);
static_assert(std::is_convertible_v<errc, std::error_code>);
static_assert(!std::is_convertible_v<errc, std::error_condition>);

namespace {

constexpr errc first = errc::unit_size, last = errc::exhausted;
const std::string unknown = hc::error_category().message(static_cast<int>(last) + 1);

}  // namespace

TEST_CASE("each error has a message of its own") {
    std::set<std::string> messages;
    for (int value = static_cast<int>(first); value <= static_cast<int>(last); ++value) {
        const std::string message = make_error_code(static_cast<errc>(value)).message();
        CAPTURE(value, message);
        CHECK_FALSE(message.empty());
        CHECK(message != unknown);
        CHECK(messages.insert(message).second);
    }
    CHECK(messages.size() == 23);
}

TEST_CASE("a value that is no error has a message, too") {
    CHECK_FALSE(unknown.empty());
    CHECK(hc::error_category().message(0) == unknown);
    CHECK(hc::error_category().message(-1) == unknown);
}

TEST_CASE("an errc is a std::error_code of handclasp's category") {
    const std::error_code code = errc::authentication_failed;
    CHECK(code);  // no error has the value zero
    CHECK(code.value() == static_cast<int>(errc::authentication_failed));
    CHECK(&code.category() == &hc::error_category());
    CHECK(std::string(code.category().name()) == "handclasp");
    CHECK(code == errc::authentication_failed);
    CHECK(code != errc::truncated);
    CHECK(code != std::error_code(code.value(), std::generic_category()));
    CHECK(std::system_error(code).code() == errc::authentication_failed);
}
