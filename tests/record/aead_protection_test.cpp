#include <handclasp/record/aead_protection.hpp>

#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <handclasp/core/archetype.hpp>

#include <set>

// What is particular to AEADs; what they share with the compositions is in protections_test.cpp.
namespace hc = handclasp;
using test::bytes;

namespace {

// A body put together from the policy's own calls: the nonce is the derived IV, its last 8 octets combined with the
// frame's number, which is 7.
template <class Aead>
bytes body_of(hc::octets message) {
    bytes nonce = test::copy_of(test::key_of<12>("handclasp/1 iv").expose());
    nonce[11] ^= std::byte{7};
    bytes text = test::copy_of(message);
    std::array<std::byte, 16> tag{};
    const auto key = test::key_of<Aead::key_size>("handclasp/1 cipher");
    auto encryptor = Aead::encryptor::make(key.expose()).value();
    REQUIRE(encryptor.encrypt(std::span<const std::byte, 12>(nonce), test::place, text, tag));
    return test::joined(text, tag);
}

// Remembers which nonces were used under which key, for sealing and for opening.
struct recording : hc::archetype::aead {
    using uses = std::vector<std::pair<std::string, std::string>>;
    static inline uses sealed, opened;

    template <class Keyed, uses& Uses>
    struct keyed {
        static hc::result<keyed> make(key source) noexcept { return keyed{*Keyed::make(source), test::to_hex(source)}; }
        hc::result<void> encrypt(nonce number, hc::octets associated, hc::mutable_octets text,
                                 std::span<std::byte, tag_size> tag) noexcept {
            Uses.emplace_back(under, test::to_hex(number));
            return made.encrypt(number, associated, text, tag);
        }
        hc::result<void> decrypt(nonce number, hc::octets associated, hc::mutable_octets text,
                                 std::span<const std::byte, tag_size> tag) noexcept {
            Uses.emplace_back(under, test::to_hex(number));
            return made.decrypt(number, associated, text, tag);
        }
        Keyed made;
        std::string under;
    };
    using encryptor = keyed<hc::archetype::aead::encryptor, sealed>;
    using decryptor = keyed<hc::archetype::aead::decryptor, opened>;
};

struct eight_frames : hc::default_limits {
    static constexpr std::uint64_t frames_per_key = 8;
};
using suite =
    hc::basic_aead_suite<recording, hc::archetype::key_transport, hc::derived, eight_frames, hc::cryptopp_primitives>;

// The nonce of a frame under the traffic secret of so many rekeys.
std::string expected_nonce(std::uint64_t number, unsigned rekeys) {
    auto traffic = test::fixed_traffic();
    for (unsigned i = 0; i < rekeys; ++i) traffic.advance().value();
    bytes nonce(12);
    traffic.derive("handclasp/1 iv", nonce).value();
    std::array<std::byte, 8> counted{};
    hc::store_big_endian(number, counted);
    for (std::size_t i = 0; i < counted.size(); ++i) nonce[4 + i] ^= counted[i];
    return test::to_hex(nonce);
}

}  // namespace

TEMPLATE_TEST_CASE("a body is AEAD(message) | tag, the pseudo-header associated", "", hc::aes_gcm<128>,
                   hc::aes_gcm<256>, hc::chacha20_poly1305) {
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 100U}) {
        CAPTURE(size);
        const auto message = test::pattern(size);
        CHECK(test::sealed_body<hc::record::aead_protection<TestType>>(message) == body_of<TestType>(message));
    }
}

TEST_CASE("every octet of a frame's number goes into the nonce") {
    using protection = hc::record::aead_protection<recording>;
    auto sealing = protection::sealing::make(test::fixed_traffic()).value();
    const auto header = hc::layout::unit_header::make(hc::unit_type::message, 16);
    bytes body(protection::frame::body_size(0));
    recording::sealed.clear();
    for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0x0123456789abcdef},
                                       std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
        REQUIRE(sealing.seal(body, 0, hc::record::pseudo_header::make(number, header)));
        CHECK(recording::sealed.back().second == expected_nonce(number, 0));
    }
}

TEST_CASE("no nonce comes twice under a key, and a rekey brings another IV and does not start the numbers again") {
    hc::sender<suite> sender(hc::record::sealer<suite>::make(test::fixed_traffic()).value());
    hc::receiver<suite> receiver(hc::record::opener<suite>::make(test::fixed_traffic()).value());
    recording::sealed.clear();
    recording::opened.clear();
    unsigned rekeys = 0;
    std::vector<std::string> expected;
    for (int message = 0; message < 100; ++message) {
        for (auto unit : test::split_units(test::sealed(sender, test::pattern(5)))) {
            expected.push_back(expected_nonce(expected.size(), rekeys));
            if (receiver.open(unit).value().kind == hc::event_kind::rekeyed) ++rekeys;
        }
    }
    REQUIRE(rekeys >= 100 / 8);
    CHECK(recording::opened == recording::sealed);

    std::vector<std::string> nonces;
    std::set<std::pair<std::string, std::string>> distinct;
    std::set<std::string> keys;
    for (const auto& use : recording::sealed) {
        keys.insert(use.first);
        nonces.push_back(use.second);
        distinct.insert(use);
    }
    CHECK(nonces == expected);
    CHECK(distinct.size() == nonces.size());
    CHECK(keys.size() == rekeys + 1);
}

TEST_CASE("a frame whose nonce is of another number does not open") {
    const auto body = test::sealed_body<hc::record::aead_protection<hc::aes_gcm<128>>>(test::pattern(20));
    auto opening = hc::record::aead_protection<hc::aes_gcm<128>>::opening::make(test::fixed_traffic()).value();
    const auto header = hc::layout::unit_header::make(hc::unit_type::message, 112);
    for (const std::uint64_t number : {std::uint64_t{6}, std::uint64_t{8}, std::uint64_t{7} << 32}) {
        auto copy = body;
        CHECK(opening.open(copy, hc::record::pseudo_header::make(number, header)).error() ==
              hc::errc::authentication_failed);
    }
}
