// Whole handshakes in which an end shows a certificate, or is trusted because of one.
#include <handclasp/identity/x509.hpp>

#include "support/catch.hpp"
#include "support/certificates.hpp"

#include <handclasp/handclasp.hpp>

namespace hc = handclasp;
using suite = hc::modern;
using test::bytes;
namespace pki = test::pki;

namespace {

const auto root = pki::issue(nullptr, pki::authority("Root"));
const hc::x509::anchors trusted({root.certificate});

hc::trust::authority for_server(const std::string& host = "server.example") {
    hc::trust::authority trust(trusted, host);
    trust.at(pki::now);
    return trust;
}

pki::holder client_holder(const pki::key& key = pki::curve_key(), const std::string& use = "clientAuth") {
    pki::contents says;
    says.common_name = "alice";
    says.names = "";
    says.extended_key_usage = use;
    return pki::issue(&root, says, key);
}

// A client that has sent its request, and a server that has answered.
template <class Trust, class Identity>
struct greeted {
    greeted(Trust trust, const Identity& identity)
        : client(hc::client<suite>::request(std::move(trust)).value()),
          server(hc::server<suite>::answer(client.request(), identity, hc::fresh_keys<suite>()).value()) {}

    hc::hello_awaited<suite, Trust> client;
    hc::initial_awaited<suite> server;
};

// What a server that demands credentials makes of a client with this one.
template <class Clients, class Credential>
hc::result<hc::server_session<suite>> admitted(const Clients& clients, const Credential& credential) {
    const auto identity = hc::ed25519_identity::generate().value();
    auto client = hc::client<suite>::request(hc::trust::pinned(identity.fingerprint())).value();
    auto server = hc::server<suite>::answer(client.request(), identity, hc::fresh_keys<suite>(), clients).value();
    auto session = std::move(client).receive(server.hello(), hc::as_octets("first"), credential).value();

    hc::mutable_octets units(session.initial);
    const auto initial_size = server.unit_size(units).value();
    auto awaited = std::move(server).accept(units.first(initial_size)).value();
    const auto unit = units.subspan(initial_size);
    REQUIRE(awaited.unit_size(unit).value() == unit.size());
    return std::move(awaited).accept(unit);
}

}  // namespace

TEST_CASE("a server with a certificate of the authority is talked to, whatever kind its key is") {
    for (const auto& key : {pki::curve_key(), pki::ed25519_key(), pki::rsa_key(2048)}) {
        const auto identity = pki::identity_of(pki::issue(&root, {}, key));
        greeted ends(for_server(), identity);
        auto client = std::move(ends.client).receive(ends.server.hello(), hc::as_octets("Hello")).value();
        CHECK(client.server == identity.fingerprint());
        const auto server = std::move(ends.server).accept(client.initial).value();
        CHECK(hc::as_text(server.message) == "Hello");
    }
}

TEST_CASE("a server with a certificate for another host is refused, with a reason") {
    const auto identity = pki::identity_of(pki::issue(&root, {}));
    const auto trust = for_server("other.example");
    greeted ends(trust, identity);
    CHECK(std::move(ends.client).receive(ends.server.hello(), {}).error() == hc::errc::untrusted);
    CHECK(trust.why().text() == "certificate \"CN=server\" is not for other.example; it is for server.example");
}

TEST_CASE("a bare key is no certificate") {
    const auto trust = for_server();
    greeted ends(trust, hc::ed25519_identity::generate().value());
    CHECK(std::move(ends.client).receive(ends.server.hello(), {}).error() == hc::errc::untrusted);
    CHECK(trust.why().text() == "the server has a key without a certificate that an authority has issued");
}

// The certificate of another: everybody has it who has spoken to its owner.
TEST_CASE("a certificate without its key is a bad proof") {
    class thief {
    public:
        thief(hc::x509::keyed_identity shown, hc::x509::private_key own)
            : shown_(std::move(shown)), own_(std::move(own)) {}
        hc::proof_kind kind() const noexcept { return shown_.kind(); }
        hc::octets encoded() const noexcept { return shown_.encoded(); }
        std::size_t signature_size() const noexcept { return own_.signature_size(); }
        hc::result<void> sign(hc::octets message, hc::mutable_octets signature) const noexcept {
            return own_.sign(message, signature);
        }

    private:
        hc::x509::keyed_identity shown_;
        hc::x509::private_key own_;
    };
    const thief identity(pki::identity_of(pki::issue(&root, {})), pki::private_key(pki::curve_key()));
    const auto trust = for_server();
    greeted ends(trust, identity);
    CHECK(std::move(ends.client).receive(ends.server.hello(), {}).error() == hc::errc::bad_proof);
    CHECK(trust.why().text() == "the signature is not by the key of certificate \"CN=server\"");
}

TEST_CASE("a pinned key may come in a certificate where the pin says so") {
    const auto identity = pki::identity_of(pki::issue(&root, {}));
    const hc::trust::pinned pinned(identity.fingerprint());
    const hc::trust::certified certified(pinned);
    greeted good(certified, identity);
    CHECK(std::move(good.client).receive(good.server.hello(), {}));
    greeted plain(pinned, identity);
    CHECK(std::move(plain.client).receive(plain.server.hello(), {}).error() == hc::errc::bad_proof);
}

TEST_CASE("a self-signed Ed25519 identity is understood without X.509") {
    const auto identity = pki::identity_of(pki::issue(nullptr, {}, pki::ed25519_key()));
    greeted ends(hc::trust::pinned(identity.fingerprint()), identity);
    CHECK(std::move(ends.client).receive(ends.server.hello(), {}));
}

TEST_CASE("a client with a certificate is known to the server by it") {
    hc::trust::client_authority clients(trusted, [](const auto& one) { return one.subject() == "CN=alice"; });
    clients.at(pki::now);
    for (const auto& key : {pki::curve_key(), pki::ed25519_key(), pki::rsa_key(4096)}) {
        const auto credential = pki::identity_of(client_holder(key), {root.certificate});
        const auto session = admitted(clients, credential);
        REQUIRE(session);
        CHECK(hc::as_text(session->message) == "first");
        CHECK(session->client.kind == hc::proof_kind::certificate);
        CHECK(session->client.name == credential.fingerprint());
        CHECK(hc::x509::chain::decode(session->client.encoded).value().leaf().subject() == "CN=alice");
    }
}

TEST_CASE("a client that the rule does not know, or without a certificate for clients, stays outside") {
    hc::trust::client_authority clients(trusted, [](const auto& one) { return one.subject() == "CN=bob"; });
    clients.at(pki::now);
    const auto must_stay_outside = [&](const auto& identity, const std::string& why) {
        CHECK(admitted(clients, identity).error() == hc::errc::untrusted);
        CHECK(clients.why().text() == identity.fingerprint().text() + ": " + why);
    };
    must_stay_outside(pki::identity_of(client_holder()),
                      "the client \"CN=alice\" has a good certificate, and is not among those that may come in");
    must_stay_outside(pki::identity_of(client_holder(pki::curve_key(), "serverAuth")),
                      "certificate \"CN=alice\" is not for clients: its extendedKeyUsage lacks clientAuth");
    must_stay_outside(hc::ed25519_identity::generate().value(),
                      "the client has no certificate that an authority has issued");
}
