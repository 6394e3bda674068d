// handclasp authority new, sign, revoke, crl, list: a small authority of one's own, in a folder.
#pragma once

#include "tool/authority_revoke.hpp"
#include "tool/authority_settings.hpp"
#include "tool/authority_sign.hpp"
#include "tool/command.hpp"
#include "tool/identity.hpp"

#include <sys/stat.h>

namespace tool {

// All of an authority's files are its own: what is left of another one would stand in its way later.
inline void require_nothing_there(const authority_folder::files& file) {
    if (exists(file.key_store)) {
        throw hc::identity_error(hc::identity_fault::entry, file.key_store, "there is an authority already",
                                 "choose another folder");
    }
    for (const auto& each : {file.certificate, file.revocations, file.issued}) {
        if (!exists(each)) continue;
        throw hc::identity_error(hc::identity_fault::entry, each, "it belongs to an authority whose key is not there",
                                 "choose another folder, or move it away");
    }
}

inline int make_authority(const authority_settings& settings) {
    const authority_folder::files file(settings.folder);
    require_nothing_there(file);
    if (exists(settings.folder)) authority_folder::require_own(settings.folder);
    const auto password = password_source::for_new(settings.password, file.key_store.string());
    auto key = hc::x509::private_key::generate(kind_of(settings.kind)).value();
    const auto certificate = hc::x509::authority_certificate(key, settings.name, valid_for(settings.days));
    const auto made = hc::x509::keyed_identity::make(std::move(key), alone(certificate)).value();
    if (::mkdir(settings.folder.c_str(), 0700) != 0 && errno != EEXIST)
        throw std::system_error(errno, std::generic_category(), settings.folder);
    authority_folder::require_own(settings.folder);
    hc::key_store_update store(file.key_store, password.expose());
    require_nothing_there(file);  // that has been made meanwhile
    store.add(authority_folder::alias, made);
    authority_folder::write(file.certificate, certificate.pem());
    authority_folder::write_first_revocations(settings.folder, made, days(settings.list_days));
    store.commit();  // last of all: with the key there is an authority, and all that it needs
    note("a new authority; whoever shall trust it needs " + file.certificate.string());
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
         "The names in the certificate are those that are given here, whatever the request asks for. A NAME is a DNS\n"
         "name (letters, digits, hyphens and dots) or an address, also that of a client.\n"
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
