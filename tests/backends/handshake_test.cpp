// Whole sessions whose two ends are on different backends.
#include "backends/backends.hpp"

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/policy/cryptopp/ed25519.hpp>
#include <handclasp/policy/openssl/ed25519.hpp>

namespace hc = handclasp;
using test::bytes;

namespace {

// Both directions carry a message, and both ends export the same secret.
template <class Client, class Server, class Identity>
void shake_hands(const Identity& identity) {
    CAPTURE(Client::name);
    auto awaiting_hello = hc::client<Client>::request(hc::trust::pinned(identity.fingerprint())).value();
    auto awaiting_keys =
        hc::server<Server>::answer(awaiting_hello.request(), identity, hc::fresh_keys<Server>()).value();
    auto client = std::move(awaiting_hello).receive(awaiting_keys.hello(), hc::as_octets("first")).value();
    auto server = std::move(awaiting_keys).accept(client.initial).value();
    CHECK(hc::as_text(server.message) == "first");

    const auto carries = [](auto& from, auto& to, const bytes& message) {
        bytes buffer(from.sealed_size(message.size()));
        const auto sealed = from.seal(message, buffer).value();
        CHECK(std::ranges::equal(to.open(hc::mutable_octets(buffer).first(sealed.size())).value().data, message));
    };
    carries(client.channel, server.channel, test::pattern(1000));
    carries(server.channel, client.channel, test::pattern(1000, 2));

    bytes one(48), other(48);
    REQUIRE(client.exporter.derive("test", {}, one));
    REQUIRE(server.exporter.derive("test", {}, other));
    CHECK(one == other);
}

template <class Client, class Server>
void shake_hands_in_every_suite() {
    const auto on_cryptopp = hc::ed25519_identity::generate().value();
    const auto on_openssl = hc::openssl::ed25519_identity::generate().value();
    test::for_each_suite<Client, Server>([&]<class Left, class Right>() {
        shake_hands<Left, Right>(on_cryptopp);
        shake_hands<Left, Right>(on_openssl);
    });
}

}  // namespace

TEST_CASE("a client on Crypto++ and a server on OpenSSL, in every suite") {
    shake_hands_in_every_suite<test::on_cryptopp, test::on_openssl>();
}
TEST_CASE("a client on OpenSSL and a server on Crypto++, in every suite") {
    shake_hands_in_every_suite<test::on_openssl, test::on_cryptopp>();
}
TEST_CASE("a client on a mixture of both and a server on the other, in every suite") {
    shake_hands_in_every_suite<test::on_both, test::on_both_otherwise>();
}
