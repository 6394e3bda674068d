#include <handclasp/identity/x509/client_authority.hpp>

#include <handclasp/identity/allowed_clients.hpp>
#include <handclasp/identity/x509/authority.hpp>
#include <handclasp/identity/x509/certified.hpp>

#include "identity_x509/scratch.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

#include <atomic>
#include <thread>

namespace hc = handclasp;
using hc::trust::client_authority;
namespace pki = test::pki;

static_assert(hc::trust_decision<client_authority> && std::is_copy_constructible_v<client_authority>);

namespace {

const auto root = pki::issue(nullptr, pki::authority("Root"));

pki::certificate client(const std::string& name, const std::string& use = "clientAuth") {
    pki::contents says;
    says.common_name = name;
    says.names = "";
    says.extended_key_usage = use;
    return pki::issue(&root, says).certificate;
}

std::string said_of(const client_authority& trust, const pki::certificate& one) {
    const auto encoded = pki::chain_of({one}).encode();
    const auto accepted = trust.accept({hc::proof_kind::certificate, encoded, one.fingerprint()});
    CHECK(ERR_peek_error() == 0);
    if (accepted) return "";
    CHECK(accepted.error() == hc::errc::untrusted);
    const auto text = trust.why().text(), who = one.fingerprint().text() + ": ";
    REQUIRE(text.starts_with(who));
    return text.substr(who.size());
}

client_authority trusting(client_authority::rule allowed) {
    client_authority trust(hc::x509::anchors({root.certificate}), std::move(allowed));
    trust.at(pki::now);
    return trust;
}

}  // namespace

TEST_CASE("a client comes in whose certificate is good and of whom the rule says so") {
    int asked = 0;
    const auto trust = trusting([&](const hc::x509::certificate& one) {
        ++asked;
        return one.subject() == "CN=alice";
    });
    CHECK(said_of(trust, client("alice")) == "");
    CHECK(said_of(trust, client("mallory")) ==
          "the client \"CN=mallory\" has a good certificate, and is not among those that may come in");
    CHECK(asked == 2);
}

TEST_CASE("without a rule nobody comes in") {
    CHECK(said_of(trusting(nullptr), client("alice")) ==
          "the client \"CN=alice\" has a good certificate, and is not among those that may come in");
}

TEST_CASE("a rule that throws lets nobody in") {
    CHECK(said_of(trusting([](const auto&) -> bool { throw std::runtime_error("no directory"); }), client("alice")) ==
          "the client \"CN=alice\" could not be looked up: no directory");
    CHECK(said_of(trusting([](const auto&) -> bool { throw 1; }), client("alice")) ==
          "the client \"CN=alice\" could not be looked up");
}

TEST_CASE("the rule is not asked about a certificate that is not good") {
    const auto trust = trusting([](const auto&) -> bool { throw std::logic_error("asked"); });
    CHECK(said_of(trust, client("alice", "serverAuth")) ==
          "certificate \"CN=alice\" is not for clients: its extendedKeyUsage lacks clientAuth");
    CHECK(said_of(trust, client("alice", "")) ==
          "certificate \"CN=alice\" is not for clients: its extendedKeyUsage lacks clientAuth");
    CHECK(said_of(trust, pki::issue(nullptr, {}).certificate) ==
          "certificate \"CN=server\" is self-signed, and is none of the authorities that are trusted here");
    auto says = pki::authority("CA");
    says.key_usage = "critical,digitalSignature,keyCertSign";
    CHECK(said_of(trust, pki::issue(&root, says).certificate) ==
          "certificate \"CN=CA\" is that of an authority (CA:TRUE); clients need one that an authority has issued to "
          "them");
}

TEST_CASE("a client without a certificate is refused") {
    const auto trust = trusting([](const auto&) { return true; });
    const std::string text = "the client has no certificate that an authority has issued";
    CHECK(trust.accept({hc::proof_kind::none, {}, {}}).error() == hc::errc::untrusted);
    CHECK(trust.why().text() == text);
    const auto name = client("alice").fingerprint();
    CHECK(trust.accept({hc::proof_kind::ed25519, {}, name}).error() == hc::errc::untrusted);
    CHECK(trust.why().text() == name.text() + ": " + text);
    CHECK(trust.accept({hc::proof_kind::certificate, {}, {}}).error() == hc::errc::malformed);
    CHECK(trust.verify_certificate({}, {}, {}).error() == hc::errc::malformed);
    CHECK(trust.why().text() == "there is no certificate in the chain");
}

TEST_CASE("sessions of one authority have texts of their own") {
    const auto trust = trusting([](const auto& one) { return one.subject() == "CN=alice"; });
    const auto one = trust.for_session();
    const auto other = trust.for_session();
    const auto bob = client("bob");
    CHECK(said_of(one, bob).starts_with("the client \"CN=bob\" has a good certificate"));
    CHECK(said_of(other, client("alice")) == "");  // at the time that was set before
    CHECK(said_of(other, client("mallory")).starts_with("the client \"CN=mallory\" has a good certificate"));
    CHECK(one.why().text().starts_with(bob.fingerprint().text() + ": the client \"CN=bob\""));
    CHECK(trust.why().text().empty());

    hc::trust::authority servers(hc::x509::anchors({root.certificate}), "server.example");
    servers.at(pki::now);
    const auto own = servers.for_session();
    CHECK(own.accept({hc::proof_kind::none, {}, {}}).error() == hc::errc::untrusted);
    CHECK(own.why().text() == "the server does not prove who it is, and a certificate is demanded");
    CHECK(servers.why().text().empty());
    const auto server = pki::issue(&root, {}).certificate;
    const auto encoded = pki::chain_of({server}).encode();
    CHECK(own.accept({hc::proof_kind::certificate, encoded, server.fingerprint()}));
}

TEST_CASE("sessions of one list have texts of their own, with certificates too") {
    const test::scratch files;
    files.write("clients", "");
    const hc::trust::certified trust(hc::trust::allowed_clients(files / "clients"));
    const auto own = trust.for_session();
    CHECK(own.accept({hc::proof_kind::none, {}, {}}).error() == hc::errc::untrusted);
    CHECK(own.why().text().ends_with("a client that proves no identity is not allowed"));
    CHECK(trust.why().text().empty());
}

// They share the authorities' certificates, of which OpenSSL keeps caches.
TEST_CASE("sessions on many threads hear of their own client alone, and share the authorities") {
    const auto trust = trusting([](const auto& one) { return one.subject() == "CN=alice"; });
    const auto alice = client("alice");
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> sessions;
        sessions.reserve(4);
        for (const char* const name : {"bob", "carol", "dan", "eve"}) {
            sessions.emplace_back([&, stranger = client(name), name = std::string(name)] {
                const auto good = pki::chain_of({alice}).encode(), bad = pki::chain_of({stranger}).encode();
                for (int i = 0; i < 50; ++i) {
                    const auto own = trust.for_session();
                    if (!own.accept({hc::proof_kind::certificate, good, alice.fingerprint()})) ++wrong;
                    if (own.accept({hc::proof_kind::certificate, bad, stranger.fingerprint()})) ++wrong;
                    const auto who = stranger.fingerprint().text() + ": ";
                    if (!own.why().text().starts_with(who + "the client \"CN=" + name + "\"")) ++wrong;
                }
            });
        }
    }
    CHECK(wrong == 0);
}
