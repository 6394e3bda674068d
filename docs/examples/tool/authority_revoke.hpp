// handclasp authority revoke, crl, list: which certificates an authority has issued, and takes back.
#pragma once

#include "tool/authority_folder.hpp"
#include "tool/authority_settings.hpp"
#include "tool/say.hpp"

#include <algorithm>
#include <cctype>
#include <iostream>

namespace tool {

[[noreturn]] inline void fail_not_issued(const authority_settings& settings, const std::string& what) {
    throw hc::identity_error(hc::identity_fault::entry, authority_folder::files(settings.folder).issued, what,
                             "give a file with the certificate, or a number that authority list prints");
}

[[noreturn]] inline void fail_unknown(const authority_settings& settings, const std::string& serial) {
    fail_not_issued(settings, "no certificate with the serial number " + serial + " was issued here");
}

// Whether the authority has signed it for somebody else.
inline bool is_issued_by(const hc::x509::certificate& authority, const hc::x509::certificate& given) {
    const bool is_signed =
        given.names_as_issuer(authority) && ::X509_verify(given.handle(), ::X509_get0_pubkey(authority.handle())) == 1;
    ::ERR_clear_error();
    return is_signed && given.fingerprint() != authority.fingerprint();
}

// Anybody can make a certificate with the serial number of somebody else's, and say that it is to be revoked. The
// authority's signature decides, so that a certificate can be taken back whose record is lost.
inline std::string serial_of_issued(const authority_settings& settings, const hc::x509::certificate& given) {
    auto serial = authority_folder::serial_of(given);
    const auto record = authority_folder::find(settings.folder, serial);
    const bool is_issued = is_issued_by(authority_folder::certificate_of(settings.folder), given);
    if (!record && !is_issued) fail_unknown(settings, serial);
    if (!is_issued || (record && record->fingerprint != given.fingerprint().text())) {
        fail_not_issued(settings,
                        "the certificate with the serial number " + serial +
                            " that was issued here is another one than " + settings.certificate);
    }
    return serial;
}

// Of a certificate that is given as a file or by its serial number.
inline std::string serial_given(const authority_settings& settings) {
    const auto& given = settings.certificate;
    if (exists(given)) return serial_of_issued(settings, hc::x509::read_certificates(given).front());
    if (std::ranges::any_of(given, [](char digit) { return hc::text::hex_digit(digit) < 0; })) {
        throw hc::identity_error(hc::identity_fault::missing, given,
                                 "there is no such file, and a serial number has hexadecimal digits alone",
                                 "authority list prints those numbers");
    }
    std::string serial = given;
    for (char& digit : serial) digit = static_cast<char>(std::tolower(static_cast<unsigned char>(digit)));
    if (!authority_folder::find(settings.folder, serial)) fail_unknown(settings, serial);
    return serial;
}

inline int revoke(const authority_settings& settings) {
    const auto serial = serial_given(settings);
    std::vector<std::byte> number(serial.size() / 2);
    if (!hc::text::from_hex(serial, number)) throw std::logic_error("a record with a number that is none");
    const auto authority = read_authority(settings);
    const hc::x509::revocation next{std::move(number),
                                    std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
                                    hc::x509::parse(settings.reason).value()};
    authority_folder::write_revocations(settings.folder, authority, next, days(settings.list_days));
    note("revoked; peers need the new " + authority_folder::files(settings.folder).revocations.string());
    return 0;
}

inline int renew_revocations(const authority_settings& settings) {
    authority_folder::write_revocations(settings.folder, read_authority(settings), std::nullopt,
                                        days(settings.list_days));
    return 0;
}

inline int list_issued(const authority_settings& settings) {
    const auto revoked = authority_folder::revoked(settings.folder);
    const auto records = authority_folder::records(settings.folder);
    if (records.empty()) note(settings.folder + ": no certificate was issued");
    for (const auto& each : records) {
        const auto found = std::ranges::find(
            revoked, each.serial, [](const hc::x509::revocation& entry) { return hc::text::to_hex(entry.serial); });
        const bool is_revoked = found != revoked.end();
        std::cout << each.serial << ' ' << each.until << ' ' << (is_revoked ? "revoked" : "good") << ' ' << each.use
                  << ' ' << each.names;
        if (is_revoked && found->reason != hc::x509::revocation_reason::unspecified)
            std::cout << ' ' << hc::x509::name_of(found->reason);
        std::cout << '\n';
    }
    return 0;
}

}  // namespace tool
