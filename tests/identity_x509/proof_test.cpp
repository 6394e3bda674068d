#include <handclasp/identity/x509/proof.hpp>

#include "identity_x509/known_answers.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

namespace hc = handclasp;
using test::bytes;
namespace pki = test::pki;

namespace {

const bytes message = test::pattern(50);

struct proved {
    hc::result<hc::fingerprint> outcome;
    std::string why;
};

proved verify(const bytes& chain, const bytes& signature) {
    std::string why;
    auto outcome = hc::x509::verify_proof(chain, message, signature, why);
    CHECK(ERR_peek_error() == 0);
    return {outcome, why};
}

// As the key would sign, whatever key it is.
bytes signed_by(const pki::key& key) {
    const auto kind = hc::x509::key_form::kind_of(key.get()).value();
    bytes signature(hc::x509::key_form::signature_size(key.get(), kind));
    hc::x509::signing::sign(key.get(), kind, message, signature).value();
    return signature;
}

}  // namespace

TEST_CASE("signatures that Python's cryptography has made verify, and altered ones do not") {
    for (const auto& known : test::known_signatures) {
        CAPTURE(known.name);
        const auto leaf = hc::x509::certificate::from_pem(hc::as_octets(known.certificate)).value();
        const auto text = hc::as_octets(known.message);
        auto signature = test::from_hex(known.signature);
        CHECK(leaf.fingerprint().text() == known.fingerprint);
        CHECK(hc::x509::verify_signature(leaf, text, signature) == known.good);
        CHECK_FALSE(hc::x509::verify_signature(leaf, text.first(text.size() - 1), signature));
        signature.back() ^= std::byte{1};
        CHECK_FALSE(hc::x509::verify_signature(leaf, text, signature));
        CHECK(ERR_peek_error() == 0);
    }
}

TEST_CASE("a proof by the leaf's key has the leaf's fingerprint") {
    const auto root = pki::issue(nullptr, pki::authority("Root"));
    const auto leaf = pki::issue(&root, {});
    const auto chain = pki::chain_of({leaf.certificate, root.certificate}).encode();
    const auto good = verify(chain, signed_by(leaf.key));
    CHECK(good.outcome.value() == leaf.certificate.fingerprint());
    CHECK(good.why.empty());
}

TEST_CASE("a signature by another key is a bad proof, and says so") {
    const auto root = pki::issue(nullptr, pki::authority("Root"));
    const auto leaf = pki::issue(&root, {}), other = pki::issue(&root, {});
    const auto chain = pki::chain_of({leaf.certificate, root.certificate}).encode();
    const auto bad = verify(chain, signed_by(other.key));
    CHECK(bad.outcome.error() == hc::errc::bad_proof);
    CHECK(bad.why == "the signature is not by the key of certificate \"CN=server\"");
}

TEST_CASE("a chain whose leaf is not first is told from a signature by a stranger") {
    const auto root = pki::issue(nullptr, pki::authority("Root"));
    const auto leaf = pki::issue(&root, {});
    const auto bad = verify(pki::chain_of({root.certificate, leaf.certificate}).encode(), signed_by(leaf.key));
    CHECK(bad.outcome.error() == hc::errc::bad_proof);
    CHECK(
        bad.why ==
        "the signature is not by the key of certificate \"CN=Root\", which comes first, and the chain is out of order; "
        "the leaf comes first, then each one's issuer");
}

TEST_CASE("a signature of another size, and a chain that is none, are malformed") {
    const auto leaf = pki::issue(nullptr, {});
    const auto chain = pki::chain_of({leaf.certificate}).encode();
    auto signature = signed_by(leaf.key);
    signature.push_back(std::byte{0});
    for (const auto& wrong : {signature, bytes(), bytes(63), bytes(384)}) {
        const auto bad = verify(chain, wrong);
        CHECK(bad.outcome.error() == hc::errc::malformed);
        CHECK(bad.why == "the signature does not have the size of the key of certificate \"CN=server\"");
    }
    pki::contents other;
    other.common_name = "other";
    const auto rsa = pki::issue(nullptr, other, pki::rsa_key(2048));
    const auto swapped = verify(pki::chain_of({leaf.certificate, rsa.certificate}).encode(), signed_by(rsa.key));
    CHECK(swapped.outcome.error() == hc::errc::malformed);
    CHECK(swapped.why.find("the chain is out of order") != swapped.why.npos);
    CHECK(verify({}, signature).outcome.error() == hc::errc::malformed);
    CHECK(verify({}, signature).why == "there is no certificate in the chain");
}

// One key, one encoding, one fingerprint: docs/protocol.md, section 4.5.
TEST_CASE("a leaf whose key is encoded in another way is a bad proof") {
    const auto refused = [](const pki::certificate& leaf, const pki::key& key) {
        bytes signature(hc::x509::key_form::signature_size(
            key.get(), EVP_PKEY_is_a(key.get(), "RSA") ? hc::x509::key_kind::rsa : hc::x509::key_kind::p256));
        const auto bad = verify(pki::chain_of({leaf}).encode(), signature);
        CHECK(bad.outcome.error() == hc::errc::bad_proof);
        CHECK(bad.why.find("has a key that no identity has") != bad.why.npos);
    };
    SECTION("a compressed point") {
        const auto key = pki::curve_key();
        REQUIRE(pki::issue(nullptr, {}, key).certificate.kind());
        REQUIRE(EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "compressed") ==
                1);
        refused(pki::issue(nullptr, {}, key).certificate, key);
    }
    SECTION("rsaEncryption without its NULL") {
        const auto key = pki::rsa_key(2048);
        const auto plain = pki::issue(nullptr, {}, key).certificate;
        REQUIRE(plain.kind());
        hc::x509::certificate_object copy(X509_dup(plain.handle()));
        X509_ALGOR* algorithm = nullptr;
        X509_PUBKEY_get0_param(nullptr, nullptr, nullptr, &algorithm, X509_get_X509_PUBKEY(copy.get()));
        REQUIRE(X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_rsaEncryption), V_ASN1_UNDEF, nullptr) == 1);
        REQUIRE(i2d_re_X509_tbs(copy.get(), nullptr) > 0);
        REQUIRE(X509_sign(copy.get(), key.get(), EVP_sha256()) > 0);
        const auto altered = hc::x509::certificate::adopt(std::move(copy)).value();
        CHECK(altered.fingerprint() != plain.fingerprint());
        refused(altered, key);
        CHECK_FALSE(hc::x509::verify_signature(altered, message, signed_by(key)));
        CHECK(hc::x509::verify_signature(plain, message, signed_by(key)));
    }
}

TEST_CASE("a leaf with a key that no identity has is a bad proof") {
    for (const auto& key : {pki::rsa_key(1024), pki::curve_key("P-384"), pki::curve_key("secp256k1")}) {
        const auto leaf = pki::issue(nullptr, {}, key);
        const auto bad = verify(pki::chain_of({leaf.certificate}).encode(), bytes(128));
        CHECK(bad.outcome.error() == hc::errc::bad_proof);
        CHECK(bad.why ==
              "certificate \"CN=server\" has a key that no identity has: Ed25519, P-256 or RSA of 2048 to 4096 bits "
              "would do");
    }
}
