#include <handclasp/suite/ipsec_mb.hpp>

#include "support/allocations.hpp"
#include "support/batches.hpp"

#include <handclasp/suite/standard.hpp>

// Batches in IPsec-MB's lanes against single calls of Crypto++, octet for octet.
namespace hc = handclasp;
namespace mb = handclasp::ipsec_mb;
using test::bytes;

static_assert(mb::standard::name == hc::standard::name && mb::standard_256::name == hc::standard_256::name &&
              mb::encrypt_then_mac::name == hc::encrypt_then_mac::name && mb::gcm::name == hc::gcm::name &&
              mb::chacha::name == hc::chacha::name && mb::modern::name == hc::modern::name);
static_assert(!std::is_same_v<mb::standard, hc::standard> && !std::is_same_v<mb::gcm, hc::gcm>);

namespace {

struct small_limits : hc::default_limits {
    static constexpr std::size_t frame_limit = 300;
    static constexpr std::uint64_t frames_per_key = 40;
};

// The same suite on both libraries.
template <std::size_t KeyBits, std::size_t TagSize, class Composition, class Limits = hc::default_limits>
struct both {
    template <class Backend>
    using on =
        hc::basic_suite<typename Backend::template aes_cbc<KeyBits>, typename Backend::template hmac_sha256<TagSize>,
                        typename Backend::template rsa_oaep<2048>, Composition, hc::derived, Limits,
                        typename Backend::primitives>;
    using lanes = on<mb::backend<hc::cryptopp_backend>>;
    using single = on<hc::cryptopp_backend>;
    static_assert(lanes::name == single::name);
    static_assert(std::is_same_v<hc::record::frame_engine<typename lanes::protection>,
                                 hc::record::lanes<typename lanes::protection>>);
};
struct both_gcm {
    using lanes = mb::gcm;
    using single = hc::gcm;
};
using hc::record::mac_in_cipher, hc::record::encrypt_then_mac;
using all = std::tuple<both<128, 16, mac_in_cipher>, both<192, 32, mac_in_cipher>, both<256, 16, mac_in_cipher>,
                       both<128, 16, encrypt_then_mac>, both<192, 16, encrypt_then_mac>,
                       both<256, 32, encrypt_then_mac>, both_gcm>;
using all_small =
    std::tuple<both<128, 16, mac_in_cipher, small_limits>, both<256, 32, mac_in_cipher, small_limits>,
               both<128, 16, encrypt_then_mac, small_limits>, both<256, 32, encrypt_then_mac, small_limits>>;

// Both ends of so many channels, in lanes and one by one.
template <class Both>
struct ends {
    using lanes = typename Both::lanes;
    using single = typename Both::single;
    explicit ends(std::size_t channels)
        : batch(test::new_batch<lanes>()), sealing(test::senders<lanes>(channels)),
          sealing_singly(test::senders<single>(channels)), opening(test::receivers<lanes>(channels)),
          opening_singly(test::receivers<single>(channels)) {}

    std::vector<test::incoming_unit> sealed(const std::vector<test::outgoing_message>& messages) {
        return test::sealed_alike(batch, sealing, sealing_singly, messages);
    }
    std::size_t opened(std::vector<test::incoming_unit> units) {
        return test::opened_alike(batch, opening, opening_singly, std::move(units));
    }

    hc::batch<lanes> batch;
    std::vector<hc::sender<lanes>> sealing;
    std::vector<hc::sender<single>> sealing_singly;
    std::vector<hc::receiver<lanes>> opening;
    std::vector<hc::receiver<single>> opening_singly;
};

}  // namespace

// From 1 to 40 frames of one size: on either side of every number and size at which the lanes are chosen.
TEMPLATE_LIST_TEST_CASE("batches of any number of frames of one size are Crypto++'s, and open", "", all) {
    ends<TestType> ends(40);
    for (const std::size_t size : {0U, 16U, 64U, 200U, 255U, 256U, 1024U, 16384U}) {
        for (std::size_t count = 1; count <= 40; ++count) {
            // Where the lanes change is the same for all but the short ones.
            if (size > 1000 && (count > 18 || (count > 2 && count < 7) || (size > 10000 && count > 10))) continue;
            CAPTURE(size, count);
            std::vector<test::outgoing_message> messages;
            for (std::size_t i = 0; i < count; ++i) {
                messages.push_back({i, test::pattern(size, static_cast<std::uint32_t>(i)), 16384});
            }
            REQUIRE(ends.opened(ends.sealed(messages)) == count);
        }
    }
}

// One long frame among short ones, and the reverse.
TEMPLATE_LIST_TEST_CASE("batches of long frames and short ones are Crypto++'s, and open", "", all) {
    ends<TestType> ends(10);
    for (const std::size_t count : {2U, 8U, 9U, 10U, 16U, 17U, 25U, 40U, 128U}) {
        for (const std::size_t long_ones : {std::size_t{1}, std::size_t{2}, std::size_t{9}, count - 1}) {
            for (const std::size_t size : {300U, 3000U, 16384U}) {
                if (size == 16384 && (count > 25 || long_ones > 2)) continue;
                CAPTURE(count, long_ones, size);
                std::vector<test::outgoing_message> messages;
                for (std::size_t i = 0; i < count; ++i) {
                    const std::size_t each = i * 7 % count < long_ones ? size : i % 70;
                    messages.push_back({i % 10, test::pattern(each, static_cast<std::uint32_t>(i)), 16384});
                }
                REQUIRE(ends.opened(ends.sealed(messages)) == count);
            }
        }
    }
}

TEMPLATE_LIST_TEST_CASE("batches of messages drawn at random are Crypto++'s, in fragments as well, and open", "", all) {
    ends<TestType> ends(30);
    std::mt19937 random(1);
    for (int round = 0; round < 4; ++round) {
        CAPTURE(round);
        const auto units = ends.sealed(test::random_messages(random, 1 + random() % 200, 30, 17000, 16384));
        REQUIRE(ends.opened(units) == units.size());
    }
}

TEMPLATE_LIST_TEST_CASE("in lanes a batch refuses what a receiver on Crypto++ refuses, and rekeys where it does", "",
                        all_small) {
    std::mt19937 random(2);
    std::size_t opened = 0, all_units = 0, rekeys = 0;
    for (int round = 0; round < 40; ++round) {
        CAPTURE(round);
        ends<TestType> ends(6);
        auto units = ends.sealed(test::random_messages(random, 1 + random() % 250, 6, 700, 300));
        for (auto& [channel, unit] : units) {
            rekeys += hc::layout::unit_header::type_of(unit) == hc::unit_type::rekey ? 1U : 0U;
            if (random() % 128 != 0) continue;
            if (random() % 2 == 0) {
                unit[random() % unit.size()] ^= static_cast<std::byte>(1 + random() % 255);
            } else {  // not of whole blocks, for the most part
                unit.resize(4 + random() % (unit.size() - 4));
                hc::copy(hc::layout::unit_header::make(hc::layout::unit_header::type_of(unit), unit.size() - 4), unit);
            }
        }
        all_units += units.size();
        opened += ends.opened(std::move(units));
    }
    CHECK(rekeys > 100);
    CHECK(opened > 1000);
    CHECK(all_units - opened > 500);
}

TEMPLATE_LIST_TEST_CASE("any octet of a frame that is altered is noticed in the lanes", "", all_small) {
    using lanes = typename TestType::lanes;
    const auto sealed = test::sealed(test::senders<lanes>(1)[0], test::pattern(40));
    auto batch = test::new_batch<lanes>();
    auto receiving = test::receivers<lanes>(1);
    std::vector<bytes> units(sealed.size() * 8, sealed);
    std::vector<hc::receiver<lanes>> by;
    std::vector<typename hc::batch<lanes>::incoming> items;
    by.reserve(units.size());
    for (std::size_t bit = 0; bit < units.size(); ++bit) {
        units[bit][bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
        items.push_back({&by.emplace_back(std::move(test::receivers<lanes>(1)[0])), units[bit]});
    }
    bytes good = sealed;
    items.push_back({&receiving[0], good});
    batch.open(items);
    for (std::size_t bit = 0; bit < units.size(); ++bit) {
        CAPTURE(bit);
        REQUIRE_FALSE(items[bit].outcome);
        if (bit >= 32) REQUIRE(items[bit].outcome.error() == hc::errc::authentication_failed);
        REQUIRE(test::all_zero(units[bit]));
    }
    REQUIRE(items.back().outcome);
    CHECK(std::ranges::equal(items.back().outcome->data, test::pattern(40)));
}

TEST_CASE("in lanes a batch allocates nothing") {
    if (!test::allocations_are_counted) {
        WARN("skipped: this build has an allocator of its own");
        return;
    }
    auto batch = test::new_batch<mb::standard>();
    auto sending = test::senders<mb::standard>(40);
    auto receiving = test::receivers<mb::standard>(40);
    const auto message = test::pattern(1000);
    std::vector<bytes> outs(200, bytes(mb::standard::message_frame::frame_size(1000)));
    std::vector<hc::batch<mb::standard>::outgoing> items;
    std::vector<hc::batch<mb::standard>::incoming> units;
    for (std::size_t i = 0; i < outs.size(); ++i) {
        items.push_back({&sending[i % 40], message, outs[i]});
        units.push_back({&receiving[i % 40], outs[i]});
    }
    const auto before = test::allocations_now().calls;
    batch.seal(items);
    batch.open(units);
    CHECK(test::allocations_now().calls == before);
    CHECK(std::ranges::all_of(items, [](const auto& item) { return item.outcome.has_value(); }));
    CHECK(std::ranges::all_of(units, [](const auto& unit) { return unit.outcome.has_value(); }));
}
