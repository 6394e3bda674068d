#pragma once

#include <handclasp/handshake/proof.hpp>
#include <handclasp/handshake/proven_identity.hpp>
#include <handclasp/layout/credential.hpp>
#include <handclasp/record/opener.hpp>
#include <handclasp/record/sealer.hpp>

namespace handclasp::handshake {

// Both ends of a credential: the client seals it as the unit behind its first message, and the server opens it before
// it hands anything out. Its signature covers the transcript's hash, and so all that both ends have said, and its frame
// is under the session's keys: it says who the client is to this server alone.
template <protocol_suite Suite>
struct credential {
    using format = layout::credential<typename Suite::message_frame, Suite::limits::frame_limit>;
    static constexpr std::size_t max_unit_size = layout::unit_header::size + format::limits.most;

    // Whether an identity can be shown in one frame; one of no kind is never shown.
    template <identity Identity>
    [[nodiscard]] static bool fits(const Identity& shown) noexcept {
        if (shown.kind() == proof_kind::none) return true;
        return fits_proof(shown) && message_size(shown) <= format::max_message_size;
    }

    // The size of the whole unit that shows an identity, and zero for one of no kind.
    template <identity Identity>
    [[nodiscard]] static std::size_t size(const Identity& shown) noexcept {
        return shown.kind() == proof_kind::none ? 0 : frame::frame_size(message_size(shown));
    }

    // Signs and seals a unit of size(shown) octets. What the identity returns; errc::key_limit, errc::backend.
    template <identity Identity>
    [[nodiscard]] static result<void> seal(const Identity& shown, octets transcript, record::sealer<Suite>& sealer,
                                           mutable_octets unit) {
        // Written where the frame has it: what is signed in the clear is encrypted in place.
        const mutable_octets message =
            unit.subspan(layout::unit_header::size + frame::message_offset, message_size(shown));
        const std::size_t signature_size = shown.signature_size();
        layout::writer out(message);
        proof::put_unsigned(out, shown.kind(), shown.encoded(), signature_size);
        const octets signed_part = message.first(proof::signed_size(shown.encoded().size()));
        const auto what = credential_message::make<hash>(transcript, signed_part);
        if (const auto done = shown.sign(what, out.take(signature_size)); !done) return done.error();
        return sealer.seal(unit_type::credential, message, unit);
    }

    // The size of the unit, header included, that these four octets announce. errc::unexpected_unit, errc::unit_size.
    [[nodiscard]] static result<std::size_t> unit_size(octets header) noexcept {
        if (header.size() < layout::unit_header::size) return errc::unit_size;
        if (layout::unit_header::type_of(header) != unit_type::credential) return errc::unexpected_unit;
        return layout::admitted_size(header, format::limits);
    }

    // Opens a whole unit, in place, and returns whom these trust. errc::malformed, also for a client that proves
    // nothing; errc::bad_proof, what the trust returns, and those of unit_size() and record::opener.
    template <trust_decision Clients>
    [[nodiscard]] static result<proven_identity> open(mutable_octets unit, octets transcript,
                                                      record::opener<Suite>& opener, const Clients& clients) {
        const auto size = unit_size(unit);
        if (!size) return size.error();
        if (*size != unit.size()) return errc::unit_size;
        const auto message =
            opener.open_body(unit.first(layout::unit_header::size), unit.subspan(layout::unit_header::size));
        if (!message) return message.error();
        const auto shown = format::parse(*message);
        if (!shown) return shown.error();
        if (shown->kind == proof_kind::none) return errc::malformed;

        const octets signed_part = message->first(proof::signed_size(shown->identity.size()));
        const auto what = credential_message::make<hash>(transcript, signed_part);
        const auto peer = verify<typename Suite::primitives>(*shown, what, clients);
        if (!peer) return peer.error();
        if (const auto accepted = clients.accept(*peer); !accepted) return accepted.error();
        return proven_identity::of(*peer);
    }

private:
    using frame = typename Suite::message_frame;
    using hash = typename Suite::primitives::hash;
    using proof = layout::proof;

    template <identity Identity>
    [[nodiscard]] static std::size_t message_size(const Identity& shown) noexcept {
        return proof::size(shown.encoded().size(), shown.signature_size());
    }
};

}  // namespace handclasp::handshake
