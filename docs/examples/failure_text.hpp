// What the echo programs say of a session that failed: the error's own text, and what the user can do about it.
#pragma once

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <string>

namespace failure_text {

namespace hc = handclasp;

// What --suite calls the suite of this name. Another suite is another line.
inline std::string_view short_name(std::string_view suite) {
    if (suite == hc::standard::name) return "standard";
    if (suite == hc::standard_256::name) return "standard_256";
    if (suite == hc::encrypt_then_mac::name) return "encrypt_then_mac";
    if (suite == hc::gcm::name) return "gcm";
    if (suite == hc::chacha::name) return "chacha";
    if (suite == hc::modern::name) return "modern";
    return {};
}

// A text about a handshake, when nothing came in time.
inline std::string no_answer() {
    const auto waited = std::chrono::duration_cast<std::chrono::seconds>(hc::net::options().handshake_deadline);
    return "no handclasp answer within " + std::to_string(waited.count()) + " s";
}

template <class Suite>
std::string of(const hc::net::connection<Suite>& session, const std::error_code& failure) {
    if (failure == hc::errc::timed_out && !session.established()) return no_answer();
    std::string text = failure.message();
    if (const auto& theirs = session.peer_suite(); !theirs.empty()) {
        text += ": " + theirs;
        if (const auto name = short_name(theirs); !name.empty()) text += " (it uses --suite " + std::string(name) + ")";
    }

    // Another context is other keys: a server cannot open the first message, and leaves.
    const bool ended = failure == hc::errc::truncated || failure == asio::error::connection_reset ||
        failure == asio::error::broken_pipe;
    if (ended && session.established() && !session.confirmed())
        text += " (before its first answer: do both ends have the same --context?)";
    if (failure == hc::errc::authentication_failed && !session.established())
        text += " (do both ends have the same --context?)";
    return text;
}

// After errc::untrusted.
inline std::string of_untrusted(const hc::fingerprint& met, const std::string& pinned) {
    if (met == hc::fingerprint()) return "the server shows no identity (start it with --identity)";
    return "the server is " + met.text() + ", not the pinned " + pinned +
        ": another server, or an attacker; if its identity was renewed on purpose, pin the new one";
}

template <class Suite>
std::string of_untrusted(const hc::net::connection<Suite>& session, const std::string& pinned) {
    return of_untrusted(session.server(), pinned);
}

}  // namespace failure_text
