#include <handclasp/policy/openssl/rsa_pss.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/rsa_pss.hpp>

namespace hc = handclasp;
using CryptoPP::Integer;
using policy = hc::openssl::rsa_pss<2048>;
using hc::cryptopp::bytes;

static_assert(policy::public_key_size == hc::rsa_pss<2048>::public_key_size && policy::signature_size == 256);
static_assert(hc::openssl::rsa_pss<4096>::public_key_size == 550 && hc::openssl::rsa_pss<4096>::signature_size == 512);

namespace {

template <std::size_t Bits>
const CryptoPP::RSA::PrivateKey& private_key() {
    static const auto key = [] {
        CryptoPP::RSA::PrivateKey made;
        hc::cryptopp::generator generator(hc::os_random::fill);
        made.Initialize(generator, Bits, 65537);
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
template <std::size_t Bits = 2048>
test::bytes public_key() {
    return encoded(private_key<Bits>().GetModulus(), private_key<Bits>().GetPublicExponent());
}

const auto message = test::pattern(100);

// A signature by any scheme of Crypto++.
template <class Scheme, std::size_t Bits = 2048>
test::bytes signed_by(hc::octets what = message) {
    hc::cryptopp::generator generator(hc::os_random::fill);
    const typename Scheme::Signer signer(private_key<Bits>());
    test::bytes signature(Bits / 8);
    REQUIRE(signer.SignMessage(generator, bytes(what), what.size(), bytes(signature)) == signature.size());
    return signature;
}
using scheme = CryptoPP::RSASS<CryptoPP::PSS, CryptoPP::SHA256>;

template <int SaltSize>
struct pss_with_salt : CryptoPP::SignatureStandard {
    using SignatureMessageEncodingMethod = CryptoPP::PSSR_MEM<false, CryptoPP::P1363_MGF1, SaltSize>;
};
template <int SaltSize, class Hash = CryptoPP::SHA256>
bool salted_verifies() {
    return policy::verify(public_key(), message, signed_by<CryptoPP::RSASS<pss_with_salt<SaltSize>, Hash>>());
}

}  // namespace

TEST_CASE("RSA-PSS signatures of Crypto++ verify on OpenSSL, and for no other message") {
    const auto key = public_key();
    for (const std::size_t size : {0U, 1U, 64U, 1000U, 70000U}) {
        CAPTURE(size);
        auto what = test::pattern(size, 2);
        const auto signature = signed_by<scheme>(what);
        CHECK(policy::verify(key, what, signature));
        what.push_back(std::byte{0});
        CHECK_FALSE(policy::verify(key, what, signature));
    }
    CHECK(hc::openssl::rsa_pss<3072>::verify(public_key<3072>(), message, signed_by<scheme, 3072>()));
    CHECK_FALSE(hc::openssl::rsa_pss<3072>::verify(public_key(), message, signed_by<scheme>()));
}

TEST_CASE("on OpenSSL no altered bit of an RSA-PSS signature verifies, and no other size") {
    const auto key = public_key();
    auto signature = signed_by<scheme>();
    REQUIRE(policy::verify(key, message, signature));
    for (std::size_t bit = 0; bit < 8 * signature.size(); bit += 3) {
        auto altered = signature;
        altered[bit / 8] ^= std::byte{1} << (bit % 8);
        CAPTURE(bit);
        CHECK_FALSE(policy::verify(key, message, altered));
    }
    for (std::size_t size = 0; size < signature.size(); ++size) {
        CHECK_FALSE(policy::verify(key, message, hc::octets(signature).first(size)));
    }
    signature.insert(signature.begin(), std::byte{0});  // the same number
    CHECK_FALSE(policy::verify(key, message, signature));
}

TEST_CASE("on OpenSSL an RSA-PSS signature that is not below the modulus does not verify") {
    const Integer n = private_key<2048>().GetModulus();
    const auto written = [](const Integer& number) {
        test::bytes octets(256);
        number.Encode(bytes(octets), octets.size());
        return octets;
    };
    for (int attempt = 0;; ++attempt) {
        REQUIRE(attempt < 10000);
        const auto signature = signed_by<scheme>();
        const Integer shifted = Integer(bytes(signature), signature.size()) + n;
        if (shifted.BitCount() > 2048) continue;
        REQUIRE(policy::verify(public_key(), message, signature));
        CHECK_FALSE(policy::verify(public_key(), message, written(shifted)));
        break;
    }
    for (const Integer& number : {Integer::Zero(), Integer::One(), n - 1, n, n + 1}) {
        CHECK_FALSE(policy::verify(public_key(), message, written(number)));
    }
}

TEST_CASE("on OpenSSL salts of other sizes, other hashes and other schemes do not verify") {
    CHECK(salted_verifies<32>());
    CHECK_FALSE(salted_verifies<0>());
    CHECK_FALSE(salted_verifies<31>());
    CHECK_FALSE(salted_verifies<33>());
    CHECK_FALSE(salted_verifies<222>());  // as many as fit
    CHECK_FALSE(salted_verifies<32, CryptoPP::SHA1>());
    CHECK_FALSE(salted_verifies<32, CryptoPP::SHA512>());
    const auto other_mgf = signed_by<CryptoPP::RSASS<CryptoPP::PSS, CryptoPP::SHA512>>();
    CHECK_FALSE(policy::verify(public_key(), message, other_mgf));
    const auto pkcs1_v1_5 = signed_by<CryptoPP::RSASS<CryptoPP::PKCS1v15, CryptoPP::SHA256>>();
    CHECK_FALSE(policy::verify(public_key(), message, pkcs1_v1_5));
}

TEST_CASE("on OpenSSL a public key in another form verifies nothing") {
    const auto key = public_key(), signature = signed_by<scheme>();
    for (std::size_t at = 0; at < key.size(); ++at) {
        auto altered = key;
        altered[at] ^= std::byte{1};
        CAPTURE(at);
        CHECK_FALSE(policy::verify(altered, message, signature));
        CHECK_FALSE(policy::verify(hc::octets(key).first(at), message, signature));
    }
    const Integer& n = private_key<2048>().GetModulus();
    CHECK_FALSE(policy::verify(encoded(n, 3), message, signature));
    CHECK_FALSE(policy::verify(encoded(n, 17), message, signature));
    CHECK_FALSE(policy::verify({}, message, signature));
}
