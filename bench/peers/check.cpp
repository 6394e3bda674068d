// Checks that every peer does its job: what it seals opens to the same message and is refused once an octet of it has
// changed; and where its frames are those of docs/protocol.md, that handclasp opens them and it opens handclasp's.
#include "peers/peers.hpp"

#include <handclasp/channel/channel.hpp>
#include <handclasp/suite/standard.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace hc = handclasp;

namespace {

using bytes = std::vector<std::byte>;

constexpr std::array<std::size_t, 10> sizes = {0, 1, 15, 16, 17, 64, 1024, 16384, 65536, 1048576};

bytes message_of(std::size_t size) {
    bytes made(size);
    std::uint32_t state = 2654435761U + static_cast<std::uint32_t>(size);
    for (std::byte& octet : made) {
        state = state * 1664525U + 1013904223U;
        octet = static_cast<std::byte>(state >> 24);
    }
    return made;
}

bool same(hc::octets left, hc::octets right) {
    return std::ranges::equal(left, right);
}

bool contains(hc::octets whole, hc::octets part) {
    return std::search(whole.begin(), whole.end(), part.begin(), part.end()) != whole.end();
}

// A peer's failed checks; the first is described.
struct findings {
    std::size_t checks = 0, failures = 0;
    std::string first;

    void expect(bool held, const char* what, std::size_t size, std::size_t at = 0) {
        ++checks;
        if (held || failures++ > 0) return;
        first = std::string(what) + ", message of " + std::to_string(size) + ", octet " + std::to_string(at);
    }
};

template <class Peer>
constexpr std::size_t min_message_size = [] {
    if constexpr (requires { Peer::min_message_size; }) return Peer::min_message_size;
    return std::size_t{0};
}();

// After a refusal: some connections are dead then, others go on with the frame that was not delivered.
template <class Peer>
bool revive(Peer& peer) {
    if constexpr (requires { peer.handshake(); }) return peer.handshake();
    return true;
}

template <class Peer>
bytes sealed(Peer& peer, hc::octets message, findings& found) {
    const std::size_t announced = Peer::sealed_size(message.size());
    bytes out(announced + 1);
    const auto frame = peer.seal(message, out);
    // A library may cut what does not fit one record into more than it needs, or fewer than were allowed for.
    const bool fits = frame && (message.size() < 65536 ? frame->size() == announced : frame->size() <= announced);
    found.expect(fits, "sealed to the size that was announced", message.size());
    out.resize(fits ? frame->size() : announced);
    return out;
}

template <class Peer>
bool opens_to(Peer& peer, bytes frame, hc::octets message) {
    const auto opened = peer.open(frame);
    return opened && same(*opened, message);
}

template <class Peer>
void check_round_trips(Peer& peer, findings& found) {
    for (const std::size_t size : sizes) {
        if (size < min_message_size<Peer>) continue;
        const bytes message = message_of(size);
        bytes small(Peer::sealed_size(size) - 1);
        found.expect(!peer.seal(message, small), "no frame where there is no room", size);
        const bytes first = sealed(peer, message, found), second = sealed(peer, message, found);
        found.expect(first != second, "no frame twice", size);
        found.expect(size < 16 || !contains(first, hc::octets(message).first(16)), "encrypted", size);
        found.expect(opens_to(peer, first, message) && opens_to(peer, second, message), "opened to the message", size);
    }
}

// Every octet of short frames, some of long ones.
template <class Peer>
void check_refusals(Peer& peer, findings& found) {
    for (const std::size_t size : {1U, 64U, 1024U, 40000U}) {
        const bytes message = message_of(size);
        const std::size_t total = Peer::sealed_size(size), step = std::max<std::size_t>(1, total / 157);
        bytes frame = sealed(peer, message, found);
        const auto refuses = [&](bytes altered, const char* what, std::size_t at) {
            found.expect(!peer.open(altered), what, size, at);
            found.expect(revive(peer), "revived", size, at);
            if constexpr (requires { peer.handshake(); }) frame = sealed(peer, message, found);
        };
        const auto flipped = [&](std::size_t at) {
            bytes altered = frame;
            altered[at] ^= std::byte{1} << (at % 8);
            refuses(altered, "refused with a bit flipped", at);
        };
        for (std::size_t at = 0; at < total; at += step) flipped(at);
        flipped(total - 1);
        refuses(bytes(frame.begin(), frame.end() - 1), "refused without its last octet", total - 1);
        refuses(bytes(frame.begin(), frame.begin() + 1), "refused without all but its first octet", 1);
        bytes longer = frame;
        longer.push_back(std::byte{0});
        refuses(longer, "refused with an octet behind it", total);

        const bytes once = frame;
        found.expect(opens_to(peer, once, message), "opened after what was refused", size);
        refuses(once, "refused the second time", 0);
        if constexpr (!requires { peer.handshake(); }) frame = sealed(peer, message, found);
        const bytes next = sealed(peer, message, found);
        refuses(next, "refused before its turn", 0);
        if constexpr (requires { peer.handshake(); }) continue;
        found.expect(opens_to(peer, frame, message) && opens_to(peer, next, message), "opened in turn", size);
    }
}

template <class Suite>
auto traffic() {
    hc::secret<32> secret;
    hc::copy(message_of(32), secret.overwrite());
    return hc::schedule::traffic_secret<typename Suite::key_derivation>(std::move(secret));
}

template <class Keys>
Keys keys_of(const auto& traffic) {
    Keys keys;
    traffic.derive("handclasp/1 cipher", keys.cipher).value();
    if constexpr (requires { keys.mac; }) traffic.derive("handclasp/1 mac", keys.mac).value();
    traffic.derive("handclasp/1 iv", keys.iv).value();
    return keys;
}

enum class frames { equal, compatible };

// Equal frames are so octet for octet; compatible ones have another IV.
template <class Suite, frames Frames, class Peer>
void check_against_handclasp(findings& found) {
    Peer peer(keys_of<typename Peer::keys>(traffic<Suite>()));
    hc::sender<Suite> sender(hc::record::sealer<Suite>::make(traffic<Suite>()).value());
    hc::receiver<Suite> receiver(hc::record::opener<Suite>::make(traffic<Suite>()).value());
    [[maybe_unused]] bytes last_iv(16);
    for (const std::size_t size : sizes) {
        if (size > sender.frame_limit) break;
        const bytes message = message_of(size);
        bytes ours(sender.sealed_size(size));
        ours.resize(sender.seal(message, ours).value().size());
        bytes theirs = sealed(peer, message, found);
        if constexpr (Frames == frames::equal) {
            found.expect(theirs == ours, "the same frame as handclasp's", size);
        } else {
            const bytes iv(theirs.begin() + 4, theirs.begin() + 20);
            found.expect(iv != last_iv, "an IV of its own", size);
            last_iv = iv;
        }
        found.expect(opens_to(peer, ours, message), "opened what handclasp has sealed", size);
        const auto event = receiver.open(theirs);
        found.expect(event && event->kind == hc::event_kind::message && same(event->data, message),
                     "opened by handclasp", size);
    }
}

template <class Peer>
bool check(void (*against_handclasp)(findings&) = nullptr) {
    findings found;
    try {
        Peer peer{typename Peer::keys{}};
        check_round_trips(peer, found);
        check_refusals(peer, found);
        if (against_handclasp != nullptr) against_handclasp(found);
    } catch (const std::exception& failure) {
        found.expect(false, failure.what(), 0);
    }
    std::printf("%-50.*s %6zu checks, %zu failed", static_cast<int>(Peer::name.size()), Peer::name.data(), found.checks,
                found.failures);
    if (found.failures > 0) std::printf("; first: %s", found.first.c_str());
    std::printf("%s\n", against_handclasp != nullptr ? "; handclasp's frames" : "");
    return found.failures == 0;
}

}  // namespace

int main() {
    using hc::gcm, hc::standard;
    using peers::cryptopp_tuned, peers::cryptopp_tutorial, peers::cryptopp_tutorial_pool_kept;
    bool passed = true;
    passed &= check<cryptopp_tutorial>(check_against_handclasp<standard, frames::compatible, cryptopp_tutorial>);
    passed &= check<cryptopp_tutorial_pool_kept>(
        check_against_handclasp<standard, frames::compatible, cryptopp_tutorial_pool_kept>);
    passed &= check<cryptopp_tuned>(check_against_handclasp<standard, frames::compatible, cryptopp_tuned>);
#if HANDCLASP_WITH_LIBSSL
    using peers::openssl_evp, peers::openssl_evp_counter_iv, peers::openssl_evp_gcm;
    passed &= check<openssl_evp>(check_against_handclasp<standard, frames::compatible, openssl_evp>);
    passed &= check<openssl_evp_counter_iv>(check_against_handclasp<standard, frames::equal, openssl_evp_counter_iv>);
    passed &= check<openssl_evp_gcm>(check_against_handclasp<gcm, frames::equal, openssl_evp_gcm>);
    passed &= check<peers::openssl_tls_1_2>();
    passed &= check<peers::openssl_tls_1_3>();
#endif
#if HANDCLASP_WITH_SODIUM
    passed &= check<peers::sodium_secretstream>();
#endif
#if HANDCLASP_WITH_BOTAN
    using peers::botan_cbc_hmac, peers::botan_gcm;
    passed &= check<botan_cbc_hmac>(check_against_handclasp<standard, frames::compatible, botan_cbc_hmac>);
    passed &= check<botan_gcm>(check_against_handclasp<gcm, frames::equal, botan_gcm>);
#endif
    return passed ? 0 : 1;
}
