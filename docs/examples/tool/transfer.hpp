// handclasp identity show, fingerprint, export, import: what a key store has, and its way to and from other programs.
#pragma once

#include "shared/identity_options.hpp"
#include "tool/identity.hpp"
#include "tool/say.hpp"

namespace tool {

struct transfer_settings {
    store_settings store;
    std::string certificate, private_key, key, pkcs12, alias, seed;
    bool replace = false;
    password_source::settings other{"--other-password-fd", "HANDCLASP_OTHER_PASSWORD"};
};

// For commands that take one of them.
inline void require_one(const transfer_settings& settings) {
    const int count =
        int{!settings.store.file.empty()} + int{!settings.certificate.empty()} + int{!settings.seed.empty()};
    if (count != 1) throw CLI::ValidationError("give one of --store, --certificate and --seed");
}

// The key of a seed file.
inline hc::x509::private_key seed_key(const std::string& file) {
    require_there(file);
    const auto seed = identity_file::read(file);
    const auto octets = seed.expose();
    hc::x509::key_object key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, hc::openssl::bytes(octets), octets.size()));
    return hc::x509::private_key::adopt(std::move(key)).value();
}

inline int show_identities(const transfer_settings& settings) {
    require_one(settings);
    if (!settings.certificate.empty()) {
        for (const auto& each : hc::x509::read_certificates(settings.certificate)) {
            std::cout << "certificate\n  fingerprint  " << each.fingerprint().text() << '\n';
            show(std::cout, each);
        }
        return 0;
    }
    if (!settings.seed.empty()) {
        const auto key = seed_key(settings.seed);
        std::cout << "seed\n  fingerprint  " << key.fingerprint().text() << "\n  key          " << text_of(key) << '\n';
        return 0;
    }
    const auto store = read_store(settings.store);
    const auto& only = settings.store.alias;
    int code = 0;
    for (const auto& alias : only.empty() ? store.aliases() : std::vector{only}) {
        try {
            show(std::cout, alias, store.find(alias));
        } catch (const hc::identity_error& error) {
            say(error.what());  // of the key of another program, perhaps; the other entries are good all the same
            code = 1;
        }
    }
    return code;
}

inline int print_fingerprint(const transfer_settings& settings) {
    require_one(settings);
    if (!settings.certificate.empty()) {
        std::cout << hc::x509::read_certificates(settings.certificate).front().fingerprint().text() << std::endl;
        return 0;
    }
    if (!settings.seed.empty()) {
        std::cout << seed_key(settings.seed).fingerprint().text() << std::endl;
        return 0;
    }
    const auto store = read_store(settings.store);
    std::cout << store.find(alias_in(store, settings.store)).fingerprint().text() << std::endl;
    return 0;
}

// The file that is written may be neither the key store, whose other entries would be lost, nor one that is there
// without a word. identity_error.
inline void require_writable(const transfer_settings& settings) {
    const auto& file = settings.private_key;
    std::error_code unknown;
    if (std::filesystem::equivalent(settings.store.file, file, unknown)) {
        throw hc::identity_error(hc::identity_fault::entry, file, "it is the key store itself", "choose another name");
    }
    if (!settings.replace && exists(file)) {
        throw hc::identity_error(hc::identity_fault::entry, file, "there is a file already",
                                 "choose another name, or give --replace");
    }
}

inline int export_identity(const transfer_settings& settings) {
    const auto& file = settings.private_key;
    if (settings.replace && file.empty()) throw CLI::ValidationError("--replace goes with --private-key");
    if (!file.empty()) require_writable(settings);
    const auto store = read_store(settings.store);
    const auto identity = store.find(alias_in(store, settings.store));
    std::string chain;
    for (const auto& each : identity.certificates().certificates()) chain += each.pem();
    if (file.empty()) {
        std::cout << chain << std::flush;
        return 0;
    }
    const auto password = password_source::for_new(settings.other, file);
    const auto key = hc::pkcs::concerning(
        file, [&] { return hc::pkcs::key_block::write(identity.key().handle(), password.expose()); });
    hc::file_update update(file, hc::file_privacy::secret);
    require_writable(settings);  // again: there was time for another file while a password was asked for
    update.commit(hc::as_octets(key + chain));
    return 0;
}

// The answer to a request: new certificates for a key that is there.
inline int import_answer(const transfer_settings& settings) {
    auto chain = chain_of(settings.certificate);
    auto store = change_store(settings.store);
    const auto old = store.find(settings.store.alias);
    store.replace(settings.store.alias, with_chain(old, std::move(chain), settings.certificate));
    store.commit();
    return 0;
}

// What a file of another program has.
inline hc::x509::keyed_identity foreign_identity(const transfer_settings& settings) {
    if (!settings.seed.empty()) {
        identity_settings own;
        own.store = settings.store;
        return certified_by_itself(seed_key(settings.seed), own);
    }
    const auto& file = settings.key.empty() ? settings.pkcs12 : settings.key;
    require_there(file);
    const bool is_open = !settings.key.empty() && !identity_options::is_encrypted(file);
    const auto password = is_open ? hc::secret_octets() : password_source::of(settings.other, file);
    if (!settings.key.empty()) {
        const auto& chain = settings.certificate.empty() ? settings.key : settings.certificate;
        return hc::pem_identity::read(settings.key, chain, password.expose());
    }
    const auto store = hc::key_store::read(file, password.expose());
    return settings.alias.empty() ? store.only() : store.find(settings.alias);
}

inline int import_identity(const transfer_settings& settings) {
    const bool has_key = !settings.key.empty(), has_store = !settings.pkcs12.empty();
    const bool has_seed = !settings.seed.empty(), has_certificate = !settings.certificate.empty();
    const int keys = int{has_key} + int{has_store} + int{has_seed};
    if (keys > 1) throw CLI::ValidationError("give only one of --key, --pkcs12 and --seed");
    if (has_store && has_certificate) throw CLI::ValidationError("--pkcs12 brings its own certificates");
    if (has_seed && has_certificate)
        throw CLI::ValidationError("--seed gets a certificate of its own; import another one afterwards");
    if (keys == 0 && !has_certificate)
        throw CLI::ValidationError("say what to import: --key, --pkcs12, --seed or --certificate");
    if (keys == 0) return import_answer(settings);
    require_new_alias(settings.store.alias);
    const auto identity = foreign_identity(settings);
    auto store = change_or_make_store(settings.store);
    store.add(settings.store.alias, identity);
    store.commit();
    return 0;
}

inline void add_seed(CLI::App& command, transfer_settings& settings, const std::string& rest) {
    command.add_option("--seed", settings.seed, "A seed file, as echo_server --new-identity makes them" + rest)
        ->type_name("FILE");
}

inline void add_transfer(CLI::App& group, action& chosen) {
    const auto add_certificate = [](CLI::App& command, transfer_settings& settings) {
        add_store(command, settings.store, presence::optional, presence::optional);
        command.add_option("--certificate", settings.certificate, "A certificate in PEM, instead of a key store")
            ->type_name("FILE");
        add_seed(command, settings, ", instead of both");
    };
    add_command<transfer_settings>(
        group, chosen,
        {"show", "Print what a key store or a certificate says",
         "(--store FILE [--alias NAME] | --certificate FILE | --seed FILE)",
         "Without --alias it prints all entries.\nExample: handclasp identity show --store server.p12"},
        add_certificate, show_identities);
    add_command<transfer_settings>(group, chosen,
                                   {"fingerprint", "Print the fingerprint, which others pin or allow",
                                    "(--store FILE [--alias NAME] | --certificate FILE | --seed FILE)",
                                    "Example: handclasp identity fingerprint --store server.p12 --alias web"},
                                   add_certificate, print_fingerprint);
    add_command<transfer_settings>(
        group, chosen,
        {"export", "Print the certificates in PEM; or write the private key and them to a file",
         "--store FILE [--alias NAME] [--private-key FILE [--replace]]",
         "The file's own password encrypts the private key in it (PKCS#8).\n"
         "Examples: handclasp identity export --store server.p12 --alias web > web.pem\n"
         "          handclasp identity export --store server.p12 --alias web --private-key web-secret.pem"},
        [](CLI::App& command, transfer_settings& settings) {
            add_store(command, settings.store, presence::optional);
            command.add_option("--private-key", settings.private_key, "File to write, which is for its owner alone")
                ->type_name("FILE");
            command.add_flag("--replace", settings.replace, "Write it in place of a file that is there");
            password_source::add(command, settings.other, "--private-key");
        },
        export_identity);
    add_command<transfer_settings>(
        group, chosen,
        {"import", "Take a private key with its certificates, or the certificates for a key that is there",
         "--store FILE --alias NAME (--key FILE [--certificate FILE] | (--pkcs12 | --seed | --certificate) FILE)",
         "--certificate alone is an authority's answer to a request (csr): it takes the place of what the key has.\n"
         "--seed makes a certificate as identity new does, which self-sign can replace; the fingerprint stays.\n"
         "Examples: handclasp identity import --store server.p12 --alias web --certificate web.pem\n"
         "          handclasp identity import --store server.p12 --alias web --key key.pem --certificate chain.pem\n"
         "          handclasp identity import --store server.p12 --alias old --pkcs12 keystore.p12\n"
         "          handclasp identity import --store server.p12 --alias echo --seed server.identity"},
        [](CLI::App& command, transfer_settings& settings) {
            add_store(command, settings.store, presence::required);
            command.add_option("--pkcs12", settings.pkcs12, "A key store of another program")->type_name("FILE");
            command.add_option("--pkcs12-alias", settings.alias, "Its entry, where there are several")
                ->type_name("NAME");
            add_seed(command, settings, "");
            command.add_option("--key", settings.key, "A private key in PEM, and with it its certificates")
                ->type_name("FILE");
            command.add_option("--certificate", settings.certificate, "Certificates in PEM, the key's own first")
                ->type_name("FILE");
            password_source::add(command, settings.other, "the file that is imported");
        },
        import_identity);
}

}  // namespace tool
