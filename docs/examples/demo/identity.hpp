// The demonstration's second part, as far as it needs no certificates: known servers, and clients that have to say who
// they are.
#pragma once

#include "demo/meeting.hpp"

#include <handclasp/identity/allowed_clients.hpp>
#include <handclasp/identity/known_servers.hpp>

namespace demo {

inline void changed_key(const temporary_folder& folder, report& out) {
    out.heading("8. A client that knows its servers: it writes down a new one, and refuses one whose key has changed");
    const auto identity = hc::ed25519_identity::generate().value();
    const auto other = hc::ed25519_identity::generate().value();
    const hc::trust::known_servers trust(folder / "known_servers", "server.example:4000", hc::unknown_server::accept);
    const auto against = [&](const hc::ed25519_identity& server) {
        return meet(
            [&](meeting_end& end, std::error_code& failure) {
                return end.handshake(server, hc::fresh_keys<meeting_suite>(), failure);
            },
            [&](meeting_end& end, std::error_code& failure) { end.handshake(trust, hc::as_octets("hello"), failure); });
    };

    const bool first = against(identity).good();
    const auto known = hc::known_servers(folder / "known_servers").find("server.example:4000");
    out.line("client", "takes server.example:4000, and knows it from now on");
    const bool written = known.size() == 1 && known.front().name == identity.fingerprint();
    out.expect(first && written, "the new server is written down");
    out.expect(against(identity).good(), "the known server is taken again");

    const auto refused = against(other);
    say(out, "client", trust.why().text());
    out.expect(refused.client == hc::errc::untrusted, "the changed key is refused");
    out.expect(trust.why().text().find(identity.fingerprint().text()) != std::string::npos &&
                   trust.why().text().find(other.fingerprint().text()) != std::string::npos,
               "both fingerprints are in the text");
    const auto still = hc::known_servers(folder / "known_servers").find("server.example:4000");
    out.expect(still.size() == 1 && still.front().name == identity.fingerprint(), "the file is as it was");
}

inline void client_credentials(const temporary_folder& folder, report& out) {
    out.heading("9. A server that asks its clients who they are");
    const auto identity = hc::ed25519_identity::generate().value();
    const auto alice = hc::ed25519_identity::generate().value();
    const auto mallory = hc::ed25519_identity::generate().value();
    write(folder / "clients", alice.fingerprint().text() + " alice\n");
    const hc::trust::allowed_clients allowed(folder / "clients");
    std::string who;
    const auto visited_by = [&](const auto& credential) {
        return meet(
            [&](meeting_end& end, std::error_code& failure) {
                auto first = end.handshake(identity, hc::fresh_keys<meeting_suite>(), allowed, failure);
                if (!failure) who = allowed.name_of(end.client().name).value_or("");
                return first;
            },
            [&](meeting_end& end, std::error_code& failure) {
                const hc::trust::pinned trust(identity.fingerprint());
                end.handshake(trust, credential, hc::as_octets("hello"), failure);
            });
    };

    const auto taken = visited_by(alice);
    out.line("server", "talks to " + who);
    out.expect(taken.good() && who == "alice", "the server takes the client of its list, and knows who it is");

    const auto without = visited_by(hc::no_identity());
    say(out, "client", "without a credential: " + without.client.message());
    out.expect(without.client == hc::errc::credential_demanded, "the client without a credential goes no further");

    const auto unlisted = visited_by(mallory);
    say(out, "server", allowed.why().text());
    out.expect(unlisted.server == hc::errc::untrusted && unlisted.heard.empty(),
               "a client that is not listed is refused");
}

}  // namespace demo
