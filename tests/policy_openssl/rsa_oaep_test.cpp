#include <handclasp/policy/openssl/rsa_oaep.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/openssl_test_access.hpp"
#include "support/rsa_test_access.hpp"

#include <handclasp/policy/openssl/random.hpp>

namespace hc = handclasp;
namespace ossl = handclasp::openssl;
using CryptoPP::Integer;
using rsa_2048 = ossl::rsa_oaep<2048>;
using rsa_3072 = ossl::rsa_oaep<3072>;
using rsa_mixed = ossl::rsa_oaep<2048, ossl::sha256, ossl::sha384>;
using rsa_sha512 = ossl::rsa_oaep<2048, ossl::sha512>;
using theirs_2048 = hc::rsa_oaep<2048>;
using theirs_mixed = hc::rsa_oaep<2048, hc::sha256, hc::sha384>;
using theirs_sha512 = hc::rsa_oaep<2048, hc::sha512>;

template <class Ours, class Theirs>
constexpr bool alike = Ours::name == Theirs::name && Ours::public_key_size == Theirs::public_key_size &&
    Ours::encapsulation_size == Theirs::encapsulation_size && Ours::max_secrets_size == Theirs::max_secrets_size &&
    Ours::modulus_bits == Theirs::modulus_bits && Ours::security_bits == Theirs::security_bits &&
    Ours::security_source == Theirs::security_source && Ours::secrecy == Theirs::secrecy;
static_assert(alike<rsa_2048, theirs_2048> && alike<rsa_3072, hc::rsa_oaep<3072>> && alike<rsa_mixed, theirs_mixed>);
static_assert(alike<rsa_sha512, theirs_sha512> && alike<ossl::rsa_oaep<4096>, hc::rsa_oaep<4096>>);
static_assert(rsa_2048::name == "RSA-2048-OAEP-SHA-256" && rsa_2048::security_bits == 112);

// A key pair opens one encapsulation, and the type says so.
template <class P>
concept opens_as_lvalue = requires(P& pair, hc::mutable_octets span) { pair.decapsulate(span, span); };
template <class P>
concept opens_as_rvalue = requires(P& pair, hc::mutable_octets span) { std::move(pair).decapsulate(span, span); };
static_assert(opens_as_rvalue<rsa_2048::key_pair> && !opens_as_lvalue<rsa_2048::key_pair>);
static_assert(!std::is_copy_constructible_v<rsa_2048::key_pair> && !std::is_copy_assignable_v<rsa_2048::key_pair>);

namespace {

using access = ossl::rsa_oaep_test_access;

// One private key for all the tests that do not mind: generating one takes longer than all of them.
const CryptoPP::RSA::PrivateKey& private_key() {
    static const auto key = [] {
        CryptoPP::RSA::PrivateKey made;
        hc::cryptopp::generator generator(hc::os_random::fill);
        made.Initialize(generator, 2048, 65537);
        return made;
    }();
    return key;
}

test::bytes as_pkcs8(const CryptoPP::RSA::PrivateKey& key) {
    std::string der;
    CryptoPP::StringSink sink(der);
    key.Save(sink);
    return test::copy_of(hc::as_octets(der));
}

template <class Transport = rsa_2048>
typename Transport::key_pair key_pair() {
    return access::from_pkcs8<Transport>(as_pkcs8(private_key()));
}
template <class Transport>
typename Transport::key_pair their_key_pair() {
    return hc::cryptopp::rsa_oaep_test_access::from_private_key<Transport>(private_key());
}

template <class Transport = rsa_2048>
struct sent {
    explicit sent(hc::octets public_key, std::size_t secrets_size = 32)
        : secrets(secrets_size), encapsulation(Transport::encapsulation_size) {
        Transport::encapsulate(public_key, secrets, encapsulation, ossl::os_random::fill).value();
    }
    test::bytes secrets, encapsulation;
};

bool opens(const test::bytes& encapsulation, std::size_t secrets_size = 32) {
    test::bytes secrets(secrets_size);
    return key_pair().decapsulate(encapsulation, secrets);
}

test::bytes as_encapsulation(const Integer& number) {
    test::bytes encoded(256);
    number.Encode(hc::cryptopp::bytes(encoded), encoded.size());
    return encoded;
}

hc::result<void> failing(hc::mutable_octets) noexcept {
    return hc::errc::random_source;
}

// What one side sends, the other opens.
template <class Sender, class Keys>
void check_arrives(Keys keys, std::size_t size) {
    const sent<Sender> message(keys.public_key(), size);
    test::bytes received(size);
    CHECK(std::move(keys).decapsulate(message.encapsulation, received));
    CHECK(received == message.secrets);
}
template <class Ours, class Theirs>
void check_against() {
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{32}, std::size_t{64}, Ours::max_secrets_size}) {
        CAPTURE(Ours::name, size);
        check_arrives<Ours>(key_pair<Ours>(), size);
        check_arrives<Ours>(their_key_pair<Theirs>(), size);
        check_arrives<Theirs>(key_pair<Ours>(), size);
    }
}

}  // namespace

TEST_CASE("OpenSSL and Crypto++ open each other's RSA-OAEP, whatever the size of the secrets") {
    CHECK(test::copy_of(key_pair().public_key()) == test::copy_of(their_key_pair<theirs_2048>().public_key()));
    check_against<rsa_2048, theirs_2048>();
    check_against<rsa_mixed, theirs_mixed>();
    check_against<rsa_sha512, theirs_sha512>();
}

TEMPLATE_TEST_CASE("a key pair that OpenSSL has generated works, and Crypto++ finds its public key sound", "", rsa_2048,
                   rsa_3072) {
    auto keys = TestType::key_pair::generate(ossl::os_random::fill).value();
    const auto public_key = test::copy_of(keys.public_key());
    CHECK(access::exponent_of(keys) == 65537);
    CryptoPP::ArraySource source(hc::cryptopp::bytes(public_key), public_key.size(), true);
    CryptoPP::RSA::PublicKey loaded;
    loaded.Load(source);
    CHECK(loaded.GetModulus().BitCount() == TestType::modulus_bits);
    CHECK(loaded.GetPublicExponent() == 65537);
    hc::cryptopp::generator generator(hc::os_random::fill);
    CHECK(loaded.Validate(generator, 3));

    check_arrives<hc::rsa_oaep<TestType::modulus_bits>>(std::move(keys), TestType::max_secrets_size);
    CHECK(public_key != test::copy_of(TestType::key_pair::generate(ossl::os_random::fill).value().public_key()));
}

TEST_CASE("each encapsulation of OpenSSL brings fresh secrets, in octets of their own") {
    const auto keys = key_pair();
    const sent<> one(keys.public_key()), other(keys.public_key());
    CHECK(one.secrets != other.secrets);
    CHECK(one.encapsulation != other.encapsulation);
}

TEST_CASE("on OpenSSL a hash or an MGF hash that is not the sender's opens nothing") {
    test::bytes received(32);
    const sent<rsa_mixed> message(key_pair().public_key());
    CHECK(key_pair<rsa_mixed>().decapsulate(message.encapsulation, received));
    CHECK_FALSE(key_pair<rsa_2048>().decapsulate(message.encapsulation, received));
    CHECK_FALSE(key_pair<rsa_sha512>().decapsulate(message.encapsulation, received));
}

TEST_CASE("on OpenSSL an altered encapsulation, or one of another size, does not open") {
    const sent<> message(key_pair().public_key());
    REQUIRE(opens(message.encapsulation));
    for (std::size_t bit = 0; bit < 8 * message.encapsulation.size(); bit += 61) {
        auto altered = message.encapsulation;
        altered[bit / 8] ^= std::byte{1} << (bit % 8);
        CAPTURE(bit);
        CHECK_FALSE(opens(altered));
    }
    CHECK_FALSE(opens({}));
    CHECK_FALSE(opens(test::copy_of(hc::octets(message.encapsulation).first(255))));
    auto longer = message.encapsulation;
    longer.push_back(std::byte{0});
    CHECK_FALSE(opens(longer));
    longer = message.encapsulation;
    longer.insert(longer.begin(), std::byte{0});  // the same number
    CHECK_FALSE(opens(longer));
}

TEST_CASE("on OpenSSL an encapsulation at the ends of its range does not open") {
    const Integer n = private_key().GetModulus();
    for (const Integer& number : {Integer::Zero(), Integer::One(), Integer::Two(), n - 1, n, n + 1}) {
        CHECK_FALSE(opens(as_encapsulation(number)));
    }
    CHECK_FALSE(opens(test::bytes(256, std::byte{0xff})));

    // c + n is the same number modulo n, and yet not the encapsulation that was sent.
    for (int attempt = 0; attempt < 64; ++attempt) {
        const auto encapsulation = sent<>(key_pair().public_key()).encapsulation;
        const Integer shifted = Integer(hc::cryptopp::bytes(encapsulation), 256) + n;
        if (shifted.BitCount() > 2048) continue;
        CHECK_FALSE(opens(as_encapsulation(shifted)));
        break;
    }
}

TEST_CASE("on OpenSSL secrets of another size than was sent do not open, and nothing is written") {
    const auto encapsulation = sent<>(key_pair().public_key(), 32).encapsulation;
    constexpr std::size_t sizes[] = {0, 31, 33, 190, 191, 300};
    for (const std::size_t size : sizes) {
        CAPTURE(size);
        test::bytes secrets(size);
        CHECK_FALSE(key_pair().decapsulate(encapsulation, secrets));
        CHECK(secrets == test::bytes(size));
    }
    CHECK(opens(encapsulation, 32));
}

TEST_CASE("on OpenSSL a key pair that was used or moved from opens nothing") {
    const sent<> message(key_pair().public_key());
    test::bytes received(32);
    auto keys = key_pair();
    SECTION("used") {
        REQUIRE(std::move(keys).decapsulate(message.encapsulation, received));
        CHECK_FALSE(std::move(keys).decapsulate(message.encapsulation, received));
    }
    SECTION("used in vain") {
        REQUIRE_FALSE(std::move(keys).decapsulate({}, received));
        CHECK_FALSE(std::move(keys).decapsulate(message.encapsulation, received));
    }
    SECTION("moved from by assignment") {
        auto other = key_pair<rsa_2048>();
        auto third = std::move(other);
        other = std::move(keys);
        CHECK_FALSE(std::move(keys).decapsulate(message.encapsulation, received));
        CHECK(std::move(other).decapsulate(message.encapsulation, received));
        CHECK(std::move(third).decapsulate(message.encapsulation, received));
    }
}

TEST_CASE("on OpenSSL a bad public key is refused before anything is drawn or written") {
    test::bytes secrets(32), encapsulation(256);
    auto key = test::copy_of(key_pair().public_key());
    SECTION("even modulus") {
        key[288] &= std::byte{0xfe};
    }
    SECTION("a modulus one bit short") {
        key[33] &= std::byte{0x7f};
    }
    SECTION("exponent 3") {
        key[293] = std::byte{3};
    }
    SECTION("cut") {
        key.pop_back();
    }
    SECTION("of the other size") {
        key = test::pattern(rsa_3072::public_key_size);
    }
    SECTION("empty") {
        key.clear();
    }
    CHECK(rsa_2048::encapsulate(key, secrets, encapsulation, failing).error() == hc::errc::bad_public_key);
    CHECK(secrets == test::bytes(32));
    CHECK(encapsulation == test::bytes(256));
}

TEST_CASE("on OpenSSL sizes that do not fit are the caller's mistake, and a failing source is reported") {
    const auto keys = key_pair();
    const auto failure = [&](std::size_t secrets_size, std::size_t encapsulation_size, hc::random_function random) {
        test::bytes secrets(secrets_size), encapsulation(encapsulation_size);
        return rsa_2048::encapsulate(keys.public_key(), secrets, encapsulation, random).error();
    };
    CHECK(failure(191, 256, ossl::os_random::fill) == hc::errc::invalid_argument);
    CHECK(failure(32, 255, ossl::os_random::fill) == hc::errc::invalid_argument);
    CHECK(failure(32, 257, ossl::os_random::fill) == hc::errc::invalid_argument);
    CHECK(failure(32, 0, ossl::os_random::fill) == hc::errc::invalid_argument);
    CHECK(failure(32, 256, failing) == hc::errc::random_source);
}

TEST_CASE("a private key of another size or exponent makes no key pair on OpenSSL") {
    hc::cryptopp::generator generator(hc::os_random::fill);
    CryptoPP::RSA::PrivateKey other;
    other.Initialize(generator, 2048, 17);
    CHECK_THROWS_AS(access::from_pkcs8<rsa_2048>(as_pkcs8(other)), std::invalid_argument);
    CHECK_THROWS_AS(access::from_pkcs8<rsa_3072>(as_pkcs8(private_key())), std::invalid_argument);
}
