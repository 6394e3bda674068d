#pragma once

#include <handclasp/core/hex.hpp>
#include <handclasp/schedule/derived.hpp>

namespace handclasp {

// Takes what decrypts a session. write() is called once in each handshake, on that session's thread: sessions on
// several threads call it at the same time. Neither span outlives the call.
template <class L>
concept key_log = requires(octets transcript, octets secrets) {
    { L::write(transcript, secrets) } noexcept -> std::same_as<void>;
};

// The key schedule `derived`, which also hands the session's secrets to a log. The wire is the same, and so is the
// name: a peer cannot tell. Whoever has the log and a capture reads the whole session, both directions and across every
// rekey. It is for looking at one's own traffic, and only a suite that is built with it can log.
template <key_log Log>
struct key_logging : derived {
    // As derived::derive().
    template <key_derivation Kdf>
    [[nodiscard]] static result<session_secrets<Kdf>> derive(octets transcript, octets secrets) noexcept {
        Log::write(transcript, secrets);
        return derived::derive<Kdf>(transcript, secrets);
    }
};

// The line of a log file for a session, without its end: "handclasp/1", the transcript's hash and the secrets, in
// hexadecimal digits, with a space between. The text holds the secrets.
[[nodiscard]] inline std::string key_log_line(octets transcript, octets secrets) {
    return "handclasp/1 " + text::to_hex(transcript) + ' ' + text::to_hex(secrets);
}

}  // namespace handclasp
