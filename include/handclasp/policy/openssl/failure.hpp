#pragma once

#include <handclasp/core/result.hpp>
#include <handclasp/policy/openssl/library.hpp>

namespace handclasp::openssl {

// What a failed call of OpenSSL comes out as. It has left entries in the thread's error queue; they go, because the
// user's own calls of OpenSSL would find them there and take them for theirs. Every failure in this folder passes here.
[[nodiscard]] inline errc failed(errc meaning = errc::backend) noexcept {
    ERR_clear_error();
    return meaning;
}

// The outcome of a series of calls as a result.
[[nodiscard]] inline result<void> concluded(bool succeeded, errc meaning = errc::backend) noexcept {
    if (!succeeded) return failed(meaning);
    return {};
}

}  // namespace handclasp::openssl
