#pragma once

#include "dissect/dissection_page.hpp"

#include <handclasp/handclasp.hpp>
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL

#include <handclasp/identity/x509.hpp>
#endif

// What a proof tells to whoever reads it, and whether it holds: in a hello to all who listen, in a credential to those
// alone who have the session's secrets. Whom to trust is for the peer to say. Without OpenSSL the signature of a
// certificate's key is not looked at.
template <handclasp::protocol_suite Suite>
class proof_text {
public:
    // Notes it on the page; errc::malformed and errc::bad_proof where it does not hold.
    [[nodiscard]] static handclasp::result<void> note(dissection_page& page, const handclasp::layout::proof& proof,
                                                      handclasp::octets message) {
        const bool certified = proof.kind == handclasp::proof_kind::certificate;
        if (certified && !note_certificates(page, proof.identity)) return handclasp::errc::malformed;
        if (certified && !verifies_certificates) {
            page.note("proof  ", "not verified: this program was built without OpenSSL");
            return {};
        }
        const auto peer = handclasp::handshake::verify<typename Suite::primitives>(proof, message, trust());
        if (!peer) return peer.error();
        const bool proved = peer->kind != handclasp::proof_kind::none;
        page.note("proof  ", proved ? "verifies, fingerprint " + peer->name.text() : "none");
        return {};
    }

    // Where it is not seen by itself, because it was encrypted: its kind, and the sizes of its parts.
    [[nodiscard]] static std::string summary(const handclasp::layout::proof& proof) {
        return "kind " + std::to_string(static_cast<unsigned>(proof.kind)) + ", identity of " +
            std::to_string(proof.identity.size()) + ", signature of " + std::to_string(proof.signature.size());
    }

private:
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    [[nodiscard]] static auto trust() { return handclasp::trust::certified(handclasp::trust::anyone()); }
    static constexpr bool verifies_certificates = true;
#else
    [[nodiscard]] static auto trust() { return handclasp::trust::anyone(); }
    static constexpr bool verifies_certificates = false;
#endif

    // Whether their sizes add up.
    [[nodiscard]] static bool note_certificates(dissection_page& page, handclasp::octets chain) {
        handclasp::layout::reader in(chain);
        for (std::size_t number = 1; !in.complete(); ++number) {
            const auto der = in.take_sized<std::uint16_t>();
            if (der.empty()) return false;
            page.note("certificate  ",
                      std::to_string(number) + " of " + std::to_string(der.size()) + " octets" + subject_of(der));
        }
        return !chain.empty();
    }

    [[nodiscard]] static std::string subject_of([[maybe_unused]] handclasp::octets der) {
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
        if (const auto read = handclasp::x509::certificate::from_der(der)) return ": " + read->subject();
#endif
        return "";
    }
};
