#include <handclasp/identity/x509/chain.hpp>

#include "support/catch.hpp"
#include "support/certificates.hpp"

namespace hc = handclasp;
using hc::x509::chain;
using test::bytes;
namespace pki = test::pki;

namespace {

const auto root = pki::issue(nullptr, pki::authority("Root"));
const auto intermediate = pki::issue(&root, pki::authority("Intermediate"));
const auto leaf = pki::issue(&intermediate, {});

std::string flaw_of(const bytes& octets) {
    std::string flaw;
    const auto decoded = chain::decode(octets, flaw);
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error() == hc::errc::malformed);
    CHECK(chain::decode(octets).error() == hc::errc::malformed);
    CHECK(ERR_peek_error() == 0);
    return flaw;
}

// A certificate of just this size, in DER.
pki::certificate padded(std::size_t size) {
    pki::contents says;
    const auto made = [&](std::size_t names) {
        says.names = "DNS:" + std::string(names, 'a');
        return pki::issue(nullptr, says, leaf.key).certificate;
    };
    // The signature's size varies, so a few attempts may be needed.
    std::size_t names = size - made(1000).der().size() + 1000;
    for (int attempt = 0; attempt < 1000; ++attempt) {
        auto one = made(names);
        if (one.der().size() == size) return one;
        if (one.der().size() > size + 4) --names;
        if (one.der().size() + 4 < size) ++names;
    }
    throw std::runtime_error("no certificate of that size");
}

}  // namespace

TEST_CASE("a chain goes through its encoding") {
    const std::vector<pki::certificate> certificates{leaf.certificate, intermediate.certificate, root.certificate};
    const auto made = chain::make(certificates).value();
    CHECK(made.leaf() == leaf.certificate);
    CHECK(made.encode() == pki::wire({leaf.certificate.der(), intermediate.certificate.der(), root.certificate.der()}));
    CHECK(chain::decode(made.encode()).value().certificates() == certificates);
}

TEST_CASE("a chain of 8 certificates is taken, and one of 9 or of none is not") {
    std::vector<pki::certificate> certificates(8, leaf.certificate);
    const auto encoded = chain::make(certificates).value().encode();
    CHECK(chain::decode(encoded).value().certificates().size() == 8);
    certificates.push_back(leaf.certificate);
    CHECK(chain::make(certificates).error() == hc::errc::invalid_argument);
    CHECK(chain::make({}).error() == hc::errc::invalid_argument);
    CHECK(flaw_of(pki::wire(std::vector<bytes>(9, leaf.certificate.der()))) ==
          "the chain has more than 8 certificates");
    CHECK(flaw_of({}) == "there is no certificate in the chain");
}

TEST_CASE("a chain of 15360 octets is taken, and one of 15361 is not") {
    const auto most = padded(15358), more = padded(15359);
    CHECK(chain::make({most}).value().encode().size() == 15360);
    CHECK(chain::decode(pki::wire({most.der()})));
    CHECK(chain::make({more}).error() == hc::errc::invalid_argument);
    CHECK(flaw_of(pki::wire({more.der()})) == "the chain is longer than 15360 octets");
    CHECK(flaw_of(bytes(10 << 20)) == "the chain is longer than 15360 octets");
}

TEST_CASE("a chain that is cut short at any octet is malformed") {
    const auto encoded = chain::make({leaf.certificate, intermediate.certificate}).value().encode();
    const std::size_t first = 2 + leaf.certificate.der().size();
    for (std::size_t size = 0; size < encoded.size(); ++size) {
        CAPTURE(size);
        const bytes part(encoded.begin(), encoded.begin() + static_cast<std::ptrdiff_t>(size));
        if (size == first) {
            CHECK(chain::decode(part));
        } else if (size > 0) {
            CHECK(flaw_of(part) ==
                  "certificate " + std::string(size < first ? "1" : "2") + " of the chain is cut short");
        }
    }
}

TEST_CASE("what is no certificate has no place in a chain") {
    CHECK(flaw_of(pki::wire({leaf.certificate.der(), {}})) == "certificate 2 of the chain is empty");
    auto longer = leaf.certificate.der();
    longer.push_back(std::byte{0});
    const std::string foreign = " of the chain is no certificate in DER, or has a key of an unknown kind";
    CHECK(flaw_of(pki::wire({longer})) == "certificate 1" + foreign);
    CHECK(flaw_of(pki::wire({leaf.certificate.der(), test::pattern(300)})) == "certificate 2" + foreign);
    CHECK(flaw_of(pki::wire({test::copy_of(hc::as_octets(leaf.certificate.pem()))})) == "certificate 1" + foreign);
}

TEST_CASE("each certificate of a chain in order is followed by its issuer") {
    const auto disorder = [](std::vector<pki::certificate> certificates) {
        return pki::chain_of(std::move(certificates)).out_of_order();
    };
    CHECK_FALSE(disorder({leaf.certificate}));
    CHECK_FALSE(disorder({leaf.certificate, intermediate.certificate}));
    CHECK_FALSE(disorder({leaf.certificate, intermediate.certificate, root.certificate}));
    CHECK(disorder({intermediate.certificate, leaf.certificate}) == 1U);
    CHECK(disorder({leaf.certificate, root.certificate, intermediate.certificate}) == 1U);
    CHECK(disorder({leaf.certificate, intermediate.certificate, intermediate.certificate}) == 2U);
}
