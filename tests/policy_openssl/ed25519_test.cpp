#include <handclasp/policy/openssl/ed25519.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/ed25519.hpp>

namespace hc = handclasp;
namespace ossl = handclasp::openssl;
using CryptoPP::Integer;
using test::bytes;
using test::from_hex;
using test::to_hex;

static_assert(std::is_nothrow_move_constructible_v<ossl::ed25519_identity>);
static_assert(!std::is_copy_constructible_v<ossl::ed25519_identity>, "a private key has one owner");
static_assert(ossl::ed25519::public_key_size == 32 && ossl::ed25519::signature_size == 64);

namespace {

struct known_answer {
    std::string seed, public_key, message, signature;
};

// RFC 8032, section 7.1: tests 1, 2 and 3.
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
};

template <class Identity = ossl::ed25519_identity>
Identity identity(const bytes& seed) {
    return Identity::from_seed(hc::secret<32>(std::span<const std::byte, 32>(seed))).value();
}

template <class Identity>
bytes signed_by(const Identity& signer, const bytes& message) {
    bytes signature(64);
    REQUIRE(signer.sign(message, signature));
    return signature;
}

// OpenSSL alone, without our checks: the control for signatures that it would take.
bool library_accepts(const bytes& key, const bytes& message, const bytes& signature) {
    const auto loaded = ossl::raw_public_key("ED25519", std::span<const std::byte, 32>(key));
    const ossl::digest_context context(EVP_MD_CTX_new());
    return loaded &&
        EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, loaded.get(), nullptr) == 1 &&
        EVP_DigestVerify(context.get(), ossl::bytes(signature), signature.size(), ossl::bytes(message),
                         message.size()) == 1;
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

const Integer prime = Integer::Power2(255) - 19;
const Integer order =
    Integer::Power2(252) + Integer("27742317777372353535851937790883648493");  // RFC 8032, section 5.1
const bytes zero(32);
const bytes neutral = little_endian(1);  // the encoding of the neutral point

}  // namespace

TEST_CASE("on OpenSSL an identity has the key and makes the signatures of RFC 8032, section 7.1") {
    for (const auto& known : rfc_8032) {
        const auto signer = identity(from_hex(known.seed));
        CHECK(to_hex(signer.encoded()) == known.public_key);
        CHECK(signer.kind() == hc::proof_kind::ed25519);
        REQUIRE(signer.signature_size() == 64);
        CHECK(to_hex(signed_by(signer, from_hex(known.message))) == known.signature);
        CHECK(ossl::ed25519::verify(from_hex(known.public_key), from_hex(known.message), from_hex(known.signature)));
    }
}

TEST_CASE("OpenSSL and Crypto++ make and verify the same Ed25519 signatures") {
    for (std::uint32_t seed = 1; seed <= 16; ++seed) {
        const auto octets = test::pattern(32, seed), message = test::pattern(97 * (seed - 1), seed + 100);
        const auto ours = identity(octets);
        const auto theirs = identity<hc::ed25519_identity>(octets);
        CAPTURE(seed);
        CHECK(test::copy_of(ours.encoded()) == test::copy_of(theirs.encoded()));
        CHECK(ours.fingerprint() == theirs.fingerprint());
        const auto signature = signed_by(ours, message);
        CHECK(signature == signed_by(theirs, message));
        CHECK(ossl::ed25519::verify(theirs.encoded(), message, signature));
        CHECK(hc::ed25519::verify(ours.encoded(), message, signature));
    }
}

TEST_CASE("identities that OpenSSL has generated differ, and verify") {
    const auto one = ossl::ed25519_identity::generate().value(), other = ossl::ed25519_identity::generate().value();
    CHECK(one.fingerprint() != other.fingerprint());
    const auto message = test::pattern(100), signature = signed_by(one, message);
    CHECK(ossl::ed25519::verify(one.encoded(), message, signature));
    CHECK_FALSE(ossl::ed25519::verify(other.encoded(), message, signature));
}

TEST_CASE("on OpenSSL an identity signs where it was moved to, and into 64 octets alone") {
    auto from = identity(from_hex(rfc_8032[1].seed));
    auto to = std::move(from);
    bytes signature(65);
    const auto sign = [&](const auto& signer, std::size_t size) {
        return signer.sign(from_hex("72"), hc::mutable_octets(signature).first(size));
    };
    CHECK(sign(to, 63).error() == hc::errc::invalid_argument);
    CHECK(sign(to, 65).error() == hc::errc::invalid_argument);
    CHECK(sign(from, 64).error() == hc::errc::closed);
    from = std::move(to);
    REQUIRE(sign(from, 64));
    CHECK(to_hex(hc::octets(signature).first(64)) == rfc_8032[1].signature);
}

TEST_CASE("on OpenSSL any altered bit of key, message or signature is refused, and any other size") {
    const auto& known = rfc_8032[2];
    const bytes parts[] = {from_hex(known.public_key), from_hex(known.message), from_hex(known.signature)};
    for (std::size_t part = 0; part < 3; ++part) {
        for (std::size_t bit = 0; bit < 8 * parts[part].size(); ++bit) {
            bytes altered[] = {parts[0], parts[1], parts[2]};
            altered[part][bit / 8] ^= std::byte{1} << (bit % 8);
            CAPTURE(part, bit);
            CHECK_FALSE(ossl::ed25519::verify(altered[0], altered[1], altered[2]));
        }
        auto shorter = parts[part], longer = parts[part];
        shorter.pop_back();
        longer.push_back(std::byte{0});
        for (const auto& other : {shorter, longer, bytes()}) {
            bytes altered[] = {parts[0], parts[1], parts[2]};
            altered[part] = other;
            CHECK_FALSE(ossl::ed25519::verify(altered[0], altered[1], altered[2]));
        }
    }
}

// S B = R + h A holds for every message where A is the neutral point and R = S B = 0 B.
TEST_CASE("on OpenSSL keys of small order are refused, and it would take some") {
    const bytes small_order[] = {
        neutral,
        little_endian(prime - 1),
        zero,
        from_hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        from_hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    };
    const auto signature = joined(neutral, zero);
    std::size_t taken_by_library = 0;
    for (const auto& point : small_order) {
        for (std::uint32_t seed = 0; seed < 32; ++seed) {
            const auto message = test::pattern(8, seed);
            taken_by_library += library_accepts(point, message, signature) ? 1 : 0;
            CAPTURE(to_hex(point), seed);
            CHECK_FALSE(ossl::ed25519::verify(point, message, signature));
        }
    }
    CHECK(taken_by_library > 32);  // else there was nothing to refuse
}

TEST_CASE("on OpenSSL points that are not canonical are refused") {
    const auto& known = rfc_8032[2];
    const auto good_key = from_hex(known.public_key), message = from_hex(known.message);
    const auto good_signature = from_hex(known.signature);
    for (int excess = 0; excess <= 18; ++excess) {
        const auto point = little_endian(prime + excess);
        CAPTURE(excess);
        CHECK_FALSE(ossl::ed25519::verify(point, message, joined(neutral, zero)));
        CHECK_FALSE(ossl::ed25519::verify(point, message, good_signature));
        auto altered = good_signature;
        hc::copy(point, altered);
        CHECK_FALSE(ossl::ed25519::verify(good_key, message, altered));
    }
    CHECK(library_accepts(little_endian(prime + 1), message, joined(neutral, zero)));  // the neutral point once more
    CHECK(ossl::ed25519::verify(good_key, message, good_signature));
}

TEST_CASE("on OpenSSL a signature whose S is not reduced is refused") {
    for (const auto& known : rfc_8032) {
        const auto key = from_hex(known.public_key), message = from_hex(known.message);
        const auto signature = from_hex(known.signature);
        const bytes r(signature.begin(), signature.begin() + 32), s(signature.begin() + 32, signature.end());
        for (const Integer& other : {number_of(s) + order, order, Integer::Power2(253), Integer::Power2(256) - 1}) {
            CHECK_FALSE(ossl::ed25519::verify(key, message, joined(r, little_endian(other))));
        }
    }
}
