#pragma once

#include <handclasp/handshake/trust.hpp>
#include <handclasp/identity/x509/proof.hpp>

namespace handclasp::trust {

// A trust that goes by fingerprint, for peers that have a certificate as well: what else the certificate says (who
// issued it, to whom, until when) does not count. The fingerprint is that of its key, so it stays when the certificate
// is renewed.
template <trust_decision Trust>
class certified {
public:
    explicit certified(Trust decision) noexcept : decision_(std::move(decision)) {}

    // errc::malformed, errc::bad_proof; see x509::verify_proof.
    [[nodiscard]] result<fingerprint> verify_certificate(octets chain, octets message, octets signature) const {
        std::string unheard;
        return x509::verify_proof(chain, message, signature, unheard);
    }

    [[nodiscard]] result<void> accept(const peer_identity& peer) const { return decision_.accept(peer); }

    // Where the trust itself can have a text of its own for one session.
    [[nodiscard]] certified for_session() const
        requires requires(const Trust& trust) { trust.for_session(); }
    {
        return certified(decision_.for_session());
    }

    // Where the trust itself explains its refusals.
    [[nodiscard]] auto why() const
        requires requires(const Trust& trust) { trust.why(); }
    {
        return decision_.why();
    }

    // The trust itself.
    [[nodiscard]] const Trust& decision() const noexcept { return decision_; }

private:
    Trust decision_;
};
static_assert(certificate_verifier<certified<anyone>>);

}  // namespace handclasp::trust
