#pragma once

#include <handclasp/channel/channel.hpp>
#include <handclasp/core/secret_octets.hpp>
#include <handclasp/handshake/proven_identity.hpp>
#include <handclasp/handshake/transcript.hpp>
#include <handclasp/schedule/exporter.hpp>

namespace handclasp {

// What a server has once its client has shown all that was demanded of it.
template <protocol_suite Suite>
struct server_session {
    octets message;                     // the client's first, within the unit that was accepted, or in `kept`
    handclasp::channel<Suite> channel;  // confirmed() from the start
    handclasp::exporter<typename Suite::key_derivation> exporter;
    proven_identity client = {};  // proof_kind::none where no credential was demanded
    secret_octets kept = {};      // the message of a client that had to show a credential; it outlives its unit
};

}  // namespace handclasp

namespace handclasp::handshake {

// What the initial unit has given a server: a session that does not exist yet as long as a credential is awaited.
template <protocol_suite Suite>
struct opened_initial {
    octets message;  // within the unit
    record::sealer<Suite> sealer;
    record::opener<Suite> opener;
    handclasp::exporter<typename Suite::key_derivation> exporter;
    typename transcript<typename Suite::primitives::hash>::digest said;

    [[nodiscard]] server_session<Suite> begin() && noexcept {
        return {message, channel<Suite>(sender<Suite>(std::move(sealer)), receiver<Suite>(std::move(opener))),
                std::move(exporter)};
    }
};

}  // namespace handclasp::handshake
