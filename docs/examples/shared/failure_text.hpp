// What programs say of a session that failed: the error's own text, and what the user can do about it.
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

// Whether the peer has left without a word of why.
inline bool is_end(const std::error_code& failure) {
    return failure == hc::errc::truncated || failure == asio::error::connection_reset ||
        failure == asio::error::broken_pipe;
}

// Of either side.
template <class Suite>
std::string of(const hc::net::connection<Suite>& session, const std::error_code& failure) {
    if (failure == hc::errc::timed_out && !session.established()) return no_answer();
    std::string text = failure.message();
    if (const auto& theirs = session.peer_suite(); !theirs.empty()) {
        text += ": " + theirs;
        if (const auto name = short_name(theirs); !name.empty()) text += " (it uses --suite " + std::string(name) + ")";
    }
    if (failure == hc::errc::authentication_failed && !session.established())
        text += " (do both ends have the same --context?)";
    return text;
}

// What a server adds where a client leaves that has its hello, and has not sent all that the server waits for.
inline std::string client_left(bool asked_for_credential) {
    return asked_for_credential ? " (instead of sending its keys and its credential: it may not trust this server, or "
                                  "have no credential to show)"
                                : " (instead of sending its keys: it may not trust this server)";
}

// What a client adds where a server leaves before it has answered a session's first message. Another context is other
// keys: the server cannot open that message. One that does not take a client leaves as well.
inline std::string server_left(bool has_credential) {
    return has_credential ? " (before its first answer: the server may not take this client, and would say why on its "
                            "side; or do the ends differ in --context?)"
                          : " (before its first answer: do both ends have the same --context?)";
}

// What a client without a credential adds where the server demands one; `option` is that which gives it.
inline std::string credential_wanted(const std::string& option) {
    return "; give " + option + " FILE";
}

// After errc::untrusted.
inline std::string of_untrusted(const hc::fingerprint& met, const std::string& pinned) {
    if (met == hc::fingerprint()) return "the server shows no identity (start it with --identity)";
    return "the server is " + met.text() + ", not the pinned " + pinned +
        ": another server, or an attacker; if its identity was renewed on purpose, pin the new one";
}

}  // namespace failure_text
