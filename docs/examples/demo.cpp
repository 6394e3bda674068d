// What `./run demo` runs: a server, clients, and a tap on each wire between them. It shows the units that pass,
// messages in both directions at once, and what becomes of two attacks; then who takes whom for what: certificates of
// an authority, known servers, and clients that have to say who they are. It ends by itself, with 0 if all was as it
// should be.

#include "demo/identity.hpp"
#include "demo/wire.hpp"
#include "shared/standard_streams.hpp"
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
#include "demo/certificates.hpp"
#endif

namespace {

void wire(demo::report& out) {
    const auto identity = demo::hc::ed25519_identity::generate().value();
    const auto pinned = identity.fingerprint();
    demo::evidence taps(out);
    demo::demo_server server(identity, out);

    std::cout << "suite     " << demo::suite::name << "\nserver    127.0.0.1:" << server.address().port()
              << ", identity (Ed25519) " << pinned.text().substr(0, 16)
              << "...\n\nOn the wire: who, which way (-> to the server), unit, its size and its parts in octets.\n"
                 "RSA(...) and AES(...) are encrypted; all the rest is plaintext.\n";
    demo::three_clients(server, pinned, taps, out);
    demo::tampered_frame(server, pinned, taps, out);
    demo::wrong_server(server, taps, out);
    out.expect(taps.session_keys() == 5, "five sessions, a key pair for each");
    if (out.good()) {
        std::cout << "\nAll as it should be: 5 sessions with 5 session keys, " << taps.units()
                  << " units, none with a readable word of a\nmessage; a changed frame and an untrusted server "
                     "refused.\n";
    }
}

void identities(demo::report& out) {
    const demo::temporary_folder folder;
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    demo::certificates(folder, out);
#else
    out.heading("4. to 7. This program was built without OpenSSL: nothing here about certificates");
#endif
    demo::changed_key(folder, out);
    demo::client_credentials(folder, out);
    if (out.good()) {
        std::cout << "\nAll as it should be: whoever could not show who they are was refused, each with the reason.\n";
    }
}

}  // namespace

int main() {
    standard_streams::occupy();
    demo::report out;
    try {
        wire(out);
        identities(out);
        standard_streams::require_written();
    } catch (const std::exception& failure) {
        out.expect(false, failure.what());
    }
    return out.good() ? 0 : 1;
}
