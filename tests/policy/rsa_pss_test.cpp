#include <handclasp/policy/cryptopp/rsa_pss.hpp>

#include "support/catch.hpp"
#include "support/fixed_keys.hpp"
#include "support/hex.hpp"

namespace hc = handclasp;
using CryptoPP::Integer;
using policy = hc::rsa_pss<2048>;
using hc::cryptopp::bytes;

static_assert(policy::public_key_size == 294 && policy::signature_size == 256);
static_assert(hc::rsa_pss<4096>::public_key_size == 550 && hc::rsa_pss<4096>::signature_size == 512);

namespace {

const CryptoPP::RSA::PrivateKey& private_key() {
    static const auto key = [] {
        CryptoPP::RSA::PrivateKey made;
        hc::cryptopp::generator generator(hc::os_random::fill);
        made.Initialize(generator, 2048, 65537);
        return made;
    }();
    return key;
}

test::bytes encoded(const Integer& modulus, const Integer& exponent) {
    CryptoPP::RSA::PublicKey key;
    key.Initialize(modulus, exponent);
    std::string der;
    CryptoPP::StringSink sink(der);
    key.Save(sink);
    return test::copy_of(hc::as_octets(der));
}
test::bytes public_key() {
    return encoded(private_key().GetModulus(), private_key().GetPublicExponent());
}

test::bytes as_octets(const Integer& number) {
    test::bytes written(256);
    number.Encode(bytes(written), written.size());
    return written;
}
Integer as_number(const test::bytes& octets) {
    return {bytes(octets), octets.size()};
}

const auto message = test::pattern(100);

// A signature by any scheme of Crypto++.
template <class Scheme>
test::bytes signed_by(hc::octets what = message) {
    hc::cryptopp::generator generator(hc::os_random::fill);
    const typename Scheme::Signer signer(private_key());
    test::bytes signature(256);
    REQUIRE(signer.SignMessage(generator, bytes(what), what.size(), bytes(signature)) == 256);
    return signature;
}
using scheme = CryptoPP::RSASS<CryptoPP::PSS, CryptoPP::SHA256>;

template <int SaltSize, class Mgf = CryptoPP::P1363_MGF1>
struct pss_with : CryptoPP::SignatureStandard {
    using SignatureMessageEncodingMethod = CryptoPP::PSSR_MEM<false, Mgf, SaltSize>;
};
template <int SaltSize, class Hash = CryptoPP::SHA256, class Mgf = CryptoPP::P1363_MGF1>
bool salted_verifies() {
    return policy::verify(public_key(), message, signed_by<CryptoPP::RSASS<pss_with<SaltSize, Mgf>, Hash>>());
}

// The signature whose encoded message (RFC 8017, section 9.1.1) is this.
test::bytes signature_of(const Integer& encoded_message) {
    hc::cryptopp::generator generator(hc::os_random::fill);
    return as_octets(private_key().CalculateInverse(generator, encoded_message));
}

template <std::size_t Bits>
test::bytes vector_key() {
    const auto pem = test::read_file(std::string(HANDCLASP_VECTORS) + "/keys/rsa-" + std::to_string(Bits) + ".pem");
    return test::copy_of(hc::cryptopp::rsa_oaep_test_access::from_pem<hc::rsa_oaep<Bits>>(pem).public_key());
}

}  // namespace

// from cryptography.hazmat.primitives.asymmetric import padding
// from cryptography.hazmat.primitives.hashes import SHA256
// from cryptography.hazmat.primitives.serialization import load_pem_private_key
// key = load_pem_private_key(open("docs/vectors/keys/rsa-2048.pem", "rb").read(), None)  # and rsa-3072.pem
// key.sign(b"handclasp", padding.PSS(padding.MGF1(SHA256()), 32), SHA256()).hex()
TEST_CASE("signatures that another implementation has made verify") {
    const auto known_2048 = test::from_hex(
        "2b9641f95da1a5081caba74bd9b73b9b97632e4a42b0c4617f195ad87da23d2fdba0d91adf843d9451c8180661470af824b3a99b9427"
        "c0d83f089009d77d6741f7327727eb66240f3a69fa23b7525e4ca7f836aed0be9cb48ca49f1cb969b5935e276c31c43cb91668984"
        "03ecbf364d8a9c51d1d859597b6eff3d7c207c12df0f7e8e82d47cef5d59c4cbdb4ea15c21f2a3a6ec5ebbd28209bcaa28f84378f"
        "91ffa09636b3218819736ebc6d8eb65f83aa8657870f85b59d1d4c865cd17e29a1059207c7f486a574b774dddb94d7f805371834e"
        "4ac2a6e4fff143489c3c6b30a7b7b24d403b2543a56a3c7e07e93cf5609d8f07f993fb86294e612c270672dc0");
    const auto known_3072 = test::from_hex(
        "61bb7e0933ef86a2a49fdb2c1baa24e27d494e030d8598c9687ff0f961b11854b072ad1c529df73f1f6a115332e6fc29704bae5e9ed7"
        "db39394b634b8a6bfb16646cf05170a6a8185b710116424475149aba583c1a897b90528f3db175df9d42ce9b41b7ab7bdd0e0e8d7"
        "83b94275c1cd8d52ce63a03858f992a85410ec4bb5a851069e517a601941e530c8ca9494a4f5a5225db098d4b799a357ad2af8f65"
        "f3cfa2d5afeb3cbe31a637f9f28b820a00253286750828e3d9e47566d1daa7c64ae8e5afe529675bc37f9bba249dc60299cd08e69"
        "8f3d7c10bb34f0a10641abfa6a07b3c9bfc494257970548b4db99adb1284a736f0b570bfbdae90ca2273c492dd4f063900aed1e72"
        "a7e0f3d39a6c9525ff8c06a4861cddbc1b298244b006499a291a9e1aac9c70666e169930b8523eef11f0a955ef9905ceff9d3db37"
        "c57825d4e979f1e386ac0ace4fc1feeaf72355c951f9d575b68807e817d3e29a55d36b2d55108ee210620513561ffa18f912d6555"
        "d83d315560599e2356bb2fd033074a");
    CHECK(policy::verify(vector_key<2048>(), hc::as_octets("handclasp"), known_2048));
    CHECK_FALSE(policy::verify(vector_key<2048>(), hc::as_octets("handclasq"), known_2048));
    CHECK(hc::rsa_pss<3072>::verify(vector_key<3072>(), hc::as_octets("handclasp"), known_3072));
    CHECK_FALSE(hc::rsa_pss<3072>::verify(vector_key<3072>(), hc::as_octets("handclasq"), known_3072));
    CHECK_FALSE(policy::verify(vector_key<3072>(), hc::as_octets("handclasp"), known_3072));
    CHECK_FALSE(hc::rsa_pss<3072>::verify(vector_key<2048>(), hc::as_octets("handclasp"), known_2048));
}

TEST_CASE("signatures of Crypto++ verify for messages of any size, and for no other message") {
    const auto key = public_key();
    for (const std::size_t size : {0U, 1U, 31U, 32U, 64U, 1000U, 70000U}) {
        CAPTURE(size);
        auto what = test::pattern(size, 2);
        const auto signature = signed_by<scheme>(what);
        CHECK(policy::verify(key, what, signature));
        what.push_back(std::byte{0});
        CHECK_FALSE(policy::verify(key, what, signature));
    }
    CHECK(policy::verify(key, hc::octets(), signed_by<scheme>(hc::octets())));
}

TEST_CASE("no altered bit of signature or message verifies") {
    const auto key = public_key(), signature = signed_by<scheme>();
    REQUIRE(policy::verify(key, message, signature));
    for (std::size_t bit = 0; bit < 8 * signature.size(); ++bit) {
        auto altered = signature;
        altered[bit / 8] ^= std::byte{1} << (bit % 8);
        CAPTURE(bit);
        REQUIRE_FALSE(policy::verify(key, message, altered));
    }
    for (std::size_t bit = 0; bit < 8 * message.size(); ++bit) {
        auto altered = message;
        altered[bit / 8] ^= std::byte{1} << (bit % 8);
        CAPTURE(bit);
        REQUIRE_FALSE(policy::verify(key, altered, signature));
    }
}

TEST_CASE("a signature of another size does not verify") {
    const auto key = public_key();
    auto signature = signed_by<scheme>();
    for (std::size_t size = 0; size < signature.size(); ++size) {
        REQUIRE_FALSE(policy::verify(key, message, hc::octets(signature).first(size)));
    }
    signature.insert(signature.begin(), std::byte{0});  // the same number
    CHECK_FALSE(policy::verify(key, message, signature));
    CHECK(policy::verify(key, message, hc::octets(signature).subspan(1)));
    CHECK_FALSE(policy::verify(key, message, hc::octets()));
}

TEST_CASE("a signature that is not below the modulus does not verify") {
    const Integer n = private_key().GetModulus();
    for (int attempt = 0;; ++attempt) {
        REQUIRE(attempt < 10000);
        const Integer shifted = as_number(signed_by<scheme>()) + n;
        if (shifted.BitCount() > 2048) continue;
        REQUIRE(policy::verify(public_key(), message, as_octets(shifted - n)));
        CHECK_FALSE(policy::verify(public_key(), message, as_octets(shifted)));
        break;
    }
    for (const Integer& number : {Integer::Zero(), Integer::One(), n - 1, n, n + 1}) {
        CHECK_FALSE(policy::verify(public_key(), message, as_octets(number)));
    }
    CHECK_FALSE(policy::verify(public_key(), message, test::bytes(256, std::byte{0xff})));
}

TEST_CASE("salts of other sizes, other hashes and other schemes do not verify") {
    CHECK(salted_verifies<32>());
    CHECK_FALSE(salted_verifies<0>());
    CHECK_FALSE(salted_verifies<20>());
    CHECK_FALSE(salted_verifies<31>());
    CHECK_FALSE(salted_verifies<33>());
    CHECK_FALSE(salted_verifies<64>());
    CHECK_FALSE(salted_verifies<222>());  // as many as fit
    CHECK_FALSE(salted_verifies<32, CryptoPP::SHA1>());
    CHECK_FALSE(salted_verifies<32, CryptoPP::SHA512>());
    CHECK(salted_verifies<32, CryptoPP::SHA256, hc::cryptopp::mgf1<hc::sha256>>());
    CHECK_FALSE(salted_verifies<32, CryptoPP::SHA256, hc::cryptopp::mgf1<hc::sha512>>());
    const auto pkcs1_v1_5 = signed_by<CryptoPP::RSASS<CryptoPP::PKCS1v15, CryptoPP::SHA256>>();
    CHECK_FALSE(policy::verify(public_key(), message, pkcs1_v1_5));
}

// Of the 256 octets 190 are zeros, one is 01, 32 are salt, all of them masked; then come the hash and bc.
TEST_CASE("an encoded message verifies in one form alone") {
    const auto key = public_key();
    auto encoded_message = as_octets(private_key().ApplyFunction(as_number(signed_by<scheme>())));
    REQUIRE(policy::verify(key, message, signature_of(as_number(encoded_message))));
    REQUIRE(encoded_message.back() == std::byte{0xbc});
    for (std::size_t bit = 1; bit < 2048; bit += bit < 1500 ? 13 : 5) {
        auto altered = encoded_message;
        altered[bit / 8] ^= std::byte{0x80} >> (bit % 8);
        CAPTURE(bit);
        REQUIRE_FALSE(policy::verify(key, message, signature_of(as_number(altered))));
    }

    // The highest bit is no part of it, and has to be zero.
    for (int attempt = 0;; ++attempt) {
        REQUIRE(attempt < 10000);
        encoded_message = as_octets(private_key().ApplyFunction(as_number(signed_by<scheme>())));
        encoded_message.front() |= std::byte{0x80};
        if (as_number(encoded_message) >= private_key().GetModulus()) continue;
        CHECK_FALSE(policy::verify(key, message, signature_of(as_number(encoded_message))));
        break;
    }
}

TEST_CASE("a public key in another form verifies nothing") {
    const auto key = public_key(), signature = signed_by<scheme>();
    for (std::size_t at = 0; at < key.size(); ++at) {
        auto altered = key;
        altered[at] ^= std::byte{1};
        CAPTURE(at);
        REQUIRE_FALSE(policy::verify(altered, message, signature));
        REQUIRE_FALSE(policy::verify(hc::octets(key).first(at), message, signature));
    }
    auto longer = key;
    longer.push_back(std::byte{0});
    CHECK_FALSE(policy::verify(longer, message, signature));
    CHECK_FALSE(policy::verify(hc::octets(), message, signature));
    CHECK_FALSE(policy::verify(encoded(private_key().GetModulus(), 3), message, signature));
    CHECK_FALSE(policy::verify(encoded(private_key().GetModulus(), 17), message, signature));
    CHECK_FALSE(policy::verify(encoded(1, 65537), message, signature));
}
