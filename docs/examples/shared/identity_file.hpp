// Keeps a server's identity in a file: the seed of its Ed25519 key, as 64 hexadecimal digits.
#pragma once

#include <handclasp/core/hex.hpp>
#include <handclasp/handclasp.hpp>
#include <handclasp/identity/guarded_file.hpp>

#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>

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

// Not a link either. std::system_error.
inline void require_nothing_there(const std::string& path) {
    std::error_code failure;
    const auto found = std::filesystem::symlink_status(path, failure).type();
    if (found == std::filesystem::file_type::not_found) return;
    throw std::system_error(
        found == std::filesystem::file_type::none ? failure : std::make_error_code(std::errc::file_exists), path);
}

// Makes a new identity in a new file that its owner alone can read; there is the whole file or none. One that is there
// already stays as it is, and so does a link, wherever it leads. identity_error and std::system_error.
inline hc::ed25519_identity create(const std::string& path) {
    require_nothing_there(path);  // before a lock file is left beside it
    hc::file_update update(path, hc::file_privacy::secret);
    require_nothing_there(path);
    seed made;
    hc::os_random::fill(made.overwrite()).value();
    std::string digits = hc::text::to_hex(made.expose());
    const hc::secret_octets content(hc::as_octets(digits));
    hc::wipe(std::as_writable_bytes(std::span(digits)));
    update.commit(content.expose());
    return hc::ed25519_identity::from_seed(std::move(made)).value();
}

}  // namespace identity_file
