#include "peers/peers.hpp"
#include "handshake/parts.hpp"
#include "support/timed.hpp"

namespace bench {

namespace {

template <class Peer>
void add_peer(const std::string& name) {
    const auto check = [] {
        Peer peer{typename Peer::keys{}};
        return std::string(peer.handshake() ? "" : "the handshake failed");
    };
    const auto time = [](benchmark::State& state) {
        state.SetLabel(std::string(Peer::name));
        Peer peer{typename Peer::keys{}};
        meter count(state);
        for (auto _ : state) {
            if (!peer.handshake()) return state.SkipWithError("the handshake failed");
        }
        count.finish(0);
    };
    benchmark::RegisterBenchmark(("handshake/" + name + "/whole").c_str(), checked(check, time));
}

}  // namespace

void add_peer_handshakes() {
#if HANDCLASP_WITH_LIBSSL
    add_peer<peers::openssl_tls_1_2>("openssl_tls_1_2");
    add_peer<peers::openssl_tls_1_3>("openssl_tls_1_3");
#endif
}

}  // namespace bench
