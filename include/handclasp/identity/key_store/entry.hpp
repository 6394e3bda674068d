#pragma once

#include <handclasp/identity/key_store/container_reader.hpp>
#include <handclasp/identity/x509/keyed_identity.hpp>

namespace handclasp::pkcs {

// A key by its alias, and what the file has of its chain: leaf first, empty where it has no certificate of the key.
struct entry {
    std::string alias;
    openssl::key_object key;
    std::vector<x509::certificate> certificates;

    static constexpr std::size_t max_alias_size = 128;  // octets of UTF-8

    // For a name that is going to be one. identity_error: identity_fault::entry.
    static void require_alias(std::string_view name) {
        const auto refuse = [](const std::string& reason) { throw identity_error(identity_fault::entry, {}, reason); };
        if (name.empty()) refuse("an alias is missing: the name of an entry is not empty");
        if (name.size() > max_alias_size) refuse("the alias is longer than 128 octets");
        if (const auto flaw = text::flaw_in(name)) refuse("the alias " + std::string(text::words_for(*flaw)));
        if (name.find('#') != name.npos) {
            refuse("the alias '" + std::string(name) + "' has a #, behind which FILE#ALIAS has the alias");
        }
    }

    [[nodiscard]] static entry of(std::string_view alias, const x509::keyed_identity& identity) {
        EVP_PKEY* const key = identity.key().handle();
        if (!key) throw std::system_error(errc::closed);  // moved from
        return {std::string(alias), shared(key), identity.certificates().certificates()};
    }

    // ASCII letters are the same in either case, because keytool writes them all in lower case.
    [[nodiscard]] bool is_called(std::string_view name) const noexcept {
        const auto folded = [](char letter) {
            return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
        };
        return std::ranges::equal(alias, name, {}, folded, folded);
    }

    // What a server or a client takes for itself. identity_error: identity_fault::entry, identity_fault::weak,
    // identity_fault::certificate.
    [[nodiscard]] x509::keyed_identity identity() const {
        const auto refuse = [this](identity_fault fault, const std::string& reason, std::string_view advice = {}) {
            throw identity_error(fault, {}, "entry '" + alias + "' " + reason, advice);
        };
        if (certificates.empty()) refuse(identity_fault::entry, "has a private key, and the file no certificate of it");
        if (X509_check_private_key(certificates.front().handle(), key.get()) != 1) {
            ERR_clear_error();
            refuse(identity_fault::entry, "has the certificate of another key");
        }
        auto adopted = x509::private_key::adopt(shared(key.get()));
        if (!adopted) {
            refuse(identity_fault::weak, "has a private key that no identity may have",
                   "use Ed25519, ECDSA on P-256, or RSA of 2048 to 4096 bits");
        }
        auto chain = x509::chain::make(certificates);
        if (!chain) refuse(identity_fault::certificate, "has a chain of more than 8 certificates or 15360 octets");
        auto made = x509::keyed_identity::make(*std::move(adopted), *std::move(chain));
        if (!made) refuse(identity_fault::certificate, "has a chain that is out of order");
        return *std::move(made);
    }

private:
    // One more owner of the same key.
    [[nodiscard]] static openssl::key_object shared(EVP_PKEY* key) noexcept {
        EVP_PKEY_up_ref(key);
        return openssl::key_object(key);
    }
};

// The entries of a key store, and what else its file holds.
struct content {
    std::vector<entry> entries;
    std::vector<bag_object> others;  // certificates that belong to no entry, revocation lists
    std::size_t secrets = 0;

    // What the file has under this alias, or end(entries).
    [[nodiscard]] std::vector<entry>::iterator find(std::string_view alias) {
        return std::ranges::find_if(entries, [&](const entry& each) { return each.is_called(alias); });
    }
    [[nodiscard]] std::vector<entry>::const_iterator find(std::string_view alias) const {
        return std::ranges::find_if(entries, [&](const entry& each) { return each.is_called(alias); });
    }

    [[nodiscard]] std::vector<std::string> aliases() const {
        std::vector<std::string> all;
        for (const auto& each : entries) all.push_back(each.alias);
        return all;
    }

    // The error for an alias that nothing has. It lists those that there are.
    [[nodiscard]] identity_error no_entry(std::string_view alias) const {
        return identity_error(identity_fault::entry, {}, "there is no entry '" + x509::wording::printable(alias) + "'",
                              entries.empty() ? std::string("it has no entries") : "it has " + list());
    }

    // The error for whoever names no alias where a choice is to be made.
    [[nodiscard]] identity_error several() const {
        return identity_error(identity_fault::entry, {}, "it has several entries", "choose one of " + list());
    }

private:
    [[nodiscard]] std::string list() const {
        std::string known;
        for (const auto& each : entries) known += (known.empty() ? "'" : ", '") + each.alias + "'";
        return known;
    }
};

}  // namespace handclasp::pkcs
