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

// Decides whom a client talks to. It is asked after the proof has verified and before anything is sent to the peer.
template <class T>
concept trust_decision = std::is_nothrow_move_constructible_v<T> && requires(const T t, const peer_identity& peer) {
    { t.accept(peer) } -> std::same_as<result<void>>;
};

}  // namespace handclasp

// Whom a client trusts. There is no default: an unauthenticated key is open to whoever stands in the middle.
namespace handclasp::trust {

// Takes any server, one without a proof included. An eavesdropper learns nothing, but an attacker in the middle gets
// all: for tests, and where something else authenticates the peer.
struct anyone {
    [[nodiscard]] result<void> accept(const peer_identity&) const noexcept { return {}; }
};

// Takes the servers whose fingerprint is among these. errc::untrusted.
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
