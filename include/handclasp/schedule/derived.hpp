#pragma once

#include <handclasp/schedule/exporter.hpp>
#include <handclasp/schedule/traffic_secret.hpp>

namespace handclasp {

// The key schedule of every suite but those for old peers: fresh keys for each direction, bound to all that was said
// in the handshake (docs/protocol.md, section 5; HKDF is RFC 5869).
struct derived {
    static constexpr std::string_view name = "derived";

    // All that a session needs; the secrets that it came from are no longer wanted.
    template <key_derivation Kdf>
    struct session_secrets {
        schedule::traffic_secret<Kdf> client;
        schedule::traffic_secret<Kdf> server;
        handclasp::exporter<Kdf> exporter;
    };

    // From the transcript's hash and the secrets that were sent. errc::backend.
    template <key_derivation Kdf>
    [[nodiscard]] static result<session_secrets<Kdf>> derive(octets transcript, octets secrets) noexcept {
        secret<Kdf::prk_size> prk, client, server, exported;
        if (const auto done = Kdf::extract(transcript, secrets, prk.overwrite()); !done) return done.error();
        const auto expand = [&prk](std::string_view label, secret<Kdf::prk_size>& out) noexcept {
            return Kdf::expand(prk.expose(), as_octets(label), out.overwrite());
        };
        if (const auto done = expand("handclasp/1 client traffic", client); !done) return done.error();
        if (const auto done = expand("handclasp/1 server traffic", server); !done) return done.error();
        if (const auto done = expand("handclasp/1 exporter", exported); !done) return done.error();
        return session_secrets<Kdf>{schedule::traffic_secret<Kdf>(std::move(client)),
                                    schedule::traffic_secret<Kdf>(std::move(server)),
                                    handclasp::exporter<Kdf>(std::move(exported))};
    }
};

}  // namespace handclasp
