#include <handclasp/record/mac_in_cipher.hpp>

#include "support/catch.hpp"
#include "support/channels.hpp"

namespace hc = handclasp;
using test::bytes;

namespace {

using cipher = hc::aes_cbc<128>;
template <std::size_t TagSize>
using protection = hc::mac_in_cipher::protection<cipher, hc::hmac<hc::sha256, TagSize>>;

const auto place = hc::record::pseudo_header::make(7, hc::layout::unit_header::make(hc::unit_type::message, 112));

template <class Protection>
bytes sealed_body(hc::octets message) {
    auto keys = Protection::sealing::make(test::traffic<hc::standard>(1)).value();
    bytes body(Protection::frame::body_size(message.size()));
    hc::copy(message, hc::mutable_octets(body).subspan(Protection::frame::message_offset));
    keys.seal(body, message.size(), place);
    return body;
}

template <class Protection>
hc::result<bytes> opened(bytes& body, const hc::record::pseudo_header::bytes& where = place) {
    auto keys = Protection::opening::make(test::traffic<hc::standard>(1)).value();
    const auto message = keys.open(body, where);
    if (!message) return message.error();
    return test::copy_of(*message);
}

template <std::size_t Size>
hc::secret<Size> key(std::string_view label) {
    hc::secret<Size> derived;
    REQUIRE(test::traffic<hc::standard>(1).derive(label, derived.overwrite()));
    return derived;
}

// A body with a good tag over whatever padded message it is given: what a peer that is out of order could send.
bytes body_of(hc::octets padded) {
    using frame = protection<16>::frame;
    bytes body(frame::message_offset + padded.size());
    hc::copy(padded, hc::mutable_octets(body).subspan(frame::message_offset));
    hc::copy(place, frame::tag.of(hc::mutable_octets(body)));
    std::array<std::byte, 16> tag{};
    const auto mac = hc::hmac<hc::sha256, 16>::make(key<32>("handclasp/1 mac").expose()).value();
    mac.authenticate(hc::octets(body).subspan(frame::tag.offset), tag);
    hc::copy(tag, frame::tag.of(hc::mutable_octets(body)));
    cipher::encryptor::make(key<16>("handclasp/1 cipher").expose()).value().encrypt_chain(body);
    return body;
}

bool all_zero(hc::octets body) {
    return std::ranges::all_of(body, [](std::byte octet) { return octet == std::byte{0}; });
}

}  // namespace

TEMPLATE_TEST_CASE("what was sealed opens again", "", protection<16>, protection<32>) {
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 31U, 32U, 33U, 63U, 64U, 65U, 1000U, 16383U, 16384U}) {
        CAPTURE(size);
        const auto message = test::pattern(size);
        auto body = sealed_body<TestType>(message);
        CHECK(body.size() == TestType::frame::body_size(size));
        CHECK(opened<TestType>(body).value() == message);
    }
}

TEST_CASE("the IV is AES of the frame's number under a key of its own") {
    const auto body = sealed_body<protection<16>>(test::pattern(20));
    std::array<std::byte, 16> block{};
    block[7] = std::byte{7};
    cipher::encryptor::make(key<16>("handclasp/1 iv").expose()).value().encrypt_block(block);
    CHECK(test::to_hex(hc::octets(body).first(16)) == test::to_hex(block));
}

TEST_CASE("each bit of a body counts") {
    for (const std::size_t size : {0U, 1U, 15U, 16U, 40U}) {
        const auto body = sealed_body<protection<16>>(test::pattern(size));
        for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
            CAPTURE(size, bit);
            auto altered = body;
            altered[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
            CHECK(opened<protection<16>>(altered).error() == hc::errc::authentication_failed);
            CHECK(all_zero(altered));
        }
    }
}

TEST_CASE("each bit of the pseudo-header counts") {
    for (std::size_t bit = 0; bit < place.size() * 8; ++bit) {
        CAPTURE(bit);
        auto elsewhere = place;
        elsewhere[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
        auto body = sealed_body<protection<16>>(test::pattern(20));
        CHECK(opened<protection<16>>(body, elsewhere).error() == hc::errc::authentication_failed);
    }
}

TEST_CASE("a body cut at any octet is refused") {
    const auto body = sealed_body<protection<16>>(test::pattern(40));
    for (std::size_t size = 0; size < body.size(); ++size) {
        CAPTURE(size);
        bytes cut(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK(opened<protection<16>>(cut).error() == hc::errc::authentication_failed);
    }
}

TEST_CASE("padding is checked behind a good tag") {
    const auto padded = [](std::size_t size, std::initializer_list<int> end) {
        auto message = test::pattern(size);
        auto at = message.end() - static_cast<std::ptrdiff_t>(end.size());
        for (const int octet : end) *at++ = static_cast<std::byte>(octet);
        return message;
    };
    SECTION("sound") {
        auto body = body_of(padded(32, {3, 3, 3}));
        CHECK(opened<protection<16>>(body).value().size() == 29);
        body = body_of(bytes(16, std::byte{16}));
        CHECK(opened<protection<16>>(body).value().empty());
    }
    SECTION("unsound") {
        const std::vector<bytes> wrong = {padded(32, {0}),         padded(32, {17}),         padded(32, {255}),
                                          padded(32, {2, 3, 3}),   padded(32, {4, 3, 4, 4}), bytes(32, std::byte{32}),
                                          padded(16, {15, 16, 16})};
        for (const auto& message : wrong) {
            auto body = body_of(message);
            CHECK(opened<protection<16>>(body).error() == hc::errc::authentication_failed);
            CHECK(all_zero(body));
        }
    }
}

TEST_CASE("a buffer may lie at any address") {
    const auto message = test::pattern(100);
    const auto expected = sealed_body<protection<16>>(message);
    auto sealing = protection<16>::sealing::make(test::traffic<hc::standard>(1)).value();
    auto opening = protection<16>::opening::make(test::traffic<hc::standard>(1)).value();
    bytes buffer(expected.size() + 16);
    for (std::size_t shift = 0; shift < 16; ++shift) {
        CAPTURE(shift);
        const auto body = hc::mutable_octets(buffer).subspan(shift, expected.size());
        hc::copy(message, body.subspan(32));
        sealing.seal(body, message.size(), place);
        CHECK(test::copy_of(body) == expected);
        CHECK(test::copy_of(opening.open(body, place).value()) == message);
    }
}
