// One whole handshake, both sides on one thread: request, hello, initial unit and the server's acceptance, the server's
// fresh key pair included. Ed25519 signs and verifies, as in every session of a server that has an identity.
#include <handclasp/handclasp.hpp>

#include <benchmark/benchmark.h>

#if HANDCLASP_WITH_OPENSSL
#include <handclasp/openssl.hpp>
#endif

namespace hc = handclasp;

namespace {

template <class Suite>
bool shake_hands(const hc::ed25519_identity& identity) {
    auto awaiting_hello = hc::client<Suite>::request(hc::trust::pinned(identity.fingerprint()));
    if (!awaiting_hello) return false;
    auto awaiting_keys = hc::server<Suite>::answer(awaiting_hello->request(), identity, hc::fresh_keys<Suite>());
    if (!awaiting_keys) return false;
    auto client = std::move(*awaiting_hello).receive(awaiting_keys->hello(), hc::as_octets("first message"));
    if (!client) return false;
    const auto server = std::move(*awaiting_keys).accept(client->initial);
    return server && hc::as_text(server->message) == "first message";
}

template <class Suite>
void handshake(benchmark::State& state) {
    const auto identity = hc::ed25519_identity::generate().value();
    for (auto _ : state) {
        if (!shake_hands<Suite>(identity)) return state.SkipWithError("the handshake failed");
    }
}

}  // namespace

BENCHMARK(handshake<hc::standard>)->Name("handshake/standard");
BENCHMARK(handshake<hc::standard_256>)->Name("handshake/standard_256");
BENCHMARK(handshake<hc::encrypt_then_mac>)->Name("handshake/encrypt_then_mac");
BENCHMARK(handshake<hc::gcm>)->Name("handshake/gcm");
BENCHMARK(handshake<hc::chacha>)->Name("handshake/chacha");
BENCHMARK(handshake<hc::modern>)->Name("handshake/modern");
#if HANDCLASP_WITH_OPENSSL
BENCHMARK(handshake<hc::openssl::standard>)->Name("handshake/standard on OpenSSL");
BENCHMARK(handshake<hc::openssl::standard_256>)->Name("handshake/standard_256 on OpenSSL");
BENCHMARK(handshake<hc::openssl::encrypt_then_mac>)->Name("handshake/encrypt_then_mac on OpenSSL");
BENCHMARK(handshake<hc::openssl::gcm>)->Name("handshake/gcm on OpenSSL");
BENCHMARK(handshake<hc::openssl::chacha>)->Name("handshake/chacha on OpenSSL");
BENCHMARK(handshake<hc::openssl::modern>)->Name("handshake/modern on OpenSSL");
#endif

BENCHMARK_MAIN();
