#include <handclasp/channel/batch.hpp>

#include "support/batches.hpp"

#include <map>

// What comes out of a batch of units that a peer, or somebody on the way, has meddled with: what comes out of
// receiver::open(), unit by unit.
namespace hc = handclasp;
using test::bytes;

namespace {

// The same keys and frames as test::small_suites, without small limits on a key: for a peer that goes beyond them.
struct endless : hc::default_limits {
    static constexpr std::size_t frame_limit = 64;
};
template <class Suite>
struct peers_of;
template <>
struct peers_of<test::small> {
    using type = test::limited<hc::record::mac_in_cipher, endless>;
};
template <>
struct peers_of<test::small_encrypt_then_mac> {
    using type = test::limited<hc::record::encrypt_then_mac, endless>;
};
template <>
struct peers_of<test::small_aead> {
    using type = test::limited_aead<endless>;
};

// What a peer seals that follows no order of units: any type, any message that fits, and a rekey now and then too late.
template <class Suite>
class peer {
    using sealing_suite = typename peers_of<Suite>::type;

public:
    peer(unsigned seed, std::mt19937& random)
        : sealer_(hc::record::sealer<sealing_suite>::make(test::traffic<sealing_suite>(seed)).value()),
          random_(random) {}

    bytes next() {
        ++since_rekey_;
        const std::size_t kind = random_() % 64;
        if (since_rekey_ > 6 ? kind < 40 : kind < 4) {
            since_rekey_ = 0;
            auto unit = sealed(hc::unit_type::rekey, 0);
            REQUIRE(sealer_.advance());
            return unit;
        }
        if (kind == 60) return sealed(hc::unit_type::close, 0);
        if (kind == 61) return sealed(hc::unit_type::fragment, 0);
        if (kind == 62) return sealed(hc::unit_type::message, 65);  // beyond the frame limit
        if (kind == 63) return sealed(hc::unit_type::rekey, 1);
        return sealed(kind % 4 == 0 ? hc::unit_type::fragment : hc::unit_type::message, 1 + random_() % 64);
    }

private:
    bytes sealed(hc::unit_type type, std::size_t size) {
        bytes unit(sealing_suite::message_frame::frame_size(size));
        REQUIRE(sealer_.seal(type, test::pattern(size, static_cast<std::uint32_t>(random_())), unit));
        return unit;
    }

    hc::record::sealer<sealing_suite> sealer_;
    std::mt19937& random_;
    std::size_t since_rekey_ = 0;
};

// Alters a unit in one of the ways that there are, or leaves it out, or puts it in twice.
void meddle(std::vector<test::incoming_unit>& units, test::incoming_unit unit, std::mt19937& random) {
    auto& octets = unit.unit;
    const auto any = [&](std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random); };
    switch (any(10)) {
        case 0: octets[any(octets.size())] ^= static_cast<std::byte>(1 + any(255)); break;
        case 1: octets[4 + any(octets.size() - 4)] ^= static_cast<std::byte>(1 << any(8)); break;
        case 2: octets[any(4)] ^= static_cast<std::byte>(1 << any(8)); break;
        case 3: octets.resize(any(octets.size())); break;
        case 4: octets.resize(octets.size() + 1 + any(40)); break;
        case 5:  // with a header that agrees
            octets.resize(4 + any(octets.size()));
            hc::copy(hc::layout::unit_header::make(hc::layout::unit_header::type_of(octets), octets.size() - 4),
                     octets);
            break;
        case 6: octets[0] = static_cast<std::byte>(any(6)); break;
        case 7: octets.clear(); break;
        case 8: return;
        default: units.push_back(unit); break;
    }
    units.push_back(std::move(unit));
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a batch opens and refuses what a receiver opens and refuses", "", test::small_suites) {
    auto batch = test::new_batch<TestType>();
    std::mt19937 random(6);
    std::size_t opened = 0, all = 0;
    std::map<hc::errc, std::size_t> failures;
    for (int round = 0; round < 300; ++round) {
        CAPTURE(round);
        const std::size_t channels = 1 + random() % 8;
        std::vector<peer<TestType>> sending;
        for (unsigned i = 0; i < channels; ++i) sending.emplace_back(i + 1, random);
        auto batched = test::receivers<TestType>(channels), single = test::receivers<TestType>(channels);
        for (int call = 0; call < 3; ++call) {  // receivers that have failed come to the next one too
            std::vector<test::incoming_unit> units;
            const std::size_t count = random() % 200;
            while (units.size() < count) {
                const std::size_t channel = random() % channels;
                test::incoming_unit unit{channel, sending[channel].next()};
                if (random() % 64 == 0) {
                    meddle(units, std::move(unit), random);
                } else {
                    units.push_back(std::move(unit));
                }
            }
            all += units.size();
            opened += test::opened_alike(batch, batched, single, std::move(units));
        }
        for (const auto& receiver : batched) {
            if (receiver.failure()) ++failures[*receiver.failure()];
        }
    }
    CHECK(opened > 2000);
    CHECK(all - opened > 2000);
    for (const auto each : {hc::errc::authentication_failed, hc::errc::key_limit, hc::errc::unit_size,
                            hc::errc::unexpected_unit, hc::errc::after_close}) {
        CAPTURE(each);
        CHECK(failures[each] > 0);
    }
}

TEMPLATE_LIST_TEST_CASE("a frame that was altered ends its own channel within a batch, and no other", "",
                        test::small_suites) {
    constexpr std::size_t channels = 4, count = 40;
    for (const std::size_t altered : {std::size_t{0}, std::size_t{17}, count - 1}) {
        CAPTURE(altered);
        auto batch = test::new_batch<TestType>();
        auto sending = test::senders<TestType>(channels), again = test::senders<TestType>(channels);
        auto receiving = test::receivers<TestType>(channels);
        std::vector<test::outgoing_message> messages;
        for (std::size_t i = 0; i < count; ++i) messages.push_back({i % channels, test::pattern(i), 64});
        auto units = test::sealed_alike(batch, sending, again, messages);
        std::vector<std::size_t> of_message;  // those that are no rekeys
        for (std::size_t i = 0; i < units.size(); ++i) {
            if (hc::layout::unit_header::type_of(units[i].unit) == hc::unit_type::message) of_message.push_back(i);
        }
        const std::size_t at = of_message.at(altered), channel = units[at].channel;
        units[at].unit.back() ^= std::byte{1};

        std::vector<typename hc::batch<TestType>::incoming> items;
        for (auto& [whose, unit] : units) items.push_back({&receiving[whose], unit});
        batch.open(items);
        for (std::size_t i = 0; i < units.size(); ++i) {
            CAPTURE(i);
            if (units[i].channel == channel && i >= at) {
                REQUIRE((test::failure_of(items[i].outcome) == hc::errc::authentication_failed));
                REQUIRE(test::all_zero(units[i].unit));
            } else {
                REQUIRE(items[i].outcome);
            }
        }
        for (std::size_t i = 0; i < channels; ++i) CHECK(receiving[i].failure().has_value() == (i == channel));
    }
}

TEMPLATE_LIST_TEST_CASE("a first frame that opens in a batch confirms its channel, and one that does not does not", "",
                        test::small_suites) {
    auto batch = test::new_batch<TestType>();
    auto sending = test::senders<TestType>(2), again = test::senders<TestType>(2);
    auto receiving = test::receivers<TestType>(2);
    auto units = test::sealed_alike(batch, sending, again, {{0, test::pattern(3), 64}, {1, test::pattern(3), 64}});
    units[1].unit[5] ^= std::byte{1};
    CHECK_FALSE(receiving[0].confirmed());
    std::vector<typename hc::batch<TestType>::incoming> items;
    for (auto& [whose, unit] : units) items.push_back({&receiving[whose], unit});
    batch.open(items);
    CHECK(receiving[0].confirmed());
    CHECK_FALSE(receiving[1].confirmed());
}

TEMPLATE_LIST_TEST_CASE("receivers that were moved away or stopped open nothing in a batch", "", test::small_suites) {
    auto batch = test::new_batch<TestType>();
    auto sending = test::senders<TestType>(3), again = test::senders<TestType>(3);
    auto receiving = test::receivers<TestType>(3);
    auto units = test::sealed_alike(batch, sending, again, {{0, {}, 64}, {1, {}, 64}, {2, {}, 64}});
    const auto elsewhere = std::move(receiving[0]);
    receiving[1].stop(hc::errc::truncated);
    std::vector<typename hc::batch<TestType>::incoming> items;
    for (auto& [whose, unit] : units) items.push_back({&receiving[whose], unit});
    batch.open(items);
    CHECK((test::failure_of(items[0].outcome) == hc::errc::closed));
    CHECK((test::failure_of(items[1].outcome) == hc::errc::truncated));
    CHECK(test::all_zero(units[0].unit));
    CHECK(test::all_zero(units[1].unit));
    CHECK(items[2].outcome);
}
