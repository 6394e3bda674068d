// The options --store and --alias, and the key store that they name.
#pragma once

#include "shared/identity_options.hpp"
#include "shared/password_source.hpp"

#include <handclasp/identity.hpp>
#include <handclasp/identity/plain_text.hpp>

#include <CLI/CLI.hpp>

namespace tool {

namespace hc = handclasp;

struct store_settings {
    std::string file, alias;
    password_source::settings password;
};

enum class presence { required, optional };

inline void add_store(CLI::App& command, store_settings& settings, presence of_alias,
                      presence of_store = presence::required) {
    command.add_option("--store", settings.file, "Key store, a PKCS#12 file")
        ->type_name("FILE")
        ->required(of_store == presence::required);
    const std::string where = of_alias == presence::required ? "" : "; needed where there are several";
    command.add_option("--alias", settings.alias, "Name of the entry" + where)
        ->type_name("NAME")
        ->required(of_alias == presence::required);
    password_source::add(command, settings.password, "the key store");
}

inline bool exists(const std::string& file) {
    std::error_code unknown;
    return std::filesystem::exists(file, unknown);
}

// What the library says against an argument, so that it is said before anybody is asked for a password. Empty where it
// is good.
template <class Demand>
std::string complaint_of(Demand demand) {
    try {
        demand();
        return {};
    } catch (const hc::identity_error& error) {
        return error.what();
    }
}

// Of an entry that is being made. CLI::ValidationError.
inline void require_new_alias(const std::string& alias) {
    const auto wrong = complaint_of([&] { hc::pkcs::entry::require_alias(alias); });
    if (!wrong.empty()) throw CLI::ValidationError("--alias", wrong);
}

// Before anybody is asked for a password. identity_error.
inline void require_there(const std::string& file) {
    if (!exists(file)) throw hc::identity_error(hc::identity_fault::missing, file, "there is no such file");
}

// Of a key store, likewise: what other files are is told, and where they belong. identity_error.
inline void require_store(const std::string& file) {
    require_there(file);
    identity_options::judged(file, hc::pkcs::most_file_size, [&](hc::octets content) {
        const auto refuse = [&](std::string_view reason, std::string_view advice) {
            throw hc::identity_error(hc::identity_fault::malformed, file, reason, advice);
        };
        // A Java key store of the old kind begins so; for that the reader of key stores has advice.
        constexpr std::byte not_ascii{0x80};
        const auto kind = identity_options::kind_in(content);
        if (kind == identity_options::file_kind::seed)
            refuse("it is a seed file and no key store (PKCS#12)", "show, fingerprint and import take it as --seed");
        if (kind == identity_options::file_kind::pem) {
            refuse("it is PEM and no key store (PKCS#12)",
                   "show and fingerprint take a certificate as --certificate, and import a private key as --key");
        }
        if (!kind && (content.empty() || (content.front() & not_ascii) == std::byte{}))
            refuse("it is no key store (PKCS#12)", "is it the right file?");
        return true;
    });
}

inline hc::key_store read_store(const store_settings& settings) {
    require_store(settings.file);
    return hc::key_store::read(settings.file, password_source::of(settings.password, settings.file).expose());
}

inline hc::key_store_update change_store(const store_settings& settings) {
    require_store(settings.file);
    return {settings.file, password_source::of(settings.password, settings.file).expose()};
}

// The same, where a file that does not exist is made under a new password.
inline hc::key_store_update change_or_make_store(const store_settings& settings) {
    if (exists(settings.file)) return change_store(settings);
    return {settings.file, password_source::for_new(settings.password, settings.file).expose()};
}

// The entry that --alias names; without it, the only one.
template <class Store>
std::string alias_in(const Store& store, const store_settings& settings) {
    if (!settings.alias.empty()) return settings.alias;
    const auto aliases = store.aliases();
    if (aliases.size() == 1) return aliases.front();
    std::string known;
    for (const auto& alias : aliases) known += (known.empty() ? "" : ", ") + handclasp::text::printable(alias);
    throw hc::identity_error(hc::identity_fault::entry, settings.file, "it has several entries",
                             "say --alias and one of " + known);
}

// The same key with other certificates. identity_error where they are not of this key, or out of order.
inline hc::x509::keyed_identity with_chain(const hc::x509::keyed_identity& old, hc::x509::chain certificates,
                                           const std::string& where) {
    if (certificates.leaf().fingerprint() != old.fingerprint()) {
        throw hc::identity_error(hc::identity_fault::certificate, where,
                                 "its first certificate is that of another key, " +
                                     certificates.leaf().fingerprint().text() + " and not " + old.fingerprint().text());
    }
    EVP_PKEY_up_ref(old.key().handle());
    auto key = hc::x509::private_key::adopt(hc::x509::key_object(old.key().handle())).value();
    auto made = hc::x509::keyed_identity::make(std::move(key), std::move(certificates));
    if (!made) {
        throw hc::identity_error(hc::identity_fault::certificate, where, "its certificates are out of order",
                                 "the key's own is the first, and each one's issuer follows it");
    }
    return *std::move(made);
}

inline hc::x509::chain chain_of(const std::string& file) {
    auto chain = hc::x509::chain::make(hc::x509::read_certificates(file));
    if (!chain)
        throw hc::identity_error(hc::identity_fault::certificate, file,
                                 "it has more than 8 certificates or 15360 octets");
    return *std::move(chain);
}

}  // namespace tool
