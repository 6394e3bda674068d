// handclasp authority new, sign, revoke, crl, list: a small authority of one's own, in a folder.
#pragma once

#include "shared/printable.hpp"
#include "tool/authority_folder.hpp"
#include "tool/identity.hpp"

#include <sys/stat.h>

namespace tool {

struct authority_settings {
    std::string folder, name, kind = "ed25519", request, certificate, reason = "unspecified";
    std::vector<std::string> servers, clients;
    int days = 3650, issued_days = 365, list_days = 365;
    password_source::settings password;
};

inline hc::x509::keyed_identity read_authority(const authority_settings& settings) {
    store_settings store{authority_folder::files(settings.folder).key_store.string(), authority_folder::alias,
                         settings.password};
    require_there(store.file);
    authority_folder::require_own(settings.folder);
    return read_store(store).find(store.alias);
}

inline std::chrono::seconds days(int count) {
    return std::chrono::days(count);
}

inline int make_authority(const authority_settings& settings) {
    const authority_folder::files file(settings.folder);
    if (exists(file.key_store.string())) {
        throw hc::identity_error(hc::identity_fault::entry, file.key_store, "there is an authority already",
                                 "choose another folder");
    }
    if (::mkdir(settings.folder.c_str(), 0700) != 0 && errno != EEXIST)
        throw std::system_error(errno, std::generic_category(), settings.folder);
    authority_folder::require_own(settings.folder);
    const auto password = password_source::for_new(settings.password, file.key_store.string());
    auto key = hc::x509::private_key::generate(kind_of(settings.kind)).value();
    const auto certificate = hc::x509::authority_certificate(key, settings.name, valid_for(settings.days));
    const auto made = hc::x509::keyed_identity::make(std::move(key), alone(certificate)).value();
    hc::key_store_update store(file.key_store, password.expose());
    store.add(authority_folder::alias, made);
    store.commit();
    authority_folder::write(file.certificate, certificate.pem());
    authority_folder::write_revocations(settings.folder, made, std::nullopt, days(settings.list_days));
    std::cerr << "a new authority; whoever shall trust it needs " + file.certificate.string() + "\n";
    return 0;
}

inline hc::x509::signing_request read_request(const std::string& file) {
    const auto text = hc::read_file(file, hc::x509::signing_request::max_size, hc::file_privacy::open);
    auto request = hc::x509::signing_request::from_pem(text.expose());
    if (request) return *std::move(request);
    const auto why = request.error() == hc::errc::bad_public_key ? "it is of a key that no identity may have"
        : request.error() == hc::errc::bad_proof                 ? "whoever made it did not have the key"
                                                                 : "it is no request (PKCS#10) in PEM";
    throw hc::identity_error(hc::identity_fault::malformed, file, why);
}

// Names are never taken over from a request without a word: whoever asks may ask for anything.
[[noreturn]] inline void refuse_without_names(const hc::x509::signing_request& request) {
    const auto wanted = request.wanted();
    std::string text = "say what to certify: --server NAME, --client NAME; the request asks for ";
    text += wanted.names.empty() ? "no names" : joined(wanted.names, ", ");
    throw CLI::ValidationError(text);
}

inline int sign_request(const authority_settings& settings) {
    if (!settings.servers.empty() && !settings.clients.empty()) {
        throw CLI::ValidationError(
            "give either --server or --client: a certificate has one use; sign twice for a key that needs both");
    }
    const auto request = read_request(settings.request);
    if (settings.servers.empty() && settings.clients.empty()) refuse_without_names(request);
    const bool is_server = !settings.servers.empty();
    hc::x509::subject granted;
    for (const auto& name : is_server ? settings.servers : settings.clients) {
        if (std::ranges::find(granted.names, name) == granted.names.end()) granted.names.push_back(name);
    }
    constexpr std::size_t most_characters = 64;
    granted.common_name = granted.names.front().substr(0, most_characters);

    using use = hc::x509::certificate_use;
    const auto authority = read_authority(settings);
    const auto wanted = valid_for(settings.issued_days);
    const auto issued = hc::x509::issue(authority.key(), authority.certificates().leaf(), request, granted,
                                        is_server ? use::server : use::client, wanted);
    const auto until = hc::x509::wording::of(issued.not_after());
    // First of all: no certificate shall be anywhere that cannot be revoked.
    authority_folder::remember(settings.folder,
                               {authority_folder::serial_of(issued), until.substr(0, until.find(' ')),
                                is_server ? "server" : "client", joined(issued.names(), ","),
                                issued.fingerprint().text()});
    std::cout << issued.pem() << std::flush;
    std::cerr << "  fingerprint  " << issued.fingerprint().text() << '\n';
    show(std::cerr, issued);
    if (issued.not_after() < wanted.to) {
        std::cerr << "it is valid for less than --days " << settings.issued_days
                  << ": the authority's own certificate ends then\n";
    }
    return 0;
}

// The serial number of a certificate that is given as a file or by that number itself.
inline std::string serial_in(const authority_settings& settings) {
    const auto& given = settings.certificate;
    if (exists(given)) return authority_folder::serial_of(hc::x509::read_certificates(given).front());
    if (std::ranges::any_of(given, [](char digit) { return hc::text::hex_digit(digit) < 0; })) {
        throw hc::identity_error(hc::identity_fault::missing, printable::of(given),
                                 "there is no such file, and a serial number has hexadecimal digits alone",
                                 "authority list prints those numbers");
    }
    std::string digits = given;
    for (char& digit : digits) digit = static_cast<char>(std::tolower(static_cast<unsigned char>(digit)));
    return digits;
}

inline int revoke(const authority_settings& settings) {
    const auto serial = serial_in(settings);
    if (!authority_folder::find(settings.folder, serial)) {
        throw hc::identity_error(hc::identity_fault::entry, authority_folder::files(settings.folder).issued,
                                 "no certificate with the serial number " + serial + " was issued here",
                                 "give a file with the certificate, or a number that authority list prints");
    }
    std::vector<std::byte> number(serial.size() / 2);
    if (!hc::text::from_hex(serial, number)) throw std::logic_error("a record with a number that is none");
    const auto authority = read_authority(settings);
    const hc::x509::revocation next{std::move(number),
                                    std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
                                    hc::x509::parse(settings.reason).value()};
    authority_folder::write_revocations(settings.folder, authority, next, days(settings.list_days));
    std::cerr << "revoked; peers need the new " + authority_folder::files(settings.folder).revocations.string() + "\n";
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
    if (records.empty()) std::cerr << settings.folder + ": no certificate was issued\n";
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

inline void add_folder(CLI::App& command, authority_settings& settings) {
    command.add_option("--folder", settings.folder, "Where the authority keeps its files")
        ->type_name("FOLDER")
        ->required();
}

inline void add_signing(CLI::App& command, authority_settings& settings) {
    add_folder(command, settings);
    password_source::add(command, settings.password, "the authority");
}

inline void add_list_days(CLI::App& command, authority_settings& settings) {
    command
        .add_option("--crl-days", settings.list_days,
                    "How long the revocation list is valid: peers that have no newer one then trust nobody")
        ->type_name("N")
        ->check(check_days)
        ->capture_default_str();
}

inline void add_reason(CLI::App& command, authority_settings& settings) {
    std::vector<std::string> known;
    for (const auto& form : hc::x509::revocation_reasons) known.emplace_back(form.name);
    command.add_option("--reason", settings.reason, "Why, as all who read the list can see (RFC 5280, section 5.3.1)")
        ->check(CLI::IsMember(known))
        ->capture_default_str();
}

inline void add_authority(CLI::App& app, action& chosen) {
    auto& group = add_group(
        app,
        {"authority", "A small authority of one's own, which certifies servers and clients",
         "(new | sign | revoke | crl | list) --folder FOLDER ...",
         "The folder has authority.p12, the secret; authority.pem, for all who shall trust it; authority.crl, what it\n"
         "has revoked; and issued, a line for each certificate."});
    add_command<authority_settings>(
        group, chosen,
        {"new", "Make an authority", "--folder FOLDER --name TEXT [OPTIONS]",
         "Example: handclasp authority new --folder authority --name \"Example authority\""},
        [](CLI::App& command, authority_settings& settings) {
            add_signing(command, settings);
            command.add_option("--name", settings.name, "What people call it")->type_name("TEXT")->required();
            add_kind(command, settings.kind);
            add_days(command, settings.days);
            add_list_days(command, settings);
        },
        make_authority);
    add_command<authority_settings>(
        group, chosen,
        {"sign", "Answer a request: print a certificate in PEM",
         "--folder FOLDER (--server NAME... | --client NAME...) [--days N] REQUEST",
         "The names in the certificate are those that are given here, whatever the request asks for.\n"
         "Examples: handclasp authority sign --folder authority --server server.example web.csr > web.pem\n"
         "          handclasp authority sign --folder authority --client alice --days 90 alice.csr > alice.pem"},
        [](CLI::App& command, authority_settings& settings) {
            add_signing(command, settings);
            for (const auto& [option, names] :
                 {std::pair{"--server", &settings.servers}, {"--client", &settings.clients}})
                command.add_option(option, *names, "Certify this name to a " + std::string(option + 2))
                    ->type_name("NAME")
                    ->check(check_name)
                    ->allow_extra_args(false);
            add_days(command, settings.issued_days);
            command.add_option("REQUEST", settings.request, "A request (identity csr) in PEM")->required();
        },
        sign_request);
    add_command<authority_settings>(
        group, chosen,
        {"revoke", "Take a certificate back: add it to the revocation list",
         "--folder FOLDER [--reason REASON] CERTIFICATE",
         "Example: handclasp authority revoke --folder authority --reason keyCompromise alice.pem"},
        [](CLI::App& command, authority_settings& settings) {
            add_signing(command, settings);
            add_list_days(command, settings);
            add_reason(command, settings);
            command.add_option("CERTIFICATE", settings.certificate, "File with it in PEM, or its serial number")
                ->required();
        },
        revoke);
    add_command<authority_settings>(
        group, chosen, {"crl", "Write the revocation list anew, before the old one runs out", "--folder FOLDER", ""},
        [](CLI::App& command, authority_settings& settings) {
            add_signing(command, settings);
            add_list_days(command, settings);
        },
        renew_revocations);
    add_command<authority_settings>(
        group, chosen,
        {"list", "Print the certificates: serial number, last day, good or revoked, use, names, reason of revocation",
         "--folder FOLDER", ""},
        add_folder, list_issued);
}

}  // namespace tool
