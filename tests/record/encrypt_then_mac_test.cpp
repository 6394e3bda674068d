#include <handclasp/record/encrypt_then_mac.hpp>

#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <handclasp/core/archetype.hpp>

// What is particular to this composition; what it shares with the others is in protections_test.cpp.
namespace hc = handclasp;
using test::bytes;

namespace {

using cipher = hc::aes_cbc<128>;
template <std::size_t TagSize>
using protection = hc::record::encrypt_then_mac::protection<cipher, hc::hmac<hc::sha256, TagSize>>;

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
    bytes body = test::joined(iv, padded);
    REQUIRE(cipher::encryptor::make(test::key_of<16>("handclasp/1 cipher").expose()).value().encrypt_chain(body));
    std::array<std::byte, TagSize> tag{};
    REQUIRE(mac::make(test::key_of<32>("handclasp/1 mac").expose())
                .value()
                .authenticate(test::joined(body, test::place), tag));
    return test::joined(body, tag);
}

// Remembers where the last message that it authenticated began and ended.
struct watched_mac : hc::archetype::mac {
    static constexpr std::size_t tag_size = 32;
    static inline const std::byte* begin = nullptr;
    static inline const std::byte* end = nullptr;

    explicit watched_mac(hc::archetype::mac source) noexcept : hc::archetype::mac(std::move(source)) {}
    static hc::result<watched_mac> make(std::span<const std::byte, key_size> key) noexcept {
        return watched_mac(*hc::archetype::mac::make(key));
    }
    hc::result<void> authenticate(hc::octets message, std::span<std::byte, tag_size> tag) const noexcept {
        begin = message.data();
        end = begin + message.size();
        return hc::archetype::mac::authenticate(message, tag.first<16>());
    }
};

}  // namespace

TEST_CASE("a body is IV | AES(message | padding) | tag, the tag over IV, ciphertext and pseudo-header") {
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 100U}) {
        CAPTURE(size);
        const auto message = test::pattern(size);
        const bytes padding(16 - size % 16, static_cast<std::byte>(16 - size % 16));
        const auto padded = test::joined(message, padding);
        CHECK(test::sealed_body<protection<16>>(message) == body_of<16>(padded));
        CHECK(test::sealed_body<protection<20>>(message) == body_of<20>(padded));
        CHECK(test::sealed_body<protection<32>>(message) == body_of<32>(padded));
    }
}

TEST_CASE("padding is checked behind a good tag over the ciphertext") {
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

TEST_CASE("the pseudo-header stands in the first 16 octets of the tag's room, and the MAC reads one span") {
    using watched = hc::record::encrypt_then_mac::protection<hc::archetype::cipher, watched_mac>;
    auto sealing = watched::sealing::make(test::fixed_traffic()).value();
    auto opening = watched::opening::make(test::fixed_traffic()).value();
    bytes body(watched::frame::body_size(20));
    const std::byte* const tag = body.data() + watched::frame::tag(body.size()).offset;
    REQUIRE(tag == body.data() + body.size() - 32);

    watched_mac::begin = watched_mac::end = nullptr;
    REQUIRE(sealing.seal(body, 20, test::place));
    CHECK(watched_mac::begin == body.data());
    CHECK(watched_mac::end == tag + 16);
    watched_mac::begin = watched_mac::end = nullptr;
    REQUIRE(opening.open(body, test::place));
    CHECK(watched_mac::begin == body.data());
    CHECK(watched_mac::end == tag + 16);
}

TEST_CASE("nothing is decrypted that has no good tag") {
    auto body = test::with_flipped(test::sealed_body<protection<16>>(test::pattern(40)), 200);
    const auto sent = body;
    auto opening = protection<16>::opening::make(test::fixed_traffic()).value();
    REQUIRE_FALSE(opening.open(body, test::place));
    const auto untouched = [](hc::octets source) { return test::copy_of(source.first(16 + 48)); };
    CHECK(untouched(body) == untouched(sent));
}
