#include <handclasp/identity/x509/keyed_identity.hpp>

#include <handclasp/identity/x509/proof.hpp>

#include "support/catch.hpp"
#include "support/certificates.hpp"

namespace hc = handclasp;
using hc::x509::keyed_identity;
using test::bytes;
namespace pki = test::pki;

static_assert(std::is_nothrow_move_constructible_v<keyed_identity>);
static_assert(!std::is_copy_constructible_v<keyed_identity>, "a private key has one owner");

namespace {

const auto root = pki::issue(nullptr, pki::authority("Root"));
const bytes message = test::pattern(50);

}  // namespace

TEST_CASE("an identity with a certificate shows its chain and signs with its key") {
    for (const auto& key : {pki::curve_key(), pki::ed25519_key(), pki::rsa_key(2048)}) {
        const auto leaf = pki::issue(&root, {}, key);
        const auto made = pki::identity_of(leaf, {root.certificate});
        CHECK(made.kind() == hc::proof_kind::certificate);
        CHECK(test::copy_of(made.encoded()) == pki::wire({leaf.certificate.der(), root.certificate.der()}));
        CHECK(made.fingerprint() == leaf.certificate.fingerprint());
        CHECK(made.certificates().leaf() == leaf.certificate);
        bytes signature(made.signature_size());
        REQUIRE(made.sign(message, signature));
        std::string why;
        CHECK(hc::x509::verify_proof(made.encoded(), message, signature, why).value() == made.fingerprint());
        CHECK(why.empty());
    }
}

TEST_CASE("an Ed25519 key with no more than its own certificate shows the bare key") {
    const auto key = pki::ed25519_key();
    const auto bare = pki::identity_of(pki::issue(nullptr, {}, key));
    CHECK(bare.kind() == hc::proof_kind::ed25519);
    CHECK(bare.fingerprint() == hc::ed25519_fingerprint<hc::openssl::sha256>(bare.encoded()));
    bytes raw(32);
    std::size_t size = raw.size();
    REQUIRE(EVP_PKEY_get_raw_public_key(key.get(), hc::openssl::bytes(raw), &size) == 1);
    CHECK(test::copy_of(bare.encoded()) == raw);
    CHECK(bare.signature_size() == 64);

    CHECK(pki::identity_of(pki::issue(&root, {}, key)).kind() == hc::proof_kind::certificate);
    CHECK(pki::identity_of(pki::issue(nullptr, {})).kind() == hc::proof_kind::certificate);  // P-256
    const auto namesake = pki::issue(nullptr, pki::authority("server"));  // an authority that is called like the leaf
    CHECK(pki::identity_of(pki::issue(&namesake, {}, key)).kind() == hc::proof_kind::certificate);
}

TEST_CASE("what an identity shows stays where it is when the identity moves") {
    auto from = pki::identity_of(pki::issue(&root, {}));
    const auto shown = from.encoded();
    const auto to = std::move(from);
    CHECK(to.encoded().data() == shown.data());
    bytes signature(to.signature_size());
    CHECK(to.sign(message, signature));
    CHECK(from.sign(message, signature).error() == hc::errc::closed);
}

TEST_CASE("a key without its own certificate, or a chain out of order, makes no identity") {
    const auto leaf = pki::issue(&root, {}), other = pki::issue(&root, {});
    const auto error_of = [](const pki::key& key, std::vector<pki::certificate> certificates) {
        const auto made = keyed_identity::make(pki::private_key(key), pki::chain_of(std::move(certificates)));
        CHECK(ERR_peek_error() == 0);
        REQUIRE_FALSE(made);
        return made.error();
    };
    CHECK(error_of(leaf.key, {other.certificate}) == hc::errc::invalid_argument);
    CHECK(error_of(leaf.key, {root.certificate, leaf.certificate}) == hc::errc::invalid_argument);
    CHECK(error_of(leaf.key, {leaf.certificate, other.certificate}) == hc::errc::invalid_argument);
    CHECK(error_of(pki::ed25519_key(), {leaf.certificate}) == hc::errc::invalid_argument);
}
