#include <handclasp/testing/conform.hpp>

#include "conform/expect.hpp"
#include "support/channels.hpp"

namespace hc = handclasp;
namespace conform = hc::conform;
using test::expect_conforming;

namespace {

struct tiny_limits : test::small_limits {
    static constexpr std::size_t frame_limit = 1;
};

}  // namespace

// The suites of the tests are of the standard policies, with limits that can be reached.
TEMPLATE_LIST_TEST_CASE("suites of each composition conform, with every check run", "", test::small_suites) {
    expect_conforming(conform::suite<TestType>());
}

TEST_CASE("a suite of the smallest frames conforms") {
    expect_conforming(conform::suite<test::limited_aead<tiny_limits>>());
}

TEST_CASE("the standard suites conform") {
    expect_conforming(conform::suite<hc::standard>(), {"rekey by itself"});
    expect_conforming(conform::suite<hc::modern>(), {"rekey by itself"});
}
