#include <handclasp/policy/cryptopp/ed25519.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace hc = handclasp;
using CryptoPP::Integer;
using test::bytes;
using test::from_hex;
using test::to_hex;

static_assert(std::is_nothrow_move_constructible_v<hc::ed25519_identity>);
static_assert(!std::is_copy_constructible_v<hc::ed25519_identity>, "a private key has one owner");

namespace {

struct known_answer {
    std::string seed, public_key, message, signature;
};

// RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
const known_answer rfc_8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
     "d25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
     "4a7c15e9716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
     "454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
     "3dca179c138ac17ad9bef1177331a704"},
};

hc::ed25519_identity identity(const std::string& seed) {
    return hc::ed25519_identity::from_seed(hc::secret<32>(std::span<const std::byte, 32>(from_hex(seed)))).value();
}

// Crypto++ alone, without our checks: the control for signatures that it would take.
bool library_accepts(const bytes& key, const bytes& message, const bytes& signature) {
    return CryptoPP::Donna::ed25519_sign_open(hc::cryptopp::bytes(message), message.size(), hc::cryptopp::bytes(key),
                                              hc::cryptopp::bytes(signature)) == 0;
}

bytes joined(const bytes& left, const bytes& right) {
    bytes both = left;
    both.insert(both.end(), right.begin(), right.end());
    return both;
}

// 32 octets, little-endian.
bytes little_endian(const Integer& number) {
    bytes octets(32);
    number.Encode(hc::cryptopp::bytes(octets), octets.size());
    std::ranges::reverse(octets);
    return octets;
}
Integer number_of(bytes octets) {
    std::ranges::reverse(octets);
    return Integer(hc::cryptopp::bytes(octets), octets.size());
}
bytes with_sign(bytes point, bool sign) {
    if (sign) point.back() |= std::byte{0x80};
    return point;
}

const Integer prime = Integer::Power2(255) - 19;
const Integer order =
    Integer::Power2(252) + Integer("27742317777372353535851937790883648493");  // RFC 8032, section 5.1
const bytes zero(32);
const bytes neutral = little_endian(1);  // the encoding of the neutral point

// All points of order 1, 2, 4 and 8 by their y: 1, -1, 0, and the roots that curve25519.js and libsodium list as well.
const bytes small_order[] = {
    neutral,
    little_endian(prime - 1),
    zero,
    from_hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    from_hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
};

bytes sha512(const bytes& input) {
    hc::sha512 hash;
    hash.update(input);
    bytes digest(64);
    hash.finish(std::span<std::byte, 64>(digest));
    return digest;
}

// A point of the large order with its logarithm: a key and its scalar (RFC 8032, section 5.1.5).
struct logarithm {
    explicit logarithm(const known_answer& known) : point(from_hex(known.public_key)) {
        auto octets = sha512(from_hex(known.seed));
        octets.resize(32);
        octets.front() &= std::byte{0xf8};
        octets.back() = (octets.back() & std::byte{0x7f}) | std::byte{0x40};
        scalar = number_of(octets);
    }
    bytes point;
    Integer scalar;
};
const logarithm sound(rfc_8032[0]);

}  // namespace

TEST_CASE("an identity has the key and makes the signatures of RFC 8032, section 7.1") {
    for (const auto& known : rfc_8032) {
        const auto signer = identity(known.seed);
        CHECK(to_hex(signer.encoded()) == known.public_key);
        CHECK(signer.kind() == hc::proof_kind::ed25519);
        REQUIRE(signer.signature_size() == 64);
        bytes signature(64);
        REQUIRE(signer.sign(from_hex(known.message), signature));
        CHECK(to_hex(signature) == known.signature);
    }
}

TEST_CASE("the signatures of RFC 8032, section 7.1, verify") {
    for (const auto& known : rfc_8032) {
        CHECK(hc::ed25519::verify(from_hex(known.public_key), from_hex(known.message), from_hex(known.signature)));
    }
}

// seed=9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60
// echo 302e020100300506032b657004220420$seed | xxd -r -p | openssl pkey -inform DER -pubout -outform DER | sha256sum
TEST_CASE("the fingerprint of an identity is SHA-256 of its SubjectPublicKeyInfo") {
    CHECK(identity(rfc_8032[0].seed).fingerprint().text() ==
          "06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9");
}

TEST_CASE("generated identities differ, and verify") {
    const auto one = hc::ed25519_identity::generate().value(), other = hc::ed25519_identity::generate().value();
    CHECK(one.fingerprint() != other.fingerprint());
    const auto message = test::pattern(100);
    bytes signature(64);
    REQUIRE(one.sign(message, signature));
    CHECK(hc::ed25519::verify(one.encoded(), message, signature));
    CHECK_FALSE(hc::ed25519::verify(other.encoded(), message, signature));
}

TEST_CASE("an identity signs where it was moved to, and into 64 octets alone") {
    auto from = identity(rfc_8032[1].seed);
    const auto to = std::move(from);
    bytes signature(65);
    const auto sign = [&](std::size_t size) {
        return to.sign(from_hex("72"), hc::mutable_octets(signature).first(size));
    };
    CHECK(sign(63).error() == hc::errc::invalid_argument);
    CHECK(sign(65).error() == hc::errc::invalid_argument);
    REQUIRE(sign(64));
    CHECK(to_hex(hc::octets(signature).first(64)) == rfc_8032[1].signature);
}

TEST_CASE("any altered bit of key, message or signature is refused") {
    const auto& known = rfc_8032[2];
    const bytes parts[] = {from_hex(known.public_key), from_hex(known.message), from_hex(known.signature)};
    for (std::size_t part = 0; part < 3; ++part) {
        for (std::size_t bit = 0; bit < 8 * parts[part].size(); ++bit) {
            bytes altered[] = {parts[0], parts[1], parts[2]};
            altered[part][bit / 8] ^= std::byte{1} << (bit % 8);
            CAPTURE(part, bit);
            CHECK_FALSE(hc::ed25519::verify(altered[0], altered[1], altered[2]));
        }
    }
}

TEST_CASE("keys and signatures of another size are refused") {
    const auto& known = rfc_8032[2];
    const auto key = from_hex(known.public_key), message = from_hex(known.message),
               signature = from_hex(known.signature);
    auto longer_key = key, longer_signature = signature;
    longer_key.push_back(std::byte{0});
    longer_signature.push_back(std::byte{0});
    CHECK_FALSE(hc::ed25519::verify(longer_key, message, signature));
    CHECK_FALSE(hc::ed25519::verify(key, message, longer_signature));
    CHECK_FALSE(hc::ed25519::verify(hc::octets(key).first(31), message, signature));
    CHECK_FALSE(hc::ed25519::verify(key, message, hc::octets(signature).first(63)));
    CHECK_FALSE(hc::ed25519::verify({}, message, signature));
    CHECK_FALSE(hc::ed25519::verify(key, message, {}));
}

// S B = R + h A holds for every message where A is the neutral point and R = S B, and for some messages where A has
// another small order.
TEST_CASE("keys of small order are refused") {
    const bytes signatures[] = {joined(neutral, zero), joined(sound.point, little_endian(sound.scalar % order))};
    for (const auto& signature : signatures) {
        std::size_t taken_by_library = 0;
        for (const auto& y : small_order) {
            for (const bool sign : {false, true}) {
                const auto key = with_sign(y, sign);
                for (std::uint32_t seed = 0; seed < 32; ++seed) {
                    const auto message = test::pattern(8, seed);
                    taken_by_library += library_accepts(key, message, signature) ? 1 : 0;
                    CAPTURE(to_hex(key), to_hex(signature), seed);
                    CHECK_FALSE(hc::ed25519::verify(key, message, signature));
                }
            }
        }
        CHECK(taken_by_library > 64);  // else there was nothing to refuse
    }
}

// R = 0 B and S = h a: made by the owner of a sound key, good by the equation alone.
TEST_CASE("a signature whose R has a small order is refused") {
    const auto message = test::pattern(20);
    const Integer h = number_of(sha512(joined(joined(neutral, sound.point), message)));
    const auto signature = joined(neutral, little_endian(h * sound.scalar % order));
    CHECK(library_accepts(sound.point, message, signature));
    CHECK_FALSE(hc::ed25519::verify(sound.point, message, signature));
}

TEST_CASE("points that are not canonical are refused, with either sign") {
    const auto& known = rfc_8032[2];
    const auto good_key = from_hex(known.public_key), message = from_hex(known.message);
    const auto good_signature = from_hex(known.signature);
    const auto of_sound_point = joined(sound.point, little_endian(sound.scalar % order));
    std::size_t taken_by_library = 0;
    for (int excess = 0; excess <= 18; ++excess) {
        for (const bool sign : {false, true}) {
            const auto point = with_sign(little_endian(prime + excess), sign);
            CAPTURE(excess, sign);
            // As a key: y = p + 1 is the neutral point once more.
            for (const auto& signature : {joined(neutral, zero), joined(point, zero), of_sound_point}) {
                taken_by_library += library_accepts(point, message, signature) ? 1 : 0;
                CHECK_FALSE(hc::ed25519::verify(point, message, signature));
            }
            auto altered = good_signature;
            hc::copy(point, altered);
            CHECK_FALSE(hc::ed25519::verify(good_key, message, altered));
        }
    }
    CHECK(taken_by_library > 1);
    CHECK(hc::ed25519::verify(good_key, message, good_signature));
}

// S + L satisfies the same equation: a second signature that nobody made (RFC 8032, section 8.4).
TEST_CASE("a signature whose S is not reduced is refused") {
    for (const auto& known : rfc_8032) {
        const auto key = from_hex(known.public_key), message = from_hex(known.message);
        const auto signature = from_hex(known.signature);
        const bytes r(signature.begin(), signature.begin() + 32), s(signature.begin() + 32, signature.end());
        const auto altered = joined(r, little_endian(number_of(s) + order));
        CHECK(library_accepts(key, message, altered));
        CHECK_FALSE(hc::ed25519::verify(key, message, altered));
        for (const Integer& other : {order, order + 1, Integer::Power2(253), Integer::Power2(256) - 1}) {
            CHECK_FALSE(hc::ed25519::verify(key, message, joined(r, little_endian(other))));
        }
    }
}
