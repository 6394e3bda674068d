#include <handclasp/policy/cryptopp/rsa_oaep.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/rsa_test_access.hpp"

namespace hc = handclasp;
using CryptoPP::Integer;
using rsa_2048 = hc::rsa_oaep<2048>;
using rsa_3072 = hc::rsa_oaep<3072>;
using rsa_mixed = hc::rsa_oaep<2048, hc::sha256, hc::sha384>;
using rsa_sha512 = hc::rsa_oaep<2048, hc::sha512>;

static_assert(rsa_2048::public_key_size == 294 && rsa_3072::public_key_size == 422);
static_assert(rsa_2048::encapsulation_size == 256 && rsa_3072::encapsulation_size == 384);
static_assert(rsa_2048::max_secrets_size == 190 && rsa_3072::max_secrets_size == 318);  // RFC 8017: k - 2 hLen - 2
static_assert(rsa_sha512::max_secrets_size == 126);
static_assert(rsa_2048::security_bits == 112 && rsa_3072::security_bits == 128);
static_assert(rsa_2048::name == "RSA-2048-OAEP-SHA-256" && rsa_3072::name == "RSA-3072-OAEP-SHA-256");
static_assert(rsa_mixed::name == "RSA-2048-OAEP-SHA-256-MGF1-SHA-384");

// A key pair opens one encapsulation, and the type says so.
template <class P>
concept opens_as_lvalue = requires(P& pair, hc::mutable_octets span) { pair.decapsulate(span, span); };
template <class P>
concept opens_as_rvalue = requires(P& pair, hc::mutable_octets span) { std::move(pair).decapsulate(span, span); };
static_assert(opens_as_rvalue<rsa_2048::key_pair> && !opens_as_lvalue<rsa_2048::key_pair>);
static_assert(std::is_nothrow_move_constructible_v<rsa_2048::key_pair> &&
              std::is_nothrow_move_assignable_v<rsa_2048::key_pair>);
static_assert(!std::is_copy_constructible_v<rsa_2048::key_pair> && !std::is_copy_assignable_v<rsa_2048::key_pair>);

namespace {

using access = hc::cryptopp::rsa_oaep_test_access;

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
template <class Transport = rsa_2048>
typename Transport::key_pair key_pair() {
    return access::from_private_key<Transport>(private_key());
}

template <class Transport = rsa_2048>
struct sent {
    explicit sent(hc::octets public_key, std::size_t secrets_size = 32)
        : secrets(secrets_size), encapsulation(Transport::encapsulation_size) {
        Transport::encapsulate(public_key, secrets, encapsulation, hc::os_random::fill).value();
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

// Fails after so many draws.
std::size_t draws_left = 0;
hc::result<void> failing_later(hc::mutable_octets target) noexcept {
    if (draws_left-- == 0) return hc::errc::random_source;
    return hc::os_random::fill(target);
}

template <class Transport>
void check_round_trips(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t size : sizes) {
        CAPTURE(size);
        auto keys = key_pair<Transport>();
        const sent<Transport> message(keys.public_key(), size);
        test::bytes received(size);
        CHECK(std::move(keys).decapsulate(message.encapsulation, received));
        CHECK(received == message.secrets);
    }
}

}  // namespace

TEST_CASE("secrets of every size that fits arrive whole") {
    check_round_trips<rsa_2048>({0, 1, 32, 64, 189, rsa_2048::max_secrets_size});
    check_round_trips<rsa_mixed>({32, rsa_mixed::max_secrets_size});
    check_round_trips<rsa_sha512>({32, rsa_sha512::max_secrets_size});
}

TEMPLATE_TEST_CASE("a generated key pair works, and Crypto++ finds its public key sound", "", rsa_2048, rsa_3072) {
    auto keys = TestType::key_pair::generate(hc::os_random::fill).value();
    const auto public_key = test::copy_of(keys.public_key());
    CHECK(public_key.size() == TestType::public_key_size);
    CryptoPP::ArraySource source(hc::cryptopp::bytes(public_key), public_key.size(), true);
    CryptoPP::RSA::PublicKey loaded;
    loaded.Load(source);
    CHECK(loaded.GetModulus().BitCount() == TestType::modulus_bits);
    CHECK(loaded.GetPublicExponent() == 65537);
    hc::cryptopp::generator generator(hc::os_random::fill);
    CHECK(loaded.Validate(generator, 3));

    const sent<TestType> message(public_key, TestType::max_secrets_size);
    test::bytes received(TestType::max_secrets_size);
    CHECK(std::move(keys).decapsulate(message.encapsulation, received));
    CHECK(received == message.secrets);
}

TEST_CASE("two generated key pairs differ") {
    const auto one = rsa_2048::key_pair::generate(hc::os_random::fill).value();
    const auto other = rsa_2048::key_pair::generate(hc::os_random::fill).value();
    CHECK(test::copy_of(one.public_key()) != test::copy_of(other.public_key()));
}

TEST_CASE("Crypto++'s own RSAES-OAEP opens our encapsulations, and we open its") {
    using scheme = CryptoPP::RSAES<CryptoPP::OAEP<CryptoPP::SHA256>>;
    hc::cryptopp::generator generator(hc::os_random::fill);
    auto keys = key_pair();
    test::bytes received(32);

    const sent<> ours(keys.public_key());
    const scheme::Decryptor decryptor(private_key());
    test::bytes opened(decryptor.MaxPlaintextLength(256));
    const auto decoded =
        decryptor.Decrypt(generator, hc::cryptopp::bytes(ours.encapsulation), 256, hc::cryptopp::bytes(opened));
    REQUIRE(decoded.isValidCoding);
    opened.resize(decoded.messageLength);
    CHECK(opened == ours.secrets);

    const scheme::Encryptor encryptor(private_key());
    const auto secrets = test::pattern(32);
    test::bytes theirs(256);
    encryptor.Encrypt(generator, hc::cryptopp::bytes(secrets), 32, hc::cryptopp::bytes(theirs));
    REQUIRE(std::move(keys).decapsulate(theirs, received));
    CHECK(received == secrets);
}

TEST_CASE("each encapsulation brings fresh secrets, in octets of their own") {
    const auto keys = key_pair();
    const sent<> one(keys.public_key()), other(keys.public_key());
    CHECK(one.secrets != other.secrets);
    CHECK(one.encapsulation != other.encapsulation);
}

TEST_CASE("a hash or an MGF hash that is not the sender's opens nothing") {
    test::bytes received(32);
    const sent<rsa_mixed> message(key_pair().public_key());
    CHECK(key_pair<rsa_mixed>().decapsulate(message.encapsulation, received));
    CHECK_FALSE(key_pair<rsa_2048>().decapsulate(message.encapsulation, received));
    CHECK_FALSE(key_pair<rsa_sha512>().decapsulate(message.encapsulation, received));
}

TEST_CASE("an altered encapsulation does not open") {
    const sent<> message(key_pair().public_key());
    REQUIRE(opens(message.encapsulation));
    for (std::size_t bit = 0; bit < 8 * message.encapsulation.size(); bit += 61) {
        auto altered = message.encapsulation;
        altered[bit / 8] ^= std::byte{1} << (bit % 8);
        CAPTURE(bit);
        CHECK_FALSE(opens(altered));
    }
}

TEST_CASE("an encapsulation of the wrong size does not open") {
    const auto encapsulation = sent<>(key_pair().public_key()).encapsulation;
    CHECK_FALSE(opens({}));
    CHECK_FALSE(opens(test::copy_of(hc::octets(encapsulation).first(255))));
    auto longer = encapsulation;
    longer.push_back(std::byte{0});
    CHECK_FALSE(opens(longer));
    longer.insert(longer.begin(), std::byte{0});  // the same number with zeros before it, which RFC 8017 refuses, too
    longer.pop_back();
    CHECK_FALSE(opens(longer));
}

TEST_CASE("an encapsulation at the ends of its range does not open") {
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

TEST_CASE("secrets of another size than was sent do not open") {
    const auto encapsulation = sent<>(key_pair().public_key(), 32).encapsulation;
    constexpr std::size_t sizes[] = {0, 31, 33, 190, 191, 300};
    for (const std::size_t size : sizes) {
        CAPTURE(size);
        CHECK_FALSE(opens(encapsulation, size));
    }
    CHECK(opens(encapsulation, 32));
}

TEST_CASE("a key pair that was used or moved from opens nothing") {
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
    SECTION("moved from") {
        auto other = std::move(keys);
        CHECK_FALSE(std::move(keys).decapsulate(message.encapsulation, received));
        CHECK(std::move(other).decapsulate(message.encapsulation, received));
    }
    SECTION("moved from by assignment") {
        auto other = rsa_2048::key_pair::generate(hc::os_random::fill).value();
        other = std::move(keys);
        CHECK_FALSE(std::move(keys).decapsulate(message.encapsulation, received));
        CHECK(test::copy_of(other.public_key()) == test::copy_of(key_pair().public_key()));
        CHECK(std::move(other).decapsulate(message.encapsulation, received));
    }
}

TEST_CASE("a bad public key is refused before anything is drawn or written") {
    test::bytes secrets(32), encapsulation(256);
    auto key = test::copy_of(key_pair().public_key());
    SECTION("even modulus") {
        key[288] &= std::byte{0xfe};
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

TEST_CASE("sizes that do not fit are the caller's mistake") {
    const auto keys = key_pair();
    const auto failure = [&](std::size_t secrets_size, std::size_t encapsulation_size) {
        test::bytes secrets(secrets_size), encapsulation(encapsulation_size);
        return rsa_2048::encapsulate(keys.public_key(), secrets, encapsulation, hc::os_random::fill).error();
    };
    CHECK(failure(191, 256) == hc::errc::invalid_argument);
    CHECK(failure(32, 255) == hc::errc::invalid_argument);
    CHECK(failure(32, 257) == hc::errc::invalid_argument);
    CHECK(failure(32, 0) == hc::errc::invalid_argument);
}

TEST_CASE("a failing random source is reported, however late it fails") {
    const auto keys = key_pair();
    for (std::size_t draws = 0; draws <= 1;
         ++draws) {  // the secrets fail, or the seed of OAEP; one prime, or the other
        CAPTURE(draws);
        test::bytes secrets(32), encapsulation(256);
        draws_left = draws;
        const auto sent = rsa_2048::encapsulate(keys.public_key(), secrets, encapsulation, failing_later);
        REQUIRE_FALSE(sent);
        CHECK(sent.error() == hc::errc::random_source);

        draws_left = draws;
        const auto generated = rsa_2048::key_pair::generate(failing_later);
        REQUIRE_FALSE(generated);
        CHECK(generated.error() == hc::errc::random_source);
    }
}
