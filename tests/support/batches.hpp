// What a batch makes of many messages and units, held against the same calls one by one.
#pragma once

#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <handclasp/channel/batch.hpp>

#include <random>

namespace test {

// The sending or receiving ends of so many channels, each under keys of its own; the same on every call.
template <handclasp::protocol_suite Suite>
std::vector<handclasp::sender<Suite>> senders(std::size_t count) {
    std::vector<handclasp::sender<Suite>> made;
    for (unsigned i = 0; i < count; ++i) {
        made.emplace_back(handclasp::record::sealer<Suite>::make(traffic<Suite>(i + 1)).value());
    }
    return made;
}
template <handclasp::protocol_suite Suite>
std::vector<handclasp::receiver<Suite>> receivers(std::size_t count) {
    std::vector<handclasp::receiver<Suite>> made;
    for (unsigned i = 0; i < count; ++i) {
        made.emplace_back(handclasp::record::opener<Suite>::make(traffic<Suite>(i + 1)).value());
    }
    return made;
}

template <handclasp::protocol_suite Suite>
handclasp::batch<Suite> new_batch() {
    return handclasp::batch<Suite>::make().value();
}

// A message of a channel, and the buffer that it is sealed into: room octets, or what sealed_size() says.
struct outgoing_message {
    std::size_t channel;
    bytes text;
    std::size_t fragment_size;
    std::optional<std::size_t> room = std::nullopt;
};
struct incoming_unit {
    std::size_t channel;
    bytes unit;
};

template <class Value>
std::optional<handclasp::errc> failure_of(const handclasp::result<Value>& outcome) {
    return outcome ? std::nullopt : std::optional(outcome.error());
}

// Seals messages in one call, and by other senders under the same keys one by one: same outcomes, same octets. The two
// suites have one name. Returns what was sealed, unit by unit.
template <class Batched, class Single>
std::vector<incoming_unit>
sealed_alike(handclasp::batch<Batched>& batch, std::vector<handclasp::sender<Batched>>& batched,
             std::vector<handclasp::sender<Single>>& single, const std::vector<outgoing_message>& messages) {
    std::vector<bytes> outs;
    std::vector<typename handclasp::batch<Batched>::outgoing> items;
    for (const auto& message : messages) {
        const auto room = message.room
            ? *message.room
            : handclasp::sender<Batched>::sealed_size(message.text.size(), message.fragment_size);
        auto& out = outs.emplace_back(room, std::byte{0xee});
        items.push_back({&batched[message.channel], message.text, out, message.fragment_size});
    }
    batch.seal(items);

    std::vector<incoming_unit> units;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        CAPTURE(i, messages[i].text.size(), messages[i].fragment_size);
        bytes expected(outs[i].size(), std::byte{0xee});
        const auto sealed = single[messages[i].channel].seal(messages[i].text, expected, messages[i].fragment_size);
        REQUIRE((failure_of(items[i].outcome) == failure_of(sealed)));
        if (!sealed) continue;
        REQUIRE(items[i].outcome->data() == outs[i].data());
        REQUIRE(std::ranges::equal(*items[i].outcome, *sealed));
        for (auto& unit : split_units(*sealed)) units.push_back({messages[i].channel, std::move(unit)});
    }
    return units;
}

// Opens units in one call, and by other receivers under the same keys one by one: the same outcomes, with the same
// octets in their buffers. Returns how many were opened.
template <class Batched, class Single>
std::size_t opened_alike(handclasp::batch<Batched>& batch, std::vector<handclasp::receiver<Batched>>& batched,
                         std::vector<handclasp::receiver<Single>>& single, std::vector<incoming_unit> units) {
    auto expected = units;
    std::vector<typename handclasp::batch<Batched>::incoming> items;
    for (auto& [channel, unit] : units) items.push_back({&batched[channel], unit});
    batch.open(items);

    std::size_t opened = 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
        CAPTURE(i, units[i].channel, units[i].unit.size());
        const auto outcome = single[units[i].channel].open(expected[i].unit);
        REQUIRE((failure_of(items[i].outcome) == failure_of(outcome)));
        if (outcome) {
            ++opened;
            REQUIRE((items[i].outcome->kind == outcome->kind));
            REQUIRE(items[i].outcome->data.size() == outcome->data.size());
            REQUIRE(std::ranges::equal(items[i].outcome->data, outcome->data));
            if (!outcome->data.empty()) {
                REQUIRE(items[i].outcome->data.data() - units[i].unit.data() ==
                        outcome->data.data() - expected[i].unit.data());
            }
        } else {
            REQUIRE(all_zero(units[i].unit));
        }
        REQUIRE(all_zero(units[i].unit) == all_zero(expected[i].unit));
    }
    for (std::size_t i = 0; i < batched.size(); ++i) {
        CAPTURE(i);
        REQUIRE((batched[i].failure() == single[i].failure()));
        REQUIRE(batched[i].confirmed() == single[i].confirmed());
    }
    return opened;
}

// So many messages of random channels and sizes, most of them short.
inline std::vector<outgoing_message> random_messages(std::mt19937& random, std::size_t count, std::size_t channels,
                                                     std::size_t longest, std::size_t frame_limit) {
    const auto below = [&random](std::size_t end) {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
    };
    std::vector<outgoing_message> messages;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t size = below(4) == 0 ? below(longest + 1) : below(std::min<std::size_t>(longest, 300) + 1);
        const std::size_t fragment_sizes[] = {1000, 4096, frame_limit / 3, frame_limit};
        messages.push_back({below(channels), pattern(size, static_cast<std::uint32_t>(random())),
                            std::min(fragment_sizes[below(4)], frame_limit)});
    }
    return messages;
}

}  // namespace test
