#include <handclasp/reference/channel.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace hc = handclasp;
namespace reference = hc::reference;
using test::bytes;

namespace {

// Counts the blocks that a MAC absorbs.
struct counting : hc::cryptopp::compression<CryptoPP::Weak1::MD5> {
    static inline int blocks = 0;
    using base = hc::cryptopp::compression<CryptoPP::Weak1::MD5>;
    using base::base;
    void absorb(hc::octets octets) noexcept {
        blocks += static_cast<int>(octets.size() / block_size);
        base::absorb(octets);
    }
};

struct suite : reference::suite<reference::for_old_peers_only> {
    using mac = hc::secret_length_hmac<hc::md5, 16, 16, counting>;
};
using frame = suite::frame;

// Counted by hand from section 3 of docs/reference.md.
static_assert(suite::initial_size(0) == 4 + 304);
static_assert(suite::initial_size(suite::limits::first_message) == 4 + 400);
static_assert(suite::initial_size(suite::limits::first_message + 1) > 4 + 400);
static_assert(suite::unit_size(0) == 4 + 48);
static_assert(suite::unit_size(suite::limits::message) == 4 + 992);
static_assert(suite::unit_size(suite::limits::message + 1) > 4 + 1000);

reference::session_keys<suite> keys() {
    reference::session_keys<suite> made;
    hc::copy(test::pattern(16, 1), made.cipher.overwrite());
    hc::copy(test::pattern(16, 2), made.mac.overwrite());
    return made;
}

reference::sender<suite> make_sender() {
    return reference::sender<suite>::make(keys()).value();
}
reference::receiver<suite> make_receiver() {
    return reference::receiver<suite>::make(keys()).value();
}

bytes sealed(hc::octets message) {
    auto sender = make_sender();
    bytes unit(suite::unit_size(message.size()));
    REQUIRE(sender.seal(message, unit));
    return unit;
}

// A unit whose padded message is given as it stands, under a tag over so many octets of it.
bytes crafted(hc::octets padded, std::size_t authenticated) {
    bytes body(frame::message_offset + padded.size());
    std::array<std::byte, 16> tag{};
    REQUIRE(suite::mac::make(keys().mac.expose()).value().authenticate(padded.first(authenticated), tag));
    hc::copy(tag, frame::tag.of(hc::mutable_octets(body)));
    hc::copy(padded, hc::mutable_octets(body).subspan(frame::message_offset));
    REQUIRE(suite::cipher::encryptor::make(keys().cipher.expose()).value().encrypt_chain(body));
    bytes unit(4 + body.size());
    hc::store_big_endian(body.size(), hc::mutable_octets(unit).first(4));
    hc::copy(body, hc::mutable_octets(unit).subspan(4));
    return unit;
}

}  // namespace

TEST_CASE("messages of every size arrive") {
    auto sender = make_sender();
    auto receiver = make_receiver();
    for (std::size_t size = 0; size <= suite::limits::message; ++size) {
        const auto message = test::pattern(size);
        bytes unit(suite::unit_size(size));
        REQUIRE(sender.seal(message, unit).value().size() == unit.size());
        REQUIRE(receiver.unit_size(unit).value() == unit.size());
        REQUIRE(test::copy_of(receiver.open(unit).value()) == message);
    }
    CHECK(receiver.end() == hc::errc::end_unauthenticated);
}

// The frame of docs/reference.md, made with python3-cryptography and hashlib.
TEST_CASE("a frame that another implementation has made opens") {
    reference::session_keys<suite> fixed;
    hc::copy(test::from_hex("000102030405060708090a0b0c0d0e0f"), fixed.cipher.overwrite());
    hc::copy(test::from_hex("101112131415161718191a1b1c1d1e1f"), fixed.mac.overwrite());
    auto receiver = reference::receiver<suite>::make(fixed).value();
    auto unit = test::from_hex("00000030202122232425262728292a2b2c2d2e2f"
                               "f70a9da94129b2062f3a8b729604851184b82b7dbcd2e064db32e176619dd8fe");
    CHECK(test::to_hex(receiver.open(unit).value()) == "6772c3bcc39f65");
}

TEST_CASE("two units of one message differ, because each has a random IV") {
    CHECK(sealed(test::pattern(20)) != sealed(test::pattern(20)));
}

// What the suite cannot give: this is a fact to know, and the documentation states it.
TEST_CASE("a replayed and a reflected unit are taken") {
    auto receiver = make_receiver();
    const auto unit = sealed(hc::as_octets("again"));
    for (int time = 0; time < 2; ++time) {
        auto copy = unit;
        CHECK(test::text_of(receiver.open(copy).value()) == "again");
    }
}

TEST_CASE("each bit of a body counts, and the first failure is final") {
    const auto unit = sealed(test::pattern(40));
    for (std::size_t bit = 32; bit < unit.size() * 8; ++bit) {
        auto altered = unit;
        altered[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
        auto receiver = make_receiver();
        CAPTURE(bit);
        REQUIRE(receiver.open(altered).error() == hc::errc::authentication_failed);
        REQUIRE(
            std::ranges::all_of(hc::octets(altered).subspan(4), [](std::byte octet) { return octet == std::byte{0}; }));
        auto good = unit;
        REQUIRE(receiver.open(good).error() == hc::errc::authentication_failed);
        REQUIRE(receiver.unit_size(good).error() == hc::errc::authentication_failed);
        REQUIRE(receiver.end() == hc::errc::authentication_failed);
    }
}

TEST_CASE("good padding, bad padding and a bad tag cost the same compressions") {
    for (const std::size_t blocks : {1U, 2U, 3U, 4U, 5U, 8U}) {
        std::vector<int> counts;
        for (int last = 0; last < 256; ++last) {
            for (const bool good_tag : {true, false}) {
                auto padded = test::pattern(blocks * 16);
                const auto size = static_cast<std::size_t>(last);
                const bool good_padding = size >= 1 && size <= 16;
                for (std::size_t i = 1; i <= (good_padding ? size : 1); ++i)
                    padded[padded.size() - i] = static_cast<std::byte>(last);
                auto unit = crafted(padded, padded.size() - (good_padding ? size : 1));
                if (!good_tag) unit[4] ^= std::byte{1};
                auto receiver = make_receiver();
                counting::blocks = 0;
                const auto opened = receiver.open(unit);
                counts.push_back(counting::blocks);
                CAPTURE(blocks, last, good_tag);
                REQUIRE(opened.has_value() == (good_padding && good_tag));
                if (!opened) REQUIRE(opened.error() == hc::errc::authentication_failed);
            }
        }
        CAPTURE(blocks);
        CHECK(std::ranges::count(counts, counts.front()) == static_cast<std::ptrdiff_t>(counts.size()));
    }
}

TEST_CASE("padding with one wrong octet in it is refused under a tag that would be good") {
    for (std::size_t size = 2; size <= 16; ++size) {
        for (std::size_t wrong = 2; wrong <= size; ++wrong) {
            auto padded = test::pattern(32);
            for (std::size_t i = 1; i <= size; ++i) padded[padded.size() - i] = static_cast<std::byte>(size);
            padded[padded.size() - wrong] ^= std::byte{0x40};
            for (const std::size_t authenticated : {padded.size() - size, padded.size() - 1}) {
                auto unit = crafted(padded, authenticated);
                auto receiver = make_receiver();
                CAPTURE(size, wrong);
                // Over all but the last octet the tag is what the receiver computes when it has given up on the padding.
                REQUIRE(receiver.open(unit).error() == hc::errc::authentication_failed);
            }
        }
    }
}

TEST_CASE("lengths outside the limits are refused on the length alone") {
    for (const std::uint32_t length : {0U, 1U, 47U, 993U, 0x7fffffffU, 0x80000000U, 0xffffffffU}) {
        std::array<std::byte, 4> header{};
        hc::store_big_endian(length, header);
        auto receiver = make_receiver();
        CHECK(receiver.unit_size(header).error() == hc::errc::unit_size);
        CHECK(receiver.end() == hc::errc::unit_size);
    }
}

TEST_CASE("a body that is not whole blocks is refused") {
    const auto unit = sealed(test::pattern(40));
    for (std::size_t cut = 1; cut < 16; ++cut) {
        auto shorter = unit;
        shorter.resize(unit.size() - cut);
        hc::store_big_endian(shorter.size() - 4, hc::mutable_octets(shorter).first(4));
        auto receiver = make_receiver();
        CHECK(receiver.open(shorter).error() == hc::errc::authentication_failed);
    }
}

TEST_CASE("misuse of a sender changes nothing") {
    auto sender = make_sender();
    bytes unit(suite::unit_size(suite::limits::message + 1));
    CHECK(sender.seal(test::pattern(suite::limits::message + 1), unit).error() == hc::errc::invalid_argument);
    CHECK(sender.seal(test::pattern(10), hc::mutable_octets(unit).first(51)).error() == hc::errc::buffer_size);
    CHECK(sender.seal(test::pattern(10), unit));
    sender.stop(hc::errc::truncated);
    CHECK(sender.seal(test::pattern(10), unit).error() == hc::errc::truncated);
}

TEST_CASE("what was moved away neither seals nor opens") {
    auto sender = make_sender();
    auto receiver = make_receiver();
    const auto taken_sender = std::move(sender);
    const auto taken_receiver = std::move(receiver);
    auto unit = sealed(test::pattern(10));
    // NOLINTBEGIN(bugprone-use-after-move)
    CHECK(sender.seal({}, unit).error() == hc::errc::closed);
    CHECK(receiver.unit_size(unit).error() == hc::errc::closed);
    CHECK(receiver.open(unit).error() == hc::errc::closed);
    // NOLINTEND(bugprone-use-after-move)
}
