#pragma once

#include <handclasp/handshake/trust.hpp>
#include <handclasp/identity/explanation.hpp>
#include <handclasp/identity/x509/path.hpp>
#include <handclasp/identity/x509/proof.hpp>

namespace handclasp::x509 {

// What the trusts by authority have in common: a peer that proves to have a certificate, the way from it to an
// authority, and the words for a refusal.
class path_trust {
public:
    explicit path_trust(x509::path path) : path_(std::move(path)) {}

    void at(std::chrono::sys_seconds time) noexcept { path_.at(time); }

    // The same with a text of its own. std::bad_alloc.
    [[nodiscard]] path_trust for_session() const { return path_trust(path_); }

    [[nodiscard]] const explanation& why() const noexcept { return why_; }

    // errc::malformed, errc::bad_proof; see verify_proof.
    [[nodiscard]] result<fingerprint> verify_certificate(octets chain, octets message, octets signature) const {
        std::string text;
        const auto verified = verify_proof(chain, message, signature, text);
        why_.set(std::move(text));
        return verified;
    }

    // The chain of a peer that is taken. without_certificate is what there is to say about one that has none, and `who`
    // what every text begins with. errc::untrusted, errc::malformed.
    [[nodiscard]] result<chain> examine(const peer_identity& peer, std::string_view without_certificate,
                                        const std::string& who = {}) const {
        if (peer.kind != proof_kind::certificate) return refuse(who + std::string(without_certificate));
        std::string flaw;
        auto presented = chain::decode(peer.encoded, flaw);
        if (!presented) return refuse(who + flaw, errc::malformed);
        if (const auto refusal = path_.refusal(*presented)) return refuse(who + *refusal);
        why_.set({});
        return presented;
    }

    [[nodiscard]] errc refuse(std::string text, errc failure = errc::untrusted) const noexcept {
        why_.set(std::move(text));
        return failure;
    }

private:
    x509::path path_;
    explanation why_;
};

}  // namespace handclasp::x509
