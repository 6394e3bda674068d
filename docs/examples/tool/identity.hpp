// handclasp identity new, self-sign, csr, remove: keys in a key store, and what vouches for them.
#pragma once

#include "tool/command.hpp"
#include "tool/show.hpp"
#include "tool/store.hpp"

namespace tool {

struct identity_settings {
    store_settings store;
    std::string kind = "ed25519", common_name;
    std::vector<std::string> names;
    int days = 3650;
};

inline std::string check_name(const std::string& text) {
    return complaint_of([&] { static_cast<void>(hc::x509::subject_encoding::names_of({{}, {text}})); });
}

inline void add_subject(CLI::App& command, identity_settings& settings) {
    command.add_option("--name", settings.names, "DNS name or address to be known by; several times for several")
        ->type_name("NAME")
        ->check(check_name)
        ->allow_extra_args(false);
    command.add_option("--common-name", settings.common_name, "What people call it (the first --name, or the alias)")
        ->type_name("TEXT");
}

// A hundred years are more than anybody can keep a key.
inline std::string check_days(const std::string& text) {
    constexpr int most = 36500;
    const bool number = !text.empty() && text.size() < 6 && text.find_first_not_of("0123456789") == std::string::npos;
    if (number && std::stoi(text) >= 1 && std::stoi(text) <= most) return {};
    return "expected a number of days from 1 to " + std::to_string(most) + ", and got " + text;
}

inline void add_days(CLI::App& command, int& days) {
    command.add_option("--days", days, "How long it is valid")
        ->type_name("N")
        ->check(check_days)
        ->capture_default_str();
}

inline void add_kind(CLI::App& command, std::string& kind) {
    command.add_option("--kind", kind, "Kind of the key")
        ->check(CLI::IsMember({"ed25519", "p256", "rsa"}))
        ->capture_default_str();
}

inline hc::x509::key_kind kind_of(const std::string& text) {
    if (text == "p256") return hc::x509::key_kind::p256;
    return text == "rsa" ? hc::x509::key_kind::rsa : hc::x509::key_kind::ed25519;
}

inline hc::x509::validity valid_for(int days) {
    return hc::x509::validity::starting_now(std::chrono::days(days));
}

inline hc::x509::subject subject_of(const identity_settings& settings, const std::string& alias) {
    std::string name = settings.common_name;
    if (name.empty()) name = settings.names.empty() ? alias : settings.names.front();
    return {name, settings.names};
}

inline hc::x509::chain alone(hc::x509::certificate only) {
    return hc::x509::chain::make({std::move(only)}).value();
}

// The fingerprint goes to standard output by itself, for programs; what was done, to standard error.
inline int done(const std::string& what, const hc::fingerprint& name) {
    note(what);
    note("fingerprint:");
    std::cout << name.text() << std::endl;
    return 0;
}

// A key with a certificate of its own.
inline hc::x509::keyed_identity certified_by_itself(hc::x509::private_key key, const identity_settings& settings) {
    const auto certificate = hc::x509::self_signed(key, subject_of(settings, settings.store.alias),
                                                   hc::x509::certificate_use::both, valid_for(settings.days));
    return hc::x509::keyed_identity::make(std::move(key), alone(certificate)).value();
}

inline int make_identity(const identity_settings& settings) {
    const auto& alias = settings.store.alias;
    require_new_alias(alias);
    auto store = change_or_make_store(settings.store);
    auto key = hc::x509::private_key::generate(kind_of(settings.kind)).value();
    const auto what = alias + ": a new key, " + text_of(key) + ", in " + settings.store.file;
    const auto made = certified_by_itself(std::move(key), settings);
    store.add(alias, made);
    store.commit();
    return done(what, made.fingerprint());
}

// What the names are without --name.
inline identity_settings with_names_of(const hc::x509::keyed_identity& old, identity_settings settings) {
    if (settings.names.empty()) settings.names = old.certificates().leaf().names();
    return settings;
}

inline int self_sign(const identity_settings& settings) {
    auto store = change_store(settings.store);
    const auto alias = alias_in(store, settings.store);
    const auto old = store.find(alias);
    const auto certificate = hc::x509::self_signed(old.key(), subject_of(with_names_of(old, settings), alias),
                                                   hc::x509::certificate_use::both, valid_for(settings.days));
    store.replace(alias, with_chain(old, alone(certificate), settings.store.file));
    store.commit();
    return done(alias + ": a new certificate, signed by itself, in " + settings.store.file, old.fingerprint());
}

inline int print_request(const identity_settings& settings) {
    const auto store = read_store(settings.store);
    const auto alias = alias_in(store, settings.store);
    const auto identity = store.find(alias);
    const auto request = hc::x509::signing_request::make(
        identity.key(), subject_of(with_names_of(identity, settings), alias), hc::x509::certificate_use::both);
    std::cout << request.pem() << std::flush;
    return 0;
}

inline int remove_identity(const identity_settings& settings) {
    auto store = change_store(settings.store);
    store.remove(settings.store.alias);
    store.commit();
    return 0;
}

inline void add_making(CLI::App& group, action& chosen) {
    add_command<identity_settings>(
        group, chosen,
        {"new", "Make a key with a certificate signed by itself; print its fingerprint",
         "--store FILE --alias NAME [OPTIONS]",
         "Example: handclasp identity new --store server.p12 --alias web --name server.example"},
        [](CLI::App& command, identity_settings& settings) {
            add_store(command, settings.store, presence::required);
            add_kind(command, settings.kind);
            add_subject(command, settings);
            add_days(command, settings.days);
        },
        make_identity);
    add_command<identity_settings>(
        group, chosen,
        {"self-sign", "Give a key a new certificate, signed by itself: the fingerprint stays",
         "--store FILE [--alias NAME] [OPTIONS]",
         "Without --name the names stay as they are.\n"
         "Example: handclasp identity self-sign --store server.p12 --alias web --days 365"},
        [](CLI::App& command, identity_settings& settings) {
            add_store(command, settings.store, presence::optional);
            add_subject(command, settings);
            add_days(command, settings.days);
        },
        self_sign);
    add_command<identity_settings>(
        group, chosen,
        {"csr", "Print a request to an authority, in PEM, to certify a key", "--store FILE [--alias NAME] [OPTIONS]",
         "Without --name it asks for the names that the key's certificate has.\n"
         "Example: handclasp identity csr --store server.p12 --alias web > web.csr"},
        [](CLI::App& command, identity_settings& settings) {
            add_store(command, settings.store, presence::optional);
            add_subject(command, settings);
        },
        print_request);
    add_command<identity_settings>(
        group, chosen,
        {"remove", "Take a key and its certificates out of a key store, for good", "--store FILE --alias NAME", ""},
        [](CLI::App& command, identity_settings& settings) { add_store(command, settings.store, presence::required); },
        remove_identity);
}

}  // namespace tool
