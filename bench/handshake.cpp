// Handshakes, both sides on one thread, in steps that can be subtracted: whole ones, with a fresh key pair and with
// one at hand; the server's share of them; the decapsulation and the generation of a key pair alone. Ed25519 signs and
// verifies, as in every session of a server that has an identity. Beside them OpenSSL's TLS, certificate and all.
#include "handshake/parts.hpp"
#include "support/program.hpp"

void bench::add_cases() {
    add_cryptopp_handshakes();
    add_openssl_handshakes();
    add_peer_handshakes();
}
