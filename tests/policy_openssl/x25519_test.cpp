#include <handclasp/policy/openssl/x25519.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/openssl_test_access.hpp"
#include "support/scripted_random.hpp"

#include <handclasp/policy/cryptopp/x25519.hpp>
#include <handclasp/policy/openssl/random.hpp>

namespace hc = handclasp;
using policy = hc::openssl::x25519;
using test::from_hex;
using test::to_hex;

static_assert(policy::name == hc::x25519::name && policy::public_key_size == hc::x25519::public_key_size);
static_assert(policy::encapsulation_size == hc::x25519::encapsulation_size);
static_assert(policy::max_secrets_size == hc::x25519::max_secrets_size);
static_assert(policy::security_bits == hc::x25519::security_bits && policy::secrecy == hc::x25519::secrecy);
static_assert(policy::security_source == hc::x25519::security_source);

// A key pair opens one encapsulation, and the type says so.
template <class P>
concept opens_as_lvalue = requires(P& pair, hc::mutable_octets span) { pair.decapsulate(span, span); };
static_assert(!opens_as_lvalue<policy::key_pair> && !std::is_copy_constructible_v<policy::key_pair>);

namespace {

using access = hc::openssl::x25519_test_access;
using octets_32 = std::span<const std::byte, 32>;

// RFC 7748, section 6.1.
const auto client_private = from_hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
const auto client_public = from_hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
const auto server_private = from_hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
const auto server_public = from_hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
const std::string shared_point = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";

// HKDF of Python's cryptography: see tests/policy/x25519_test.cpp.
const std::string expected_secrets = "73695a5eb2e74b4120bce2d112b683fdda4b52da6a4d99f886b8ede083b421bd";

// The u coordinates of the points whose order divides 8, on the curve and on its twist, with 0 and 1 above the prime as
// well: what is not below it is taken modulo it.
const std::string small_order[] = {"0000000000000000000000000000000000000000000000000000000000000000",
                                   "0100000000000000000000000000000000000000000000000000000000000000",
                                   "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                                   "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                                   "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                   "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                   "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};

policy::key_pair server_keys() {
    return access::from_private_key(octets_32(server_private));
}

// The point in hexadecimal digits; empty for zero.
std::string shared(const test::bytes& private_key, const test::bytes& public_key) {
    hc::secret<32> point;
    if (!access::shared_point(octets_32(private_key), octets_32(public_key), point)) return {};
    return to_hex(point.expose());
}

hc::result<void> failing(hc::mutable_octets) noexcept {
    return hc::errc::random_source;
}

template <class Transport = policy>
struct sent {
    explicit sent(hc::octets public_key, hc::random_function random = hc::openssl::os_random::fill)
        : secrets(32), encapsulation(32) {
        Transport::encapsulate(public_key, secrets, encapsulation, random).value();
    }
    test::bytes secrets, encapsulation;
};

template <class Keys>
std::string opened(Keys keys, const test::bytes& encapsulation) {
    test::bytes secrets(32);
    return std::move(keys).decapsulate(encapsulation, secrets) ? to_hex(secrets) : std::string();
}

}  // namespace

TEST_CASE("X25519 on OpenSSL gives the answers of RFC 7748, sections 5.2 and 6.1") {
    CHECK(shared(from_hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                 from_hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")) ==
          "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
    CHECK(shared(from_hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"),
                 from_hex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493")) ==
          "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
    CHECK(test::copy_of(server_keys().public_key()) == server_public);
    CHECK(shared(client_private, server_public) == shared_point);
    CHECK(shared(server_private, client_public) == shared_point);
}

TEST_CASE("on OpenSSL the secrets are those that other implementations derive") {
    test::scripted_random::script() = {client_private};
    const sent<> message(server_public, test::scripted_random::fill);
    CHECK(test::scripted_random::script().empty());  // the private key alone was drawn
    CHECK(message.encapsulation == client_public);
    CHECK(to_hex(message.secrets) == expected_secrets);
    CHECK(opened(server_keys(), client_public) == expected_secrets);
}

TEST_CASE("OpenSSL and Crypto++ open each other's X25519") {
    for (int i = 0; i < 8; ++i) {
        auto ours = policy::key_pair::generate(hc::openssl::os_random::fill).value();
        auto theirs = hc::x25519::key_pair::generate(hc::os_random::fill).value();
        const sent<hc::x25519> to_us(ours.public_key());
        const sent<> to_them(theirs.public_key());
        CHECK(to_us.secrets != to_them.secrets);
        CHECK(opened(std::move(ours), to_us.encapsulation) == to_hex(to_us.secrets));
        CHECK(opened(std::move(theirs), to_them.encapsulation) == to_hex(to_them.secrets));
    }
}

TEST_CASE("on OpenSSL a generated key pair is that of the octets drawn, clamped") {
    test::scripted_random::script() = {server_private};
    CHECK(test::copy_of(policy::key_pair::generate(test::scripted_random::fill).value().public_key()) == server_public);
    auto same = server_private;
    same.front() ^= std::byte{0x07};
    same.back() ^= std::byte{0xc0};
    CHECK(test::copy_of(access::from_private_key(octets_32(same)).public_key()) == server_public);
}

TEST_CASE("on OpenSSL another encoding of a public key is the same point, and leads to other secrets") {
    auto high = client_public;
    high.back() |= std::byte{0x80};
    CHECK(shared(server_private, high) == shared_point);
    const auto secrets = opened(server_keys(), high);
    CHECK(secrets.size() == 64);
    CHECK(secrets != expected_secrets);
}

TEST_CASE("on OpenSSL points of small order are refused, on both sides") {
    for (const auto& digits : small_order) {
        for (const std::byte high : {std::byte{0x00}, std::byte{0x80}}) {
            auto point = from_hex(digits);
            point.back() |= high;
            CAPTURE(to_hex(point));
            CHECK(shared(client_private, point).empty());
            test::bytes secrets(32), encapsulation(32);
            const auto done = policy::encapsulate(point, secrets, encapsulation, hc::openssl::os_random::fill);
            REQUIRE_FALSE(done);
            CHECK(done.error() == hc::errc::bad_public_key);
            CHECK(secrets == test::bytes(32));
            CHECK(encapsulation == test::bytes(32));
            CHECK(opened(server_keys(), point).empty());
        }
    }
}

TEST_CASE("on OpenSSL sizes that do not fit are refused before anything is drawn") {
    const auto failure = [](std::size_t key_size, std::size_t secrets_size, std::size_t encapsulation_size) {
        test::bytes secrets(secrets_size), encapsulation(encapsulation_size);
        return policy::encapsulate(test::pattern(key_size), secrets, encapsulation, failing).error();
    };
    const auto opens = [](std::size_t secrets_size, std::size_t encapsulation_size) {
        auto encapsulation = client_public;
        encapsulation.resize(encapsulation_size);
        test::bytes secrets(secrets_size);
        return server_keys().decapsulate(encapsulation, secrets);
    };
    CHECK(opens(32, 32));
    CHECK(failure(32, 32, 32) == hc::errc::random_source);
    CHECK(policy::key_pair::generate(failing).error() == hc::errc::random_source);
    for (const std::size_t size : {0U, 1U, 31U, 33U, 64U}) {
        CAPTURE(size);
        CHECK(failure(size, 32, 32) == hc::errc::bad_public_key);
        CHECK(failure(32, size, 32) == hc::errc::invalid_argument);
        CHECK(failure(32, 32, size) == hc::errc::invalid_argument);
        CHECK_FALSE(opens(size, 32));
        CHECK_FALSE(opens(32, size));
    }
}

TEST_CASE("on OpenSSL an X25519 key pair that was used or moved from opens nothing") {
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
        auto other = policy::key_pair::generate(hc::openssl::os_random::fill).value();
        other = std::move(keys);
        CHECK_FALSE(std::move(keys).decapsulate(client_public, received));
        CHECK(test::copy_of(other.public_key()) == server_public);
        CHECK(std::move(other).decapsulate(client_public, received));
        CHECK(to_hex(received) == expected_secrets);
    }
}
