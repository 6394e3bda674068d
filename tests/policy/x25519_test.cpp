#include <handclasp/policy/cryptopp/x25519.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/scripted_random.hpp"
#include "support/x25519_test_access.hpp"

namespace hc = handclasp;
using test::from_hex;
using test::to_hex;

static_assert(hc::x25519::public_key_size == 32 && hc::x25519::encapsulation_size == 32);
static_assert(hc::x25519::max_secrets_size == 32 && hc::x25519::security_bits == 128);
static_assert(hc::x25519::name == "X25519");

// A key pair opens one encapsulation, and the type says so.
template <class P>
concept opens_as_lvalue = requires(P& pair, hc::mutable_octets span) { pair.decapsulate(span, span); };
template <class P>
concept opens_as_rvalue = requires(P& pair, hc::mutable_octets span) { std::move(pair).decapsulate(span, span); };
static_assert(opens_as_rvalue<hc::x25519::key_pair> && !opens_as_lvalue<hc::x25519::key_pair>);
static_assert(!std::is_copy_constructible_v<hc::x25519::key_pair> && !std::is_copy_assignable_v<hc::x25519::key_pair>);

namespace {

using access = hc::cryptopp::x25519_test_access;
using octets_32 = std::span<const std::byte, 32>;

// RFC 7748, section 6.1.
const auto client_private = from_hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
const auto client_public = from_hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
const auto server_private = from_hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
const auto server_public = from_hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
const std::string shared_point = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";

// from cryptography.hazmat.primitives.kdf.hkdf import HKDF
// from cryptography.hazmat.primitives.hashes import SHA256
// HKDF(SHA256(), 32, client_public + server_public, b"handclasp/1 x25519").derive(shared_point).hex()
const std::string expected_secrets = "73695a5eb2e74b4120bce2d112b683fdda4b52da6a4d99f886b8ede083b421bd";

// The u coordinates of the points whose order divides 8, on the curve and on its twist, with 0 and 1 above the prime as
// well: what is not below it is taken modulo it.
const std::array<std::string, 7> small_order = {"0000000000000000000000000000000000000000000000000000000000000000",
                                                "0100000000000000000000000000000000000000000000000000000000000000",
                                                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                                                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                                                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};

hc::x25519::key_pair server_keys() {
    return access::from_private(octets_32(server_private));
}

std::string shared(const test::bytes& private_key, const test::bytes& public_key) {
    return to_hex(access::shared(octets_32(private_key), octets_32(public_key)).value());
}

hc::result<void> failing(hc::mutable_octets) noexcept {
    return hc::errc::random_source;
}

// The secrets of an encapsulation to the server above; none where it does not open.
std::optional<test::bytes> opened(const test::bytes& encapsulation) {
    test::bytes secrets(32);
    if (!server_keys().decapsulate(encapsulation, secrets)) return std::nullopt;
    return secrets;
}

struct sent {
    explicit sent(hc::octets public_key, hc::random_function random = hc::os_random::fill)
        : secrets(32), encapsulation(32) {
        hc::x25519::encapsulate(public_key, secrets, encapsulation, random).value();
    }
    test::bytes secrets, encapsulation;
};

}  // namespace

TEST_CASE("X25519 gives the answers of RFC 7748, section 5.2") {
    CHECK(shared(from_hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                 from_hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")) ==
          "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
    CHECK(shared(from_hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"),
                 from_hex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493")) ==
          "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
}

TEST_CASE("X25519 gives the answers of RFC 7748, section 5.2, for 1 and 1000 iterations") {
    auto k = test::bytes(32), u = k;
    k.front() = u.front() = std::byte{9};
    for (int iteration = 1; iteration <= 1000; ++iteration) {
        const auto next = from_hex(shared(k, u));
        u = std::exchange(k, next);
        if (iteration == 1) {
            CHECK(to_hex(k) == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
        }
    }
    CHECK(to_hex(k) == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
}

TEST_CASE("X25519 gives the answers of RFC 7748, section 6.1") {
    CHECK(test::copy_of(access::from_private(octets_32(client_private)).public_key()) == client_public);
    CHECK(test::copy_of(server_keys().public_key()) == server_public);
    CHECK(shared(client_private, server_public) == shared_point);
    CHECK(shared(server_private, client_public) == shared_point);
}

TEST_CASE("the secrets are those that another implementation derives") {
    test::scripted_random::script() = {client_private};
    const sent message(server_public, test::scripted_random::fill);
    CHECK(test::scripted_random::script().empty());  // the private key alone was drawn
    CHECK(message.encapsulation == client_public);
    CHECK(to_hex(message.secrets) == expected_secrets);
    CHECK(to_hex(opened(client_public).value()) == expected_secrets);
}

TEST_CASE("secrets arrive whole at a generated key pair, and are fresh each time") {
    auto keys = hc::x25519::key_pair::generate(hc::os_random::fill).value();
    const auto public_key = test::copy_of(keys.public_key());
    CHECK(public_key != test::copy_of(hc::x25519::key_pair::generate(hc::os_random::fill).value().public_key()));
    const sent message(public_key), other(public_key);
    CHECK(message.secrets != other.secrets);
    CHECK(message.encapsulation != other.encapsulation);
    test::bytes received(32);
    REQUIRE(std::move(keys).decapsulate(message.encapsulation, received));
    CHECK(received == message.secrets);
}

TEST_CASE("a generated key pair is that of the octets drawn") {
    test::scripted_random::script() = {server_private};
    const auto keys = hc::x25519::key_pair::generate(test::scripted_random::fill).value();
    CHECK(test::copy_of(keys.public_key()) == server_public);
}

TEST_CASE("private keys are clamped and the highest bit of public keys is ignored") {
    auto same = server_private;
    same.front() ^= std::byte{0x07};
    same.back() ^= std::byte{0xc0};
    CHECK(test::copy_of(access::from_private(octets_32(same)).public_key()) == server_public);
    auto other = server_private;
    other.front() ^= std::byte{0x08};
    CHECK(test::copy_of(access::from_private(octets_32(other)).public_key()) != server_public);

    auto high = server_public;
    high.back() |= std::byte{0x80};
    CHECK(shared(client_private, high) == shared_point);
    // The base point, 9, above the prime: 2^255 - 19 + 9.
    CHECK(shared(server_private, from_hex("f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")) ==
          to_hex(server_public));
}

TEST_CASE("another encoding of a public key leads to other secrets") {
    auto high = client_public;
    high.back() |= std::byte{0x80};
    CHECK(to_hex(opened(high).value()) != expected_secrets);

    test::scripted_random::script() = {client_private};
    high = server_public;
    high.back() |= std::byte{0x80};
    CHECK(to_hex(sent(high, test::scripted_random::fill).secrets) != expected_secrets);
}

TEST_CASE("each bit of an encapsulation counts") {
    for (std::size_t bit = 0; bit < 256; ++bit) {
        auto altered = client_public;
        altered[bit / 8] ^= std::byte{1} << (bit % 8);
        CAPTURE(bit);
        const auto secrets = opened(altered);
        CHECK((!secrets || to_hex(*secrets) != expected_secrets));
    }
}

TEST_CASE("points of small order are refused, on both sides") {
    for (const auto& digits : small_order) {
        for (const std::byte high : {std::byte{0x00}, std::byte{0x80}}) {
            auto point = from_hex(digits);
            point.back() |= high;
            CAPTURE(to_hex(point));
            CHECK_FALSE(access::shared(octets_32(client_private), octets_32(point)));
            test::bytes secrets(32), encapsulation(32);
            const auto done = hc::x25519::encapsulate(point, secrets, encapsulation, hc::os_random::fill);
            REQUIRE_FALSE(done);
            CHECK(done.error() == hc::errc::bad_public_key);
            CHECK(secrets == test::bytes(32));
            CHECK(encapsulation == test::bytes(32));
            CHECK_FALSE(opened(point));
        }
    }
}

TEST_CASE("a public key of another size is refused before anything is drawn") {
    for (const std::size_t size : {0U, 1U, 31U, 33U, 64U, 294U}) {
        CAPTURE(size);
        test::bytes secrets(32), encapsulation(32);
        CHECK(hc::x25519::encapsulate(test::pattern(size), secrets, encapsulation, failing).error() ==
              hc::errc::bad_public_key);
    }
}

TEST_CASE("sizes that do not fit are the caller's mistake to encapsulate, and do not open") {
    const auto failure = [](std::size_t secrets_size, std::size_t encapsulation_size) {
        test::bytes secrets(secrets_size), encapsulation(encapsulation_size);
        return hc::x25519::encapsulate(server_public, secrets, encapsulation, failing).error();
    };
    const auto opens = [](std::size_t secrets_size, std::size_t encapsulation_size) {
        auto encapsulation = client_public;
        encapsulation.resize(encapsulation_size);
        test::bytes secrets(secrets_size);
        return server_keys().decapsulate(encapsulation, secrets);
    };
    CHECK(opens(32, 32));
    for (const std::size_t size : {0U, 16U, 31U, 33U, 64U}) {
        CAPTURE(size);
        CHECK(failure(size, 32) == hc::errc::invalid_argument);
        CHECK(failure(32, size) == hc::errc::invalid_argument);
        CHECK_FALSE(opens(size, 32));
        CHECK_FALSE(opens(32, size));
    }
}

TEST_CASE("X25519 reports a failing random source") {
    test::bytes secrets(32), encapsulation(32);
    CHECK(hc::x25519::encapsulate(server_public, secrets, encapsulation, failing).error() == hc::errc::random_source);
    CHECK(secrets == test::bytes(32));
    CHECK(encapsulation == test::bytes(32));
    CHECK(hc::x25519::key_pair::generate(failing).error() == hc::errc::random_source);
}

TEST_CASE("an X25519 key pair that was used or moved from opens nothing") {
    test::bytes received(32);
    auto keys = server_keys();
    SECTION("used") {
        REQUIRE(std::move(keys).decapsulate(client_public, received));
        CHECK_FALSE(std::move(keys).decapsulate(client_public, received));
    }
    SECTION("used in vain") {
        REQUIRE_FALSE(std::move(keys).decapsulate({}, received));
        CHECK_FALSE(std::move(keys).decapsulate(client_public, received));
    }
    SECTION("moved from") {
        auto other = std::move(keys);
        CHECK_FALSE(std::move(keys).decapsulate(client_public, received));
        CHECK(std::move(other).decapsulate(client_public, received));
        CHECK(to_hex(received) == expected_secrets);
    }
    SECTION("moved from by assignment") {
        auto other = hc::x25519::key_pair::generate(hc::os_random::fill).value();
        other = std::move(keys);
        CHECK_FALSE(std::move(keys).decapsulate(client_public, received));
        CHECK(test::copy_of(other.public_key()) == server_public);
        CHECK(std::move(other).decapsulate(client_public, received));
        CHECK(to_hex(received) == expected_secrets);
    }
}
