#pragma once

#include <handclasp/identity/x509/path_trust.hpp>

namespace handclasp::trust {

// Takes a server that has a certificate for this host name or address, issued by one of these authorities; x509::path
// says what is demanded. Of a refusal why() tells the reason in words for people. Any number of threads may use it.
class authority {
public:
    // Throws std::invalid_argument for what is neither a host name in ASCII nor an address.
    authority(x509::anchors trusted, std::string host_or_address)
        : trust_(x509::path(std::move(trusted), std::move(host_or_address))) {}

    // Takes this time for now, instead of the system's.
    void at(std::chrono::sys_seconds time) noexcept { trust_.at(time); }

    // The same with a text of its own: for one session of several that go on at a time. They share what is trusted.
    // std::bad_alloc.
    [[nodiscard]] authority for_session() const { return authority(trust_.for_session()); }

    // A copy that shares the text with this trust and its copies.
    [[nodiscard]] explanation why() const noexcept { return trust_.why(); }

    // errc::malformed, errc::bad_proof; see x509::verify_proof.
    [[nodiscard]] result<fingerprint> verify_certificate(octets chain, octets message, octets signature) const {
        return trust_.verify_certificate(chain, message, signature);
    }

    // errc::untrusted, errc::malformed.
    [[nodiscard]] result<void> accept(const peer_identity& peer) const {
        const auto presented = trust_.examine(
            peer,
            peer.kind == proof_kind::none ? "the server does not prove who it is, and a certificate is demanded"
                                          : "the server has a key without a certificate that an authority has issued");
        return presented ? result<void>() : presented.error();
    }

private:
    explicit authority(x509::path_trust trust) noexcept : trust_(std::move(trust)) {}

    x509::path_trust trust_;
};
static_assert(certificate_verifier<authority>);

}  // namespace handclasp::trust
