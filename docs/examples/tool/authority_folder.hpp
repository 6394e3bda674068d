// A small authority in a folder: its key store, its certificate for all who shall trust it, the list of what it has
// revoked, and a line for each certificate that it has issued.
#pragma once

#include <handclasp/identity.hpp>
#include <handclasp/identity/text_lines.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace authority_folder {

namespace hc = handclasp;
using path = std::filesystem::path;

struct files {
    explicit files(const path& folder)
        : key_store(folder / "authority.p12"), certificate(folder / "authority.pem"),
          revocations(folder / "authority.crl"), issued(folder / "issued") {}

    path key_store, certificate, revocations, issued;
};

constexpr auto alias = "authority";
constexpr std::size_t most_octets = std::size_t{10} << 20;  // of a revocation list

// What an authority has issued over the years. No certificate whose names take more than such a line fits on the wire.
constexpr hc::files::text_limits most_issued{std::size_t{16} << 10, 1'000'000};
constexpr std::size_t most_issued_octets = std::size_t{256} << 20;

// What is remembered of a certificate.
struct record {
    std::string serial, until, use, names, fingerprint;
};

// Whoever may put files in the folder may put another authority there. identity_error.
inline void require_own(const path& folder) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0)
        throw hc::identity_error(hc::identity_fault::missing, folder, hc::files::reason(errno));
    if (!S_ISDIR(status.st_mode)) throw hc::identity_error(hc::identity_fault::access, folder, "it is no folder");
    if (status.st_uid != ::geteuid() && status.st_uid != 0) {
        throw hc::identity_error(hc::identity_fault::exposed, folder,
                                 "it belongs to another user (uid " + std::to_string(status.st_uid) +
                                     "), who can put another authority in it",
                                 "choose a folder of your own");
    }
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        throw hc::identity_error(hc::identity_fault::exposed, folder,
                                 "other users may write in it, and can put another authority there",
                                 hc::files::chmod_command("go-w", folder));
    }
}

inline std::string serial_of(const hc::x509::certificate& issued) {
    return hc::text::to_hex(hc::x509::revocation::of(issued, {}).serial);
}

inline void write(const path& file, std::string_view text) {
    hc::file_update(file, hc::file_privacy::open).commit(hc::as_octets(text));
}

inline std::vector<record> parsed(std::string_view content, const path& file) {
    std::vector<record> all;
    hc::files::for_each_entry(
        content, file,
        [&](const auto& line) {
            auto rest = line.text;
            const auto next = [&rest] { return std::string(hc::files::take_field(rest)); };
            record read;
            for (auto* const field : {&read.serial, &read.until, &read.use, &read.names, &read.fingerprint})
                *field = next();
            if (read.fingerprint.empty() || !rest.empty())
                hc::files::throw_malformed(file, line.number, "is no certificate's record");
            all.push_back(std::move(read));
        },
        most_issued);
    return all;
}

// All certificates that were issued, the first one first.
inline std::vector<record> records(const path& folder) {
    const path file = files(folder).issued;
    std::error_code unknown;
    if (!std::filesystem::exists(file, unknown)) return {};
    return parsed(hc::as_text(hc::read_file(file, most_issued_octets, hc::file_privacy::open).expose()), file);
}

inline std::optional<record> find(const path& folder, const std::string& serial) {
    for (auto& each : records(folder)) {
        if (each.serial == serial) return std::move(each);
    }
    return std::nullopt;
}

inline void remember(const path& folder, const record& what) {
    hc::file_update update(files(folder).issued, hc::file_privacy::open);
    const auto before = update.current(most_issued_octets);
    std::string text(before ? hc::as_text(before->expose()) : "");
    const auto line = what.serial + ' ' + what.until + ' ' + what.use + ' ' + what.names + ' ' + what.fingerprint;
    if (line.size() > most_issued.line_octets)
        throw hc::identity_error(hc::identity_fault::too_large, {}, "the names of a certificate are too long together");
    text += line + '\n';
    if (text.size() > most_issued_octets) {
        throw hc::identity_error(hc::identity_fault::too_large, files(folder).issued,
                                 "there is no room for another certificate in it");
    }
    static_cast<void>(parsed(text, files(folder).issued));  // never to write what could not be read again
    update.commit(hc::as_octets(text));
}

inline hc::x509::certificate certificate_of(const path& folder) {
    return hc::x509::read_certificates(files(folder).certificate).front();
}

inline hc::x509::revocation_list parsed(const hc::secret_octets& text, const path& file,
                                        const hc::x509::certificate& authority) {
    auto list = hc::x509::revocation_list::from_pem(text.expose(), authority);
    if (!list)
        throw hc::identity_error(hc::identity_fault::malformed, file, "it is no revocation list of this authority");
    return *std::move(list);
}

[[noreturn]] inline void throw_without_list(const path& file) {
    throw hc::identity_error(hc::identity_fault::missing, file, "there is no such file",
                             "put the last list back: without it every revocation would be forgotten");
}

// All that is revoked.
inline std::vector<hc::x509::revocation> revoked(const path& folder) {
    const path file = files(folder).revocations;
    const auto text = hc::files::read_at(AT_FDCWD, file, file, most_octets, hc::file_privacy::open);
    if (!text) throw_without_list(file);
    return parsed(*text, file, certificate_of(folder)).revoked();
}

inline void write_list(hc::file_update& update, const hc::x509::keyed_identity& authority,
                       const std::vector<hc::x509::revocation>& revoked, std::uint64_t number,
                       std::chrono::seconds good_for) {
    const auto list = hc::x509::revocation_list::make(authority.key(), authority.certificates().leaf(), revoked, number,
                                                      hc::x509::validity::starting_now(good_for));
    update.commit(hc::as_octets(list.pem()));
}

// Writes the list that an authority begins with.
inline void write_first_revocations(const path& folder, const hc::x509::keyed_identity& authority,
                                    std::chrono::seconds good_for) {
    hc::file_update update(files(folder).revocations, hc::file_privacy::open);
    write_list(update, authority, {}, 1, good_for);
}

// Writes the next revocation list, with one certificate more where one is given. identity_error, also where there is
// no list that it could follow: peers would take one that forgets what is revoked for newer.
inline void write_revocations(const path& folder, const hc::x509::keyed_identity& authority,
                              const std::optional<hc::x509::revocation>& next, std::chrono::seconds good_for) {
    const path file = files(folder).revocations;
    hc::file_update update(file, hc::file_privacy::open);
    const auto text = update.current(most_octets);
    if (!text) throw_without_list(file);
    const auto before = parsed(*text, file, authority.certificates().leaf());
    auto revoked = before.revoked();
    if (next) {
        const auto is_same = [&](const hc::x509::revocation& each) { return each.serial == next->serial; };
        if (std::ranges::any_of(revoked, is_same)) {
            throw hc::identity_error(hc::identity_fault::entry, file,
                                     "it has the certificate " + hc::text::to_hex(next->serial) + " already");
        }
        revoked.push_back(*next);
    }
    write_list(update, authority, revoked, before.number().value_or(0) + 1, good_for);
}

}  // namespace authority_folder
