// The halves of a channel on two threads: ThreadSanitizer runs this as well.
#include <handclasp/channel/channel.hpp>

#include "support/catch.hpp"
#include "support/channels.hpp"

#include <future>

namespace hc = handclasp;
using test::bytes;

TEST_CASE("the halves of a channel share nothing") {
    constexpr unsigned count = 2000;  // through several rekeys of the small suite, in both directions
    const auto message = [](unsigned i) { return test::pattern(i % 200, i); };
    auto pair = test::connected<test::small>();
    std::vector<bytes> incoming;
    for (unsigned i = 0; i < count; ++i) incoming.push_back(test::sealed(pair.server, message(i)));

    auto [sender, receiver] = std::move(pair.client).split();
    auto sealing = std::async(std::launch::async, [half = std::move(sender), &message]() mutable {
        std::vector<bytes> outgoing;
        for (unsigned i = 0; i < count; ++i) outgoing.push_back(test::sealed(half, message(i)));
        return outgoing;
    });
    const auto open = [](auto& half, const bytes& stream) {
        bytes whole;
        for (auto unit : test::split_units(stream)) {
            const auto event = half.open(unit).value();
            whole.insert(whole.end(), event.data.begin(), event.data.end());
        }
        return whole;
    };
    auto opening = std::async(std::launch::async, [half = std::move(receiver), &incoming, &message, &open]() mutable {
        for (unsigned i = 0; i < count; ++i) {
            if (open(half, incoming[i]) != message(i)) return false;
        }
        return true;
    });
    CHECK(opening.get());
    const auto outgoing = sealing.get();
    for (unsigned i = 0; i < count; ++i) REQUIRE(open(pair.server, outgoing[i]) == message(i));
}
