#pragma once

#include <handclasp/handshake/credential.hpp>
#include <handclasp/handshake/server_session.hpp>

namespace handclasp {

template <protocol_suite Suite, class Clients>
class initial_awaited;

// A server that has the client's keys and demands to know who that is. Until then it hands out nothing, the first
// message included, and sends nothing: what it would need for that is in here. Nothing of it outlives a refusal.
template <protocol_suite Suite, class Clients>
class credential_awaited {
    using credentials = handshake::credential<Suite>;
    static_assert(Suite::limits::frame_limit >=
                      layout::proof::size(handshake::ed25519_key_size, handshake::ed25519_signature_size),
                  "handclasp: a frame of this suite has no room for a credential");

public:
    static constexpr std::size_t max_unit_size = credentials::max_unit_size;

    // The size of the unit, header included, that these four octets announce. errc::unexpected_unit, errc::unit_size.
    [[nodiscard]] result<std::size_t> unit_size(octets header) const noexcept { return credentials::unit_size(header); }

    // Opens a whole credential, in place, verifies it and asks the trust about the client; on any error it is wiped,
    // and so is the first message. errc::unexpected_unit, unit_size, authentication_failed, backend; errc::malformed,
    // bad_proof, untrusted; errc::closed where this was moved away.
    [[nodiscard]] result<server_session<Suite>> accept(mutable_octets credential) && {
        credential_awaited used(std::move(*this));
        auto client = used.proven(credential);
        if (!client) {
            wipe(credential);
            return client.error();
        }
        auto session = std::move(used.opened_).begin();
        session.client = *std::move(client);
        session.kept = std::move(used.message_);
        session.message = session.kept.expose();
        return session;
    }
    result<server_session<Suite>> accept(mutable_octets credential) & = delete;  // write std::move(state)

private:
    friend class initial_awaited<Suite, Clients>;

    // Copies the first message, so that its unit can be wiped.
    credential_awaited(handshake::opened_initial<Suite> opened, Clients clients)
        : message_(opened.message), opened_(std::move(opened)), clients_(std::move(clients)) {}

    [[nodiscard]] result<proven_identity> proven(mutable_octets credential) {
        if (!present_) return errc::closed;
        return credentials::open(credential, opened_.said, opened_.opener, clients_);
    }

    secret_octets message_;
    handshake::opened_initial<Suite> opened_;
    Clients clients_;
    move_marker present_;
};

}  // namespace handclasp
