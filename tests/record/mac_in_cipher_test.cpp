#include <handclasp/record/mac_in_cipher.hpp>

#include "support/bodies.hpp"
#include "support/catch.hpp"

// What is particular to this composition; what it shares with the others is in protections_test.cpp.
namespace hc = handclasp;
using test::bytes;

namespace {

using cipher = hc::aes_cbc<128>;
template <std::size_t TagSize>
using protection = hc::record::mac_in_cipher::protection<cipher, hc::hmac<hc::sha256, TagSize>>;

// A body put together from the policies' own calls, over whatever padded message it is given: also what a peer that is
// out of order could send.
template <std::size_t TagSize>
bytes body_of(hc::octets padded) {
    using mac = hc::hmac<hc::sha256, TagSize>;
    bytes iv(16);
    iv[7] = std::byte{7};
    REQUIRE(cipher::encryptor::make(test::key_of<16>("handclasp/1 iv").expose())
                .value()
                .encrypt_block(std::span<std::byte, 16>(iv)));
    std::array<std::byte, TagSize> tag{};
    REQUIRE(mac::make(test::key_of<32>("handclasp/1 mac").expose())
                .value()
                .authenticate(test::joined(test::place, padded), tag));
    bytes body = test::joined(test::joined(iv, tag), padded);
    REQUIRE(cipher::encryptor::make(test::key_of<16>("handclasp/1 cipher").expose()).value().encrypt_chain(body));
    return body;
}

}  // namespace

TEST_CASE("a body is IV | AES(tag | message | padding), the tag over pseudo-header, message and padding") {
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 100U}) {
        CAPTURE(size);
        const auto message = test::pattern(size);
        const bytes padding(16 - size % 16, static_cast<std::byte>(16 - size % 16));
        const auto padded = test::joined(message, padding);
        CHECK(test::sealed_body<protection<16>>(message) == body_of<16>(padded));
        CHECK(test::sealed_body<protection<32>>(message) == body_of<32>(padded));
    }
}

TEST_CASE("the IV is AES of the frame's number under a key of its own") {
    const auto body = test::sealed_body<protection<16>>(test::pattern(20));
    std::array<std::byte, 16> block{};
    block[7] = std::byte{7};
    auto iv_key = cipher::encryptor::make(test::key_of<16>("handclasp/1 iv").expose()).value();
    REQUIRE(iv_key.encrypt_block(block));
    CHECK(test::to_hex(hc::octets(body).first(16)) == test::to_hex(block));
}

TEST_CASE("padding is checked behind a good tag") {
    const auto opened = [](hc::octets padded) { return test::opened<protection<16>>(body_of<16>(padded)); };
    const auto refused = [&opened](hc::octets padded) {
        const auto outcome = opened(padded);
        return !outcome && outcome.error() == hc::errc::authentication_failed;
    };
    for (const std::size_t size : {16U, 32U, 48U}) {
        for (std::size_t value = 0; value < 256; ++value) {
            CAPTURE(size, value);
            auto padded = test::pattern(size);
            std::ranges::fill(hc::mutable_octets(padded).last(std::min(value + 1, size)),
                              static_cast<std::byte>(value));
            if (value < 1 || value > 16) {
                REQUIRE(refused(padded));
                continue;
            }
            REQUIRE(opened(padded).value().size() == size - value);
            for (std::size_t from_end = 2; from_end <= value; ++from_end) {
                auto inconsistent = padded;
                inconsistent[size - from_end] ^= std::byte{1};
                REQUIRE(refused(inconsistent));
            }
        }
    }
}
