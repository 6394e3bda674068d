#include <handclasp/policy/cryptopp/secret_length_hmac.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/legacy_hash.hpp>

namespace hc = handclasp;
using tag = std::array<std::byte, 16>;

namespace {

template <class Hash>
tag by_cryptopp(hc::octets key, hc::octets message) {
    CryptoPP::HMAC<typename Hash::library> hmac(hc::cryptopp::bytes(key), key.size());
    hmac.Update(hc::cryptopp::bytes(message), message.size());
    tag made{};
    hmac.TruncatedFinal(hc::cryptopp::bytes(made), made.size());
    return made;
}

// Counts the blocks that it absorbs.
template <class Library>
struct counting : hc::cryptopp::compression<Library> {
    static inline int blocks = 0;
    using base = hc::cryptopp::compression<Library>;
    using base::base;
    void absorb(hc::octets octets) noexcept {
        blocks += static_cast<int>(octets.size() / base::block_size);
        base::absorb(octets);
    }
};

}  // namespace

TEMPLATE_TEST_CASE("the tag is that of the message without what stands behind it", "", hc::md5, hc::sha1, hc::sha256,
                   hc::sha384, hc::sha512) {
    const auto room = test::pattern(300);
    const tag key{std::byte{7}};
    const auto mac = hc::secret_length_hmac<TestType, 16, 16>::make(key).value();
    for (std::size_t most = 0; most <= room.size(); ++most) {
        const std::size_t least = most > 15 ? most - 15 : 0;
        for (std::size_t size = least; size <= most; ++size) {
            tag made{};
            mac.authenticate(hc::octets(room).first(most), size, least, made);
            CAPTURE(most, size);
            REQUIRE(made == by_cryptopp<TestType>(key, hc::octets(room).first(size)));
        }
        tag made{};
        REQUIRE(mac.authenticate(hc::octets(room).first(most), made));
        REQUIRE(made == by_cryptopp<TestType>(key, hc::octets(room).first(most)));
    }
}

// RFC 2202, section 2, test case 1, whose key has 16 octets.
TEST_CASE("HMAC-MD5 gives a published tag") {
    tag key;
    key.fill(std::byte{0x0b});
    const auto mac = hc::secret_length_hmac<hc::md5, 16, 16>::make(key).value();
    tag made{};
    REQUIRE(mac.authenticate(hc::as_octets("Hi There"), made));
    CHECK(test::to_hex(made) == "9294727a3638bb1c13f48ef8158bfc9d");
}

TEMPLATE_TEST_CASE("the number of compressions does not depend on the secret size", "", hc::md5, hc::sha1, hc::sha256,
                   hc::sha512) {
    using engine = counting<typename TestType::library>;
    const tag key{std::byte{7}};
    const auto mac = hc::secret_length_hmac<TestType, 16, 16, engine>::make(key).value();
    const auto room = test::pattern(300);
    int differing_without_care = 0;
    for (std::size_t most = 15; most <= room.size(); ++most) {
        std::vector<int> counts, plain;
        for (std::size_t size = most - 15; size <= most; ++size) {
            tag made{};
            engine::blocks = 0;
            mac.authenticate(hc::octets(room).first(most), size, most - 15, made);
            counts.push_back(engine::blocks);
            engine::blocks = 0;
            REQUIRE(mac.authenticate(hc::octets(room).first(size), made));
            plain.push_back(engine::blocks);
        }
        CAPTURE(most);
        REQUIRE(std::ranges::count(counts, counts.front()) == 16);
        differing_without_care += std::ranges::count(plain, plain.front()) != 16;
    }
    CHECK(differing_without_care > 0);  // the test sees the difference where there is one
}
