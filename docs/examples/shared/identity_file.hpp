// Keeps a server's identity in a file: the seed of its Ed25519 key, as 64 hexadecimal digits.
#pragma once

#include <handclasp/core/hex.hpp>
#include <handclasp/handclasp.hpp>
#include <handclasp/identity/guarded_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>

namespace identity_file {

namespace hc = handclasp;
using seed = hc::secret<hc::ed25519_identity::seed_size>;

// Whoever can read the file can pretend to be this server, so that nobody else may. identity_error.
inline seed read(const std::string& path) {
    const auto content = hc::read_file(path, 1024, hc::file_privacy::secret);
    const auto text = hc::as_text(content.expose());
    seed octets;
    if (!hc::text::from_hex(text.substr(0, text.find_last_not_of("\r\n") + 1), octets.overwrite()))
        throw std::runtime_error(path + ": a seed file has 64 hexadecimal digits, and nothing else");
    return octets;
}

inline hc::ed25519_identity load(const std::string& path) {
    return hc::ed25519_identity::from_seed(read(path)).value();
}

// Makes a new identity in a new file that its owner alone can read. A file that is there already stays as it is.
inline hc::ed25519_identity create(const std::string& path) {
    seed made;
    hc::os_random::fill(made.overwrite()).value();
    std::string text = hc::text::to_hex(made.expose());
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) throw std::system_error(errno, std::generic_category(), path);
    const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int why = errno;
    const bool closed = ::close(file) == 0;
    hc::wipe(std::as_writable_bytes(std::span(text)));
    if (!written || !closed) {
        ::unlink(path.c_str());
        throw std::system_error(written ? errno : why, std::generic_category(), path);
    }
    return hc::ed25519_identity::from_seed(std::move(made)).value();
}

}  // namespace identity_file
