#include <handclasp/record/aead_protection.hpp>
#include <handclasp/record/encrypt_then_mac.hpp>
#include <handclasp/record/mac_in_cipher.hpp>

#include "support/bodies.hpp"
#include "support/catch.hpp"

// What every protection of frames has to do, whatever its frames look like.
namespace hc = handclasp;
using test::bytes;

namespace {

template <std::size_t KeyBits, std::size_t TagSize>
using mac_in_cipher = hc::record::mac_in_cipher::protection<hc::aes_cbc<KeyBits>, hc::hmac<hc::sha256, TagSize>>;
template <std::size_t KeyBits, std::size_t TagSize>
using encrypt_then_mac = hc::record::encrypt_then_mac::protection<hc::aes_cbc<KeyBits>, hc::hmac<hc::sha256, TagSize>>;
template <std::size_t KeyBits>
using gcm = hc::record::aead_protection<hc::aes_gcm<KeyBits>>;
using chacha = hc::record::aead_protection<hc::chacha20_poly1305>;

using protections = std::tuple<mac_in_cipher<128, 16>, mac_in_cipher<256, 32>, encrypt_then_mac<128, 16>,
                               encrypt_then_mac<256, 32>, encrypt_then_mac<128, 20>, gcm<128>, gcm<256>, chacha>;

}  // namespace

TEMPLATE_LIST_TEST_CASE("what was sealed opens again", "", protections) {
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 31U, 32U, 33U, 63U, 64U, 65U, 1000U, 16383U, 16384U}) {
        CAPTURE(size);
        const auto message = test::pattern(size);
        const auto body = test::sealed_body<TestType>(message);
        CHECK(body.size() == TestType::frame::body_size(size));
        CHECK(test::opened<TestType>(body).value() == message);
        if (size >= 15) CHECK_FALSE(test::contains(body, hc::octets(message).first(15)));
    }
}

TEMPLATE_LIST_TEST_CASE("each bit of a body counts", "", protections) {
    for (const std::size_t size : {0U, 1U, 15U, 16U, 40U}) {
        const auto body = test::sealed_body<TestType>(test::pattern(size));
        for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
            CAPTURE(size, bit);
            const auto outcome = test::opened<TestType>(test::with_flipped(body, bit));
            REQUIRE_FALSE(outcome);
            REQUIRE(outcome.error() == hc::errc::authentication_failed);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("each bit of the pseudo-header counts", "", protections) {
    const auto body = test::sealed_body<TestType>(test::pattern(20));
    REQUIRE(test::opened<TestType>(body, test::place));
    for (std::size_t bit = 0; bit < test::place.size() * 8; ++bit) {
        CAPTURE(bit);
        auto elsewhere = test::place;
        elsewhere[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
        const auto outcome = test::opened<TestType>(body, elsewhere);
        REQUIRE_FALSE(outcome);
        REQUIRE(outcome.error() == hc::errc::authentication_failed);
    }
}

TEMPLATE_LIST_TEST_CASE("a body of another size than its own is refused", "", protections) {
    const auto refused = [](const bytes& body) {
        const auto outcome = test::opened<TestType>(body);
        return !outcome && outcome.error() == hc::errc::authentication_failed;
    };
    for (const std::size_t length : {0U, 16U, 40U}) {
        const auto body = test::sealed_body<TestType>(test::pattern(length));
        for (std::size_t size = 0; size < body.size(); ++size) {
            CAPTURE(length, size);
            const auto first = hc::octets(body).first(size), last = hc::octets(body).last(size);
            REQUIRE(refused(test::copy_of(first)));
            REQUIRE(refused(test::copy_of(last)));
        }
        for (std::size_t more = 1; more <= 64; ++more) {
            CAPTURE(length, more);
            const bytes zeros(more);
            REQUIRE(refused(test::joined(body, zeros)));
            REQUIRE(refused(test::joined(zeros, body)));
            REQUIRE(refused(test::joined(body, test::sealed_body<TestType>({}))));
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a buffer may lie at any address", "", protections) {
    const auto message = test::pattern(100);
    const auto expected = test::sealed_body<TestType>(message);
    auto sealing = TestType::sealing::make(test::fixed_traffic()).value();
    auto opening = TestType::opening::make(test::fixed_traffic()).value();
    bytes buffer(expected.size() + 16);
    for (std::size_t shift = 0; shift < 16; ++shift) {
        CAPTURE(shift);
        const auto body = hc::mutable_octets(buffer).subspan(shift, expected.size());
        hc::copy(message, body.subspan(TestType::frame::message_offset));
        REQUIRE(sealing.seal(body, message.size(), test::place));
        CHECK(test::copy_of(body) == expected);
        CHECK(test::copy_of(opening.open(body, test::place).value()) == message);
    }
}

TEMPLATE_LIST_TEST_CASE("keys that were moved do what they did", "", protections) {
    auto first = TestType::sealing::make(test::fixed_traffic()).value();
    auto sealing = TestType::sealing::make(test::traffic<hc::standard>(2)).value();
    sealing = std::move(first);
    auto second = TestType::opening::make(test::fixed_traffic()).value();
    auto opening = TestType::opening::make(test::traffic<hc::standard>(2)).value();
    opening = std::move(second);
    bytes body(TestType::frame::body_size(5));
    hc::copy(hc::as_octets("moved"), hc::mutable_octets(body).subspan(TestType::frame::message_offset));
    REQUIRE(sealing.seal(body, 5, test::place));
    CHECK(test::text_of(opening.open(body, test::place).value()) == "moved");
}
