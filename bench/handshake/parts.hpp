#pragma once

// The parts of the handshakes, a source each, because they take the compiler long.
namespace bench {

void add_cryptopp_handshakes();
void add_openssl_handshakes();
void add_peer_handshakes();

}  // namespace bench
