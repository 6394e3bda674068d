#pragma once

#include <string>
#include <system_error>

namespace handclasp {

// What ended a session or a call, for the local user alone: the network learns only that the transport was dropped.
// Every cryptographic failure is one value, so nobody can tell a wrong tag from wrong padding or a wrong key.
enum class errc {
    // The peer's fault, or that of someone on the way. Each ends the session.
    unit_size = 1,
    unexpected_unit,
    malformed,
    version,
    wrong_suite,
    bad_public_key,
    bad_proof,
    untrusted,
    credential_demanded,
    authentication_failed,
    truncated,
    end_unauthenticated,
    after_close,
    key_limit,
    message_size,
    timed_out,
    // The caller's misuse. Nothing was sent, and nothing changed.
    buffer_size,
    invalid_argument,
    closed,
    // The machine's.
    random_source,
    backend,
    unsupported_processor,
    exhausted,
};

// The category of handclasp's errors, for use with std::error_code.
[[nodiscard]] inline const std::error_category& error_category() noexcept {
    class category final : public std::error_category {
        const char* name() const noexcept override { return "handclasp"; }
        std::string message(int value) const override {
            switch (static_cast<errc>(value)) {
                case errc::unit_size: return "the peer announced a unit whose length is outside the limits";
                case errc::unexpected_unit:
                    return "the peer sent a unit that has no place here (is it a handclasp peer?)";
                case errc::malformed: return "a handshake unit is malformed";
                case errc::version: return "the peer speaks another version of the protocol";
                case errc::wrong_suite: return "the peer uses another suite";
                case errc::bad_public_key: return "the peer's session key is malformed or weak";
                case errc::bad_proof: return "the proof of the peer's identity does not verify";
                case errc::untrusted: return "the peer's identity is not among those trusted";
                case errc::credential_demanded: return "the server demands a credential and the client has none";
                case errc::authentication_failed: return "authentication failed: wrong keys, or altered octets";
                case errc::truncated: return "the stream ended inside a unit, or without an authenticated close";
                case errc::end_unauthenticated: return "the stream ended, and this suite cannot tell who ended it";
                case errc::after_close: return "octets followed an authenticated close";
                case errc::key_limit: return "more was sent under one key than the suite allows";
                case errc::message_size: return "a message exceeds the receiver's total limit";
                case errc::timed_out: return "the deadline passed";
                case errc::buffer_size: return "the buffer is too small";
                case errc::invalid_argument: return "an argument is outside its documented range";
                case errc::closed: return "this direction was closed or stopped";
                case errc::random_source: return "the random source failed";
                case errc::backend: return "the cryptographic library failed";
                case errc::unsupported_processor:
                    return "the processor lacks instructions that this backend needs; use another backend";
                case errc::exhausted: return "no session key is ready: the key pool is empty";
            }
            return "unknown error";
        }
    };
    static const category instance;
    return instance;
}

// Found by std::error_code's constructor.
[[nodiscard]] inline std::error_code make_error_code(errc failure) noexcept {
    return {static_cast<int>(failure), error_category()};
}

}  // namespace handclasp

template <>
struct std::is_error_code_enum<handclasp::errc> : std::true_type {};
