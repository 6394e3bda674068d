// Keeps a server's identity in a file: the seed of its Ed25519 key, as 64 hexadecimal digits.
#pragma once

#include <handclasp/handclasp.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <string>

namespace identity_file {

namespace hc = handclasp;
using seed = hc::secret<hc::ed25519_identity::seed_size>;

// Whoever can read the file can pretend to be this server.
inline hc::ed25519_identity load(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::system_error(errno, std::generic_category(), path);
    std::string text;
    file >> text;
    std::string rest;
    seed read;
    bool good = text.size() == 2 * seed::size && !(file >> rest) &&
        text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
    for (std::size_t i = 0; good && i < seed::size; ++i) {
        read.overwrite()[i] = static_cast<std::byte>(std::stoul(text.substr(2 * i, 2), nullptr, 16));
    }
    hc::wipe(std::as_writable_bytes(std::span(text)));
    if (!good) throw std::runtime_error(path + ": an identity is 64 hexadecimal digits");
    return hc::ed25519_identity::from_seed(std::move(read)).value();
}

// Makes a new identity in a new file that its owner alone can read. A file that is there already stays as it is.
inline hc::ed25519_identity create(const std::string& path) {
    seed made;
    hc::os_random::fill(made.overwrite()).value();
    std::string text;
    for (const std::byte octet : made.expose()) {
        for (const auto digit : {octet >> 4, octet & std::byte{15}})
            text += "0123456789abcdef"[std::to_integer<int>(digit)];
    }
    text += '\n';
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
