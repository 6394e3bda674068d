#pragma once

#include <handclasp/identity/x509/path_trust.hpp>

#include <exception>
#include <functional>

namespace handclasp::trust {

// Takes a client that has a certificate for clients, issued by one of these authorities, of which a function of the
// user's says that it may come in; x509::path says what is demanded before the function is asked. Without a function
// nobody comes in. Of a refusal why() tells the reason in words for people. Any number of threads may use it where they
// may call the function.
class client_authority {
public:
    using rule = std::function<bool(const x509::certificate& client)>;

    client_authority(x509::anchors trusted, rule allowed)
        : trust_(x509::path(std::move(trusted))), allowed_(std::move(allowed)) {}

    // Takes this time for now, instead of the system's.
    void at(std::chrono::sys_seconds time) noexcept { trust_.at(time); }

    // The same with a text of its own: for one session of several that go on at a time. They share what is trusted, and
    // ask copies of one function. std::bad_alloc, and what copying the function throws.
    [[nodiscard]] client_authority for_session() const { return client_authority(trust_.for_session(), allowed_); }

    // A copy that shares the text with this trust and its copies.
    [[nodiscard]] explanation why() const noexcept { return trust_.why(); }

    // errc::malformed, errc::bad_proof; see x509::verify_proof.
    [[nodiscard]] result<fingerprint> verify_certificate(octets chain, octets message, octets signature) const {
        return trust_.verify_certificate(chain, message, signature);
    }

    // errc::untrusted, also where the function throws; errc::malformed. Of a client that proves who it is, why() begins
    // with the fingerprint.
    [[nodiscard]] result<void> accept(const peer_identity& peer) const {
        const auto who = peer.kind == proof_kind::none ? std::string() : peer.name.text() + ": ";
        const auto presented = trust_.examine(peer, "the client has no certificate that an authority has issued", who);
        if (!presented) return presented.error();
        const auto& client = presented->leaf();
        const std::string which = who + "the client \"" + client.subject() + "\"";
        try {
            if (allowed_ && allowed_(client)) return {};
        } catch (const std::exception& failure) {
            return trust_.refuse(which + " could not be looked up: " + failure.what());
        } catch (...) {
            return trust_.refuse(which + " could not be looked up");
        }
        return trust_.refuse(which + " has a good certificate, and is not among those that may come in");
    }

private:
    client_authority(x509::path_trust trust, rule allowed) noexcept
        : trust_(std::move(trust)), allowed_(std::move(allowed)) {}

    x509::path_trust trust_;
    rule allowed_;
};
static_assert(certificate_verifier<client_authority>);

}  // namespace handclasp::trust
