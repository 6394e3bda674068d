#include <handclasp/identity/x509/authority.hpp>

#include "identity_x509/scratch.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

#include <thread>

namespace hc = handclasp;
using hc::trust::authority;
using hc::x509::anchors;
using pki_certificates = std::vector<hc::x509::certificate>;
namespace pki = test::pki;
using pki::days;

static_assert(hc::trust_decision<authority> && std::is_copy_constructible_v<authority>);

namespace {

const auto root = pki::issue(nullptr, pki::authority("Root"));
const auto intermediate = pki::issue(&root, pki::authority("Intermediate"));

// What the trust says of the chain: nothing where it takes it.
std::string said_of(const authority& trust, const pki_certificates& chain) {
    const auto encoded = pki::chain_of(chain).encode();
    const auto accepted = trust.accept({hc::proof_kind::certificate, encoded, chain.front().fingerprint()});
    CHECK(ERR_peek_error() == 0);
    if (accepted) return "";
    CHECK(accepted.error() == hc::errc::untrusted);
    return trust.why().text();
}

// `openssl verify` about the same, at the same time, with the same demands.
bool openssl_takes(const pki_certificates& trusted, const pki_certificates& chain, const std::string& host,
                   const std::string& more = "") {
    const test::scratch files;
    files.write("trusted.pem", pki::pem_of(trusted));
    files.write("leaf.pem", chain.front().pem());
    files.write("others.pem", pki::pem_of(pki_certificates(chain.begin() + 1, chain.end())));
    const bool address = host.find(':') != host.npos || host.find_first_not_of("0123456789.") == host.npos;
    return files.openssl("verify -no-CApath -no-CAstore -CAfile trusted.pem " +
                         std::string(chain.size() > 1 ? "-untrusted others.pem " : "") +
                         "-purpose sslserver -x509_strict -auth_level 2 -attime " +
                         std::to_string(pki::now.time_since_epoch().count()) +
                         (address ? " -verify_ip " : " -verify_hostname ") + host + " " + more + " leaf.pem");
}

authority trusting(const pki_certificates& trusted, const std::string& host = "server.example") {
    authority trust(anchors(trusted), host);
    trust.at(pki::now);
    return trust;
}

// What the trust in the root says of the chain, with openssl's opinion beside it.
std::string said_of(const pki_certificates& chain, const std::string& host = "server.example") {
    auto text = said_of(trusting({root.certificate}, host), chain);
    CHECK(text.empty() == openssl_takes({root.certificate}, chain, host));
    return text;
}

// The same where this library demands what OpenSSL does not.
std::string said_beyond_openssl(const pki_certificates& chain) {
    CHECK(openssl_takes({root.certificate}, chain, "server.example"));
    return said_of(trusting({root.certificate}), chain);
}

pki::contents but(void (*change)(pki::contents&)) {
    pki::contents says;
    change(says);
    return says;
}
pki::contents with_names(std::string names) {
    pki::contents says;
    says.names = std::move(names);
    return says;
}
pki_certificates from_root(const pki::contents& says) {
    return {pki::issue(&root, says).certificate};
}

}  // namespace

TEST_CASE("a server is taken whose chain leads to the authority") {
    CHECK(said_of(from_root({})) == "");
    const auto leaf = pki::issue(&intermediate, {});
    CHECK(said_of({leaf.certificate, intermediate.certificate}) == "");
    CHECK(said_of({leaf.certificate, intermediate.certificate, root.certificate}) == "");
    for (const auto& key : {pki::ed25519_key(), pki::rsa_key(2048)}) {
        CHECK(said_of({pki::issue(&root, {}, key).certificate}) == "");
    }
}

TEST_CASE("a server that does not lead to the authority is refused") {
    const auto leaf = pki::issue(&intermediate, {});
    CHECK(
        said_of({leaf.certificate}) ==
        "certificate \"CN=server\" was issued by an unknown authority: \"CN=Intermediate\" is neither in the chain nor "
        "one of those that are trusted here");
    CHECK(said_of({pki::issue(nullptr, {}).certificate}) ==
          "certificate \"CN=server\" is self-signed, and is none of the authorities that are trusted here");
    const auto stranger = pki::issue(nullptr, pki::authority("Stranger"));
    CHECK(said_of({pki::issue(&stranger, {}).certificate, stranger.certificate}) ==
          "the chain ends at an unknown authority: certificate \"CN=Stranger\" is none of those that are trusted here");
}

TEST_CASE("an authority of the same name with another key is refused") {
    const auto impostor = pki::issue(nullptr, pki::authority("Root"));
    const pki_certificates chain{pki::issue(&impostor, {}).certificate};
    CHECK(
        said_of(chain) ==
        "certificate \"CN=server\" was not issued by the \"CN=Root\" that is known here: that one has another key, or "
        "may not issue certificates");
    CHECK(said_of({chain.front(), impostor.certificate}) ==
          "the chain ends at an unknown authority: certificate \"CN=Root\" is none of those that are trusted here");
}

TEST_CASE("an altered certificate leads nowhere, whichever octet it is") {
    const auto trust = trusting({root.certificate});
    auto der = pki::issue(&root, {}).certificate.der();
    std::size_t forged = 0;
    for (std::size_t at = 0; at < der.size(); ++at) {
        for (const std::byte mask : {std::byte{0x01}, std::byte{0x20}, std::byte{0x80}, std::byte{0xff}}) {
            der[at] ^= mask;
            if (const auto altered = hc::x509::certificate::from_der(der)) {
                const auto text = said_of(trust, {*altered});
                CHECK_FALSE(text.empty());
                forged += text ==
                        "certificate \"CN=server\" was not signed by \"CN=Root\", whatever it says: it is forged or "
                        "damaged"
                    ? 1
                    : 0;
            }
            der[at] ^= mask;
        }
    }
    CHECK(forged > 100);
    CHECK(said_of(trust, {hc::x509::certificate::from_der(der).value()}) == "");
}

TEST_CASE("a certificate is taken from its first second to the one before its last") {
    const auto chain = from_root({});
    auto trust = trusting({root.certificate});
    const auto at = [&](pki::sys_seconds time) { return trust.at(time), said_of(trust, chain); };
    using std::chrono::seconds;
    CHECK(at(pki::now - days(30)) == "");
    CHECK(at(pki::now - days(30) - seconds(1)) ==
          "certificate \"CN=server\" is not valid before 2026-05-16 00:00:00 UTC; is the clock here right?");
    CHECK(at(pki::now + days(30) - seconds(1)) == "");
    CHECK(at(pki::now + days(30)) == "certificate \"CN=server\" expired on 2026-07-15 00:00:00 UTC");
    CHECK(said_of(from_root(but([](auto& says) { says.to = pki::now - days(1); }))) ==
          "certificate \"CN=server\" expired on 2026-06-14 00:00:00 UTC");
    CHECK(said_of(from_root(but([](auto& says) { says.from = pki::now + days(1); }))) ==
          "certificate \"CN=server\" is not valid before 2026-06-16 00:00:00 UTC; is the clock here right?");
}

TEST_CASE("without a time of the test's the system's counts") {
    auto says = pki::contents();
    const auto today = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto authority_says = pki::authority("Root");
    authority_says.from = today - days(2);
    authority_says.to = today + days(2);
    const auto own = pki::issue(nullptr, authority_says);
    says.from = today - days(2);
    const authority trust(anchors({own.certificate}), "server.example");
    says.to = today + days(1);
    CHECK(said_of(trust, {pki::issue(&own, says).certificate}) == "");
    says.to = today - days(1);
    CHECK(said_of(trust, {pki::issue(&own, says).certificate}).find("expired on") != std::string::npos);
}

TEST_CASE("an authority that has expired is refused, trusted or not") {
    auto says = pki::authority("Old");
    says.to = pki::now - days(1);
    const auto old = pki::issue(nullptr, says);
    CHECK(said_of(trusting({old.certificate}), {pki::issue(&old, {}).certificate}) ==
          "certificate \"CN=Old\" expired on 2026-06-14 00:00:00 UTC");
    says.common_name = "Old intermediate";
    const auto below = pki::issue(&root, says);
    CHECK(said_of({pki::issue(&below, {}).certificate, below.certificate}) ==
          "certificate \"CN=Old intermediate\" expired on 2026-06-14 00:00:00 UTC");
}

TEST_CASE("weak keys and hashes are refused, wherever they are in the path") {
    const std::string key = " has a weak key, RSA of 1024 bits; 2048 bits of RSA or 224 of a curve are the least";
    CHECK(said_of({pki::issue(&root, {}, pki::rsa_key(1024)).certificate}) == "certificate \"CN=server\"" + key);
    const auto weak = pki::issue(&root, pki::authority("Weak"), pki::rsa_key(1024));
    CHECK(said_of({pki::issue(&weak, {}).certificate, weak.certificate}) == "certificate \"CN=Weak\"" + key);
    const auto weak_root = pki::issue(nullptr, pki::authority("Weak root"), pki::rsa_key(1024));
    CHECK(said_of(trusting({weak_root.certificate}), {pki::issue(&weak_root, {}).certificate}) ==
          "certificate \"CN=Weak root\"" + key);
    CHECK(said_of({pki::issue(&root, {}, pki::curve_key("P-192")).certificate}) ==
          "certificate \"CN=server\" has a weak key, EC of 192 bits; 2048 bits of RSA or 224 of a curve are the least");

    const std::string hash = " is signed with a weak hash, ecdsa-with-SHA1; SHA-256 would do";
    CHECK(said_of(from_root(but([](auto& says) { says.hash = "SHA1"; }))) == "certificate \"CN=server\"" + hash);
    auto says = pki::authority("Sloppy");
    says.hash = "SHA1";
    const auto sloppy = pki::issue(&root, says);
    CHECK(said_of({pki::issue(&sloppy, {}).certificate, sloppy.certificate}) == "certificate \"CN=Sloppy\"" + hash);
    const auto rsa_root = pki::issue(nullptr, pki::authority("RSA"), pki::rsa_key(2048));
    CHECK(said_of(trusting({rsa_root.certificate}),
                  {pki::issue(&rsa_root, but([](auto& own) { own.hash = "MD5"; })).certificate}) ==
          "certificate \"CN=server\" is signed with a weak hash, md5WithRSAEncryption; SHA-256 would do");
}

// It is trusted because it was given; what it says about itself proves nothing.
TEST_CASE("the hash of an authority's own signature on itself does not matter") {
    auto says = pki::authority("Old hand");
    says.hash = "SHA1";
    const auto own = pki::issue(nullptr, says);
    const pki_certificates chain{pki::issue(&own, {}).certificate, own.certificate};
    CHECK(said_of(trusting({own.certificate}), chain) == "");
    CHECK(openssl_takes({own.certificate}, chain, "server.example"));
}

TEST_CASE("what a certificate may be used for has to be spelled out") {
    const std::string no_signing = "certificate \"CN=server\" is not for signing: its keyUsage lacks digitalSignature";
    const std::string no_server = "certificate \"CN=server\" is not for servers: its extendedKeyUsage lacks serverAuth";
    CHECK(said_beyond_openssl(from_root(but([](auto& says) { says.key_usage = ""; }))) == no_signing);
    CHECK(said_beyond_openssl(from_root(but([](auto& says) { says.key_usage = "critical,keyEncipherment"; }))) ==
          no_signing);
    CHECK(said_of(from_root(but([](auto& says) { says.key_usage = "critical,dataEncipherment"; }))) == no_signing);
    CHECK(said_of(from_root(but([](auto& says) { says.extended_key_usage = "clientAuth"; }))) == no_server);
    CHECK(said_of(from_root(but([](auto& says) { says.extended_key_usage = "anyExtendedKeyUsage"; }))) == no_server);
    CHECK(said_of(from_root(but([](auto& says) { says.extended_key_usage = "codeSigning"; }))) == no_server);
    CHECK(said_beyond_openssl(from_root(but([](auto& says) { says.extended_key_usage = ""; }))) == no_server);
    CHECK(said_beyond_openssl(from_root(but([](auto& says) { says.extended_key_usage = "msSGC"; }))) == no_server);
    CHECK(said_of(from_root(but([](auto& says) { says.extended_key_usage = "clientAuth,serverAuth"; }))) == "");
}

TEST_CASE("an authority's own certificate is none for a server") {
    auto says = pki::authority("Both");
    says.names = "DNS:server.example";
    says.key_usage = "critical,digitalSignature,keyCertSign,cRLSign";
    says.extended_key_usage = "serverAuth";
    const std::string text = "certificate \"CN=Both\" is that of an authority (CA:TRUE); servers need one that an "
                             "authority has issued to them";
    CHECK(said_beyond_openssl({pki::issue(&root, says).certificate}) == text);
    const auto own = pki::issue(nullptr, says);
    CHECK(said_of(trusting({own.certificate}), {own.certificate}) == text);
}

// As `openssl req -x509` makes it.
TEST_CASE("an authority that is trusted may be without keyUsage, and one below it may not") {
    auto says = pki::authority("Plain");
    says.key_usage = "";
    const auto plain = pki::issue(nullptr, says), below = pki::issue(&plain, pki::authority("Below"));
    const auto leaf = pki::issue(&plain, {}), far = pki::issue(&below, {});
    const auto trust = trusting({plain.certificate});
    CHECK(said_of(trust, {leaf.certificate}) == "");
    CHECK(said_of(trust, {leaf.certificate, plain.certificate}) == "");
    CHECK(said_of(trust, {far.certificate, below.certificate}) == "");
    CHECK(openssl_takes({plain.certificate}, {leaf.certificate}, "server.example") == false);  // being so strict

    const auto middle = pki::issue(&root, says);  // trusted itself, and below a root that is not
    const auto of_middle = pki::issue(&middle, {});
    CHECK(said_of(trusting({middle.certificate}), {of_middle.certificate}) == "");
    CHECK(said_of(trusting({root.certificate}), {of_middle.certificate, middle.certificate}) ==
          "certificate \"CN=Plain\" has issued another, and does not say that it may: its keyUsage is missing; openssl "
          "makes one with -addext keyUsage=critical,keyCertSign,cRLSign");
}

TEST_CASE("who is no authority issues nothing") {
    const auto server = pki::issue(&root, but([](auto& says) { says.common_name = "Server"; }));
    const std::string end = " has issued another, and may not: CA:TRUE and keyCertSign are needed for that";
    CHECK(said_of({pki::issue(&server, {}).certificate, server.certificate}) == "certificate \"CN=Server\"" + end);
    auto says = pki::authority("No signer");
    says.key_usage = "critical,cRLSign";
    const auto mute = pki::issue(&root, says);
    CHECK(said_of({pki::issue(&mute, {}).certificate, mute.certificate}) == "certificate \"CN=No signer\"" + end);

    auto pretends = pki::contents();
    pretends.common_name = "Pretender";
    pretends.key_usage = "critical,keyCertSign,digitalSignature";
    const auto pretender = pki::issue(&root, pretends);
    CHECK(said_of({pki::issue(&pretender, {}).certificate, pretender.certificate}) ==
          "certificate \"CN=Pretender\"" + end);
}

TEST_CASE("an authority that does not keep to RFC 5280 is refused") {
    const auto said_below = [](const pki::contents& says) {
        const auto sloppy = pki::issue(&root, says);
        return said_of({pki::issue(&sloppy, {}).certificate, sloppy.certificate});
    };
    auto says = pki::authority("Sloppy");
    says.constraints = "CA:TRUE";
    CHECK(said_below(says) ==
          "certificate \"CN=Sloppy\" has basicConstraints that are not critical; openssl makes them so with -addext "
          "basicConstraints=critical,CA:TRUE");
    says = pki::authority("Sloppy");
    says.key_usage = "";
    CHECK(
        said_below(says) ==
        "certificate \"CN=Sloppy\" has issued another, and does not say that it may: its keyUsage is missing; openssl "
        "makes one with -addext keyUsage=critical,keyCertSign,cRLSign");
    says.constraints = "";
    CHECK(said_below(says) ==
          "certificate \"CN=Sloppy\" has issued another, and may not: CA:TRUE and keyCertSign are needed for that");
}

TEST_CASE("what an authority may certify is limited by those above it") {
    auto says = pki::authority("Narrow");
    says.constraints = "critical,CA:TRUE,pathlen:0";
    const auto narrow = pki::issue(&root, says);
    const auto below = pki::issue(&narrow, pki::authority("Below"));
    CHECK(said_of({pki::issue(&narrow, {}).certificate, narrow.certificate}) == "");
    CHECK(said_of({pki::issue(&below, {}).certificate, below.certificate, narrow.certificate}) ==
          "there are more authorities below certificate \"CN=Narrow\" than its pathlen allows");

    says = pki::authority("Local");
    says.name_constraints = "critical,permitted;DNS:inside.example";
    const auto local = pki::issue(&root, says);
    CHECK(said_of({pki::issue(&local, with_names("DNS:a.inside.example")).certificate, local.certificate},
                  "a.inside.example") == "");
    CHECK(said_of({pki::issue(&local, {}).certificate, local.certificate}) ==
          "certificate \"CN=server\" has a name that an authority above it may not certify (nameConstraints)");

    says = pki::authority("For clients");
    says.extended_key_usage = "clientAuth";
    const auto other = pki::issue(&root, says);
    CHECK(said_of({pki::issue(&other, {}).certificate, other.certificate}) ==
          "certificate \"CN=For clients\" may not certify servers: its extendedKeyUsage or keyUsage says so");
}

TEST_CASE("a chain is in order: the leaf, then each one's issuer") {
    const auto leaf = pki::issue(&intermediate, {});
    const std::string end = "; the leaf comes first, then each one's issuer";
    const auto trust = trusting({root.certificate});
    CHECK(said_of(trust, {leaf.certificate, root.certificate, intermediate.certificate}) ==
          "the chain is out of order: certificate \"CN=Root\" follows, and did not issue, certificate \"CN=server\"" +
              end);
    CHECK(said_of(trust, {intermediate.certificate, leaf.certificate}) ==
          "the chain is out of order: certificate \"CN=server\" follows, and did not issue, certificate "
          "\"CN=Intermediate\"" +
              end);
    CHECK(said_of(trust, {leaf.certificate, intermediate.certificate, intermediate.certificate}) ==
          "the chain is out of order: certificate \"CN=Intermediate\" follows, and did not issue, certificate "
          "\"CN=Intermediate\"" +
              end);
}

TEST_CASE("an intermediate authority that is trusted is enough") {
    const auto leaf = pki::issue(&intermediate, {});
    const auto trust = trusting({intermediate.certificate});
    CHECK(said_of(trust, {leaf.certificate}) == "");
    CHECK(said_of(trust, {leaf.certificate, intermediate.certificate}) == "");
    CHECK(openssl_takes({intermediate.certificate}, {leaf.certificate}, "server.example", "-partial_chain"));
    CHECK(said_of(trust, from_root({})).find("unknown authority") != std::string::npos);
}

TEST_CASE("eight certificates are a chain, and lead somewhere") {
    std::vector<pki::holder> line{pki::issue(nullptr, pki::authority("A0"))};
    for (int i = 1; i < 8; ++i) line.push_back(pki::issue(&line.back(), pki::authority("A" + std::to_string(i))));
    pki_certificates chain{pki::issue(&line.back(), {}).certificate};
    for (std::size_t i = line.size(); i-- > 1;) chain.push_back(line[i].certificate);
    REQUIRE(chain.size() == 8);
    CHECK(said_of(trusting({line[0].certificate}), chain) == "");
}

TEST_CASE("anything but a certificate is refused") {
    const auto trust = trusting({root.certificate});
    CHECK(trust.accept({hc::proof_kind::none, {}, {}}).error() == hc::errc::untrusted);
    CHECK(trust.why().text() == "the server does not prove who it is, and a certificate is demanded");
    CHECK(trust.accept({hc::proof_kind::ed25519, {}, {}}).error() == hc::errc::untrusted);
    CHECK(trust.why().text() == "the server has a key without a certificate that an authority has issued");
    CHECK(trust.accept({hc::proof_kind::certificate, test::pattern(100), {}}).error() == hc::errc::malformed);
    CHECK(trust.why().text() == "certificate 1 of the chain is cut short");
}

TEST_CASE("an authority verifies proofs, and explains a bad one") {
    const auto leaf = pki::issue(&root, {});
    const auto identity = pki::identity_of(leaf);
    const auto message = test::pattern(64);
    test::bytes signature(identity.signature_size());
    REQUIRE(identity.sign(message, signature));
    const auto trust = trusting({root.certificate});
    const auto why = trust.why();
    CHECK(trust.verify_certificate(identity.encoded(), message, signature).value() == identity.fingerprint());
    CHECK(why.text().empty());
    signature[10] ^= std::byte{1};
    CHECK(trust.verify_certificate(identity.encoded(), message, signature).error() == hc::errc::bad_proof);
    CHECK(why.text() == "the signature is not by the key of certificate \"CN=server\"");
    CHECK(trust.verify_certificate({}, message, signature).error() == hc::errc::malformed);
    CHECK(why.text() == "there is no certificate in the chain");
}

TEST_CASE("threads may share an authority") {
    const auto good = pki::chain_of({pki::issue(&intermediate, {}).certificate, intermediate.certificate}).encode();
    const auto bad = pki::chain_of(from_root(with_names("DNS:other.example"))).encode();
    const auto shared = trusting({root.certificate});
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                const auto own = shared;
                for (int turn = 0; turn < 50; ++turn) {
                    wrong += own.accept({hc::proof_kind::certificate, good, {}}) ? 0 : 1;
                    wrong += shared.accept({hc::proof_kind::certificate, bad, {}}) ? 1 : 0;
                }
            });
        }
    }
    CHECK(wrong == 0);
}
