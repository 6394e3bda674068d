#pragma once

#include <handclasp/core/fingerprint.hpp>
#include <handclasp/core/proof_kind.hpp>

#include <algorithm>
#include <vector>

namespace handclasp {

// A peer that has proved its identity, as far as its kind of proof goes: with proof_kind::none there is nothing to
// identify, and encoded and name are empty. encoded lives as long as the unit that it came in.
struct peer_identity {
    proof_kind kind;
    octets encoded;
    fingerprint name;
};

// Decides whom one end talks to: a client asks it about the server, and a server that demands credentials about the
// client. It is asked once the proof has verified, before any more is sent to the peer.
template <class T>
concept trust_decision = std::is_nothrow_move_constructible_v<T> && requires(const T t, const peer_identity& peer) {
    { t.accept(peer) } -> std::same_as<result<void>>;
};

// A trust that can also verify proofs of kind certificate; every other trust refuses them. The chain is what the wire
// calls identity: (size u16 || DER certificate)*, leaf first. Where the signature over the message is by the leaf's
// key, returns the fingerprint of its SubjectPublicKeyInfo. Who has issued that certificate, and for what, accept() is
// asked about afterwards. errc::malformed for a chain or a signature of another form, errc::bad_proof for a signature
// that does not verify.
template <class T>
concept certificate_verifier =
    trust_decision<T> && requires(const T t, octets chain, octets message, octets signature) {
        { t.verify_certificate(chain, message, signature) } -> std::same_as<result<fingerprint>>;
    };

}  // namespace handclasp

// Whom an end trusts. There is no default: an unauthenticated key is open to whoever stands in the middle.
namespace handclasp::trust {

// Takes any peer, a server without a proof included. An eavesdropper learns nothing, but an attacker in the middle gets
// all: for tests, and where something else authenticates the peer.
struct anyone {
    [[nodiscard]] result<void> accept(const peer_identity&) const noexcept { return {}; }
};

// Takes the peers whose fingerprint is among these. errc::untrusted.
class pinned {
public:
    explicit pinned(fingerprint only) : trusted_{only} {}
    explicit pinned(std::vector<fingerprint> any_of) noexcept : trusted_(std::move(any_of)) {}

    [[nodiscard]] result<void> accept(const peer_identity& peer) const noexcept {
        if (peer.kind == proof_kind::none || std::ranges::find(trusted_, peer.name) == trusted_.end())
            return errc::untrusted;
        return {};
    }

private:
    std::vector<fingerprint> trusted_;
};

static_assert(trust_decision<anyone> && trust_decision<pinned>);

}  // namespace handclasp::trust
