#include <handclasp/policy/ipsec_mb/hmac_sha256.hpp>

#include "policy_ipsec_mb/lanes.hpp"

#include <random>

namespace hc = handclasp;
namespace mb = handclasp::ipsec_mb;
using test::bytes, test::keyed, test::lane_hmac, test::tag_of, test::to_hex;

static_assert(lane_hmac<16>::name == "HMAC-SHA-256-128" && lane_hmac<32>::name == "HMAC-SHA-256-256");
static_assert(lane_hmac<16>::key_size == 32 && lane_hmac<32>::tag_size == 32);
static_assert(std::is_nothrow_move_constructible_v<lane_hmac<16>> && !std::is_copy_constructible_v<lane_hmac<16>>);

namespace {

struct known_answer {
    bytes key, message;
    std::string tag;
};

bytes repeated(unsigned char octet, std::size_t count) {
    return bytes(count, std::byte{octet});
}
bytes text(std::string_view spelled) {
    return test::copy_of(hc::as_octets(spelled));
}

// Those of RFC 4231 whose keys have at most 32 octets: HMAC fills them with zeros by itself.
std::vector<known_answer> rfc_4231() {
    return {
        {repeated(0x0b, 20), text("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {text("Jefe"), text("what do ya want for nothing?"),
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {repeated(0xaa, 20), repeated(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {test::from_hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), repeated(0xcd, 50),
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    };
}

template <class Mac>
using authentication = hc::mac_job<Mac>;

template <class Mac>
void check_known() {
    auto engine = test::new_engine();
    for (const std::size_t count : {1U, 2U, 8U, 16U, 17U, 40U, 128U}) {
        auto answers = rfc_4231();
        std::vector<Mac> keys;
        for (auto& answer : answers) {
            answer.key.resize(Mac::key_size);
            keys.push_back(keyed<Mac>(answer.key));
        }
        std::vector<bytes> tags(count, bytes(Mac::tag_size));
        std::vector<authentication<Mac>> jobs;
        for (std::size_t i = 0; i < count; ++i) jobs.push_back({&keys[i % 4], answers[i % 4].message, tags[i].data()});
        REQUIRE(engine.authenticate(test::burst_of(jobs)));
        for (std::size_t i = 0; i < count; ++i) {
            CAPTURE(count, i);
            REQUIRE(to_hex(tags[i]) == answers[i % 4].tag.substr(0, 2 * Mac::tag_size));
        }
    }
}

// Messages of these sizes in one burst, each under a key of its own at an alignment of its own.
template <class Mac, class Reference>
void check_burst(mb::engine& engine, const std::vector<std::size_t>& sizes, std::size_t offset) {
    std::vector<Mac> keys;
    std::vector<test::placed> messages, tags;
    std::vector<bytes> expected;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto key = test::pattern(32, static_cast<std::uint32_t>(i + 1));
        keys.push_back(keyed<Mac>(key));
        messages.emplace_back(test::pattern(sizes[i], static_cast<std::uint32_t>(i + 7)), (i + offset) % 16);
        expected.push_back(tag_of(keyed<Reference>(key), messages.back().octets()));
        tags.emplace_back(bytes(Mac::tag_size), (i + offset + 3) % 16);
    }
    std::vector<authentication<Mac>> jobs;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        jobs.push_back({&keys[i], messages[i].octets(), tags[i].octets().data()});
    REQUIRE(engine.authenticate(test::burst_of(jobs)));
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        CAPTURE(sizes.size(), i, sizes[i], offset);
        REQUIRE(tags[i].content() == expected[i]);
        REQUIRE(tags[i].nothing_touched_beside());
        REQUIRE(messages[i].nothing_touched_beside());
    }
}

template <class Mac, class Reference>
void check_against() {
    auto engine = test::new_engine();
    for (std::size_t offset = 0; offset < 16; ++offset) {  // each size at each alignment
        for (std::size_t first = 300; first > 0; first -= std::min<std::size_t>(first, 60)) {
            std::vector<std::size_t> sizes;
            for (std::size_t i = 0; i < 60; ++i) sizes.push_back(first - i);
            check_burst<Mac, Reference>(engine, sizes, offset);
        }
    }
    std::mt19937 random(Mac::tag_size);
    for (std::size_t count = 1; count <= 128; ++count) {
        const std::size_t longest = count % 43 == 0 ? mb::engine::max_octets - 1 : 1000;
        std::vector<std::size_t> sizes(count);
        for (auto& size : sizes) size = 1 + random() % longest;
        if (count % 3 == 0) std::ranges::fill(sizes, sizes[0]);
        if (count % 3 == 1) std::ranges::sort(sizes, std::greater<>());
        check_burst<Mac, Reference>(engine, sizes, count);
    }
}

}  // namespace

TEST_CASE("HMAC in IPsec-MB's lanes gives the answers of RFC 4231, sections 4.2 to 4.5, in bursts of any size") {
    check_known<lane_hmac<32>>();
    check_known<lane_hmac<16>>();
}

TEST_CASE("HMAC in IPsec-MB's lanes gives the answer of RFC 4231, section 4.6, of a tag cut to 128 bits") {
    auto key = repeated(0x0c, 20);
    key.resize(32);
    const auto mac = keyed<lane_hmac<16>>(key);
    const auto message = text("Test With Truncation");
    bytes tag(16);
    const std::vector<authentication<lane_hmac<16>>> jobs = {{&mac, message, tag.data()}};
    REQUIRE(test::new_engine().authenticate(test::burst_of(jobs)));
    CHECK(to_hex(tag) == "a3b6167473100ee06e0c796c2955552b");
}

TEST_CASE("HMAC in bursts of 1 to 128 messages of any sizes at any alignment agrees with Crypto++") {
    check_against<lane_hmac<16>, hc::hmac<hc::sha256, 16>>();
    check_against<lane_hmac<32>, hc::hmac<hc::sha256, 32>>();
}

TEST_CASE("a message beyond what the lanes count is refused, and no more messages than a burst are taken") {
    auto engine = test::new_engine();
    const auto mac = keyed<lane_hmac<16>>(test::pattern(32));
    const auto reference = keyed<hc::hmac<hc::sha256, 16>>(test::pattern(32));
    for (const std::size_t size : {std::size_t{65534}, mb::engine::max_octets, mb::engine::max_octets + 1,
                                   std::size_t{65600}, std::size_t{131072}}) {
        for (const std::size_t count : {1U, 20U}) {
            CAPTURE(size, count);
            const auto message = test::pattern(size, 2);
            std::vector<bytes> tags(count, bytes(16));
            std::vector<authentication<lane_hmac<16>>> jobs;
            for (auto& tag : tags) jobs.push_back({&mac, message, tag.data()});
            const auto done = engine.authenticate(test::burst_of(jobs));
            REQUIRE(done.has_value() == (size <= mb::engine::max_octets));
            if (!done) CHECK(done.error() == hc::errc::backend);
            if (done) CHECK(tags == std::vector<bytes>(count, tag_of(reference, message)));
        }
    }
    std::vector<bytes> tags(mb::engine::max_burst + 1, bytes(16));
    const auto message = test::pattern(10, 2);
    std::vector<authentication<lane_hmac<16>>> jobs;
    for (auto& tag : tags) jobs.push_back({&mac, message, tag.data()});
    CHECK(engine.authenticate(test::burst_of(jobs)).error() == hc::errc::backend);
    jobs.pop_back();
    REQUIRE(engine.authenticate(test::burst_of(jobs)));
    CHECK(tags[127] == tag_of(reference, message));
    CHECK(tags[128] == bytes(16));
}

TEST_CASE("a tag in the lanes may be written over its message") {
    auto engine = test::new_engine();
    const auto mac = keyed<lane_hmac<16>>(test::pattern(32));
    for (const std::size_t count : {1U, 20U, 128U}) {
        std::vector<bytes> messages(count, test::pattern(80, 2));
        std::vector<authentication<lane_hmac<16>>> jobs;
        for (auto& message : messages) jobs.push_back({&mac, message, message.data()});
        const auto expected = tag_of(mac, messages[0]);
        REQUIRE(engine.authenticate(test::burst_of(jobs)));
        for (const auto& message : messages) {
            REQUIRE(test::copy_of(hc::octets(message).first(16)) == expected);
            REQUIRE(test::copy_of(hc::octets(message).subspan(16)) ==
                    test::copy_of(hc::octets(test::pattern(80, 2)).subspan(16)));
        }
    }
}

TEST_CASE("HMAC keys for the lanes work where they were moved to") {
    auto engine = test::new_engine();
    auto from = keyed<lane_hmac<16>>(test::pattern(32));
    const auto message = test::pattern(100, 2);
    const auto expected = tag_of(from, message);
    const auto to = std::move(from);
    bytes tag(16);
    CHECK(from.authenticate(message, std::span<std::byte, 16>(tag)).error() == hc::errc::closed);
    const std::vector<authentication<lane_hmac<16>>> jobs = {{&to, message, tag.data()}};
    REQUIRE(engine.authenticate(test::burst_of(jobs)));
    CHECK(tag == expected);
    CHECK(std::ranges::all_of(from.inner(), [](std::byte octet) { return octet == std::byte{0}; }));
    CHECK(std::ranges::all_of(from.outer(), [](std::byte octet) { return octet == std::byte{0}; }));
}
