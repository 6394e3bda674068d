#include <handclasp/identity/x509/certified.hpp>

#include <handclasp/identity/explanation.hpp>

#include "support/catch.hpp"
#include "support/certificates.hpp"

namespace hc = handclasp;
using hc::trust::certified;
using test::bytes;
namespace pki = test::pki;

namespace {

// A trust of the user's that explains itself.
struct moody {
    hc::explanation said;

    hc::result<void> accept(const hc::peer_identity& peer) const {
        said.set("not " + peer.name.text().substr(0, 4));
        return hc::errc::untrusted;
    }
    hc::explanation why() const { return said; }
};

static_assert(hc::trust_decision<certified<hc::trust::pinned>> && hc::trust_decision<certified<moody>>);
template <class Trust>
concept explains = requires(const Trust& trust) { trust.why(); };
static_assert(explains<certified<moody>> && !explains<certified<hc::trust::pinned>>);

const bytes message = test::pattern(40);

bytes signature_of(const hc::x509::keyed_identity& identity) {
    bytes signature(identity.signature_size());
    identity.sign(message, signature).value();
    return signature;
}

}  // namespace

TEST_CASE("a pinned server may have a certificate, whatever it says") {
    const auto root = pki::issue(nullptr, pki::authority("Root"));
    pki::contents says;
    says.to = pki::now - pki::days(10);  // expired, for anybody and for nothing
    says.names = "";
    says.extended_key_usage = "";
    const auto leaf = pki::issue(&root, says);
    const auto identity = pki::identity_of(leaf);
    const certified trust(hc::trust::pinned(identity.fingerprint()));
    const auto signature = signature_of(identity);

    const auto name = trust.verify_certificate(identity.encoded(), message, signature).value();
    CHECK(name == identity.fingerprint());
    CHECK(trust.accept({hc::proof_kind::certificate, identity.encoded(), name}));
    CHECK(trust.decision().accept({hc::proof_kind::certificate, identity.encoded(), name}));

    const auto renewed = pki::identity_of(pki::issue(&root, {}, leaf.key));
    CHECK(trust.verify_certificate(renewed.encoded(), message, signature).value() == name);
    const auto other = pki::identity_of(pki::issue(&root, {}));
    CHECK(trust.verify_certificate(other.encoded(), message, signature).error() == hc::errc::bad_proof);
    CHECK(trust.accept({hc::proof_kind::certificate, other.encoded(), other.fingerprint()}).error() ==
          hc::errc::untrusted);
    CHECK(trust.verify_certificate({}, message, signature).error() == hc::errc::malformed);
}

TEST_CASE("anyone takes a certificate, of which the signature is verified all the same") {
    const auto identity = pki::identity_of(pki::issue(nullptr, {}));
    const certified trust(hc::trust::anyone{});
    auto signature = signature_of(identity);
    CHECK(trust.verify_certificate(identity.encoded(), message, signature));
    signature[3] ^= std::byte{1};
    CHECK(trust.verify_certificate(identity.encoded(), message, signature).error() == hc::errc::bad_proof);
    CHECK(trust.accept({hc::proof_kind::none, {}, {}}));
}

TEST_CASE("the explanation of a trust stays within reach") {
    const certified trust(moody{});
    const auto why = trust.why();
    CHECK(trust.accept({hc::proof_kind::ed25519, {}, {}}).error() == hc::errc::untrusted);
    CHECK(why.text() == "not 0000");
}
