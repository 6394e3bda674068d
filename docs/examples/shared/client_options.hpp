// What programs share of the options that say which clients a server takes: --clients, or --client-authority with the
// names that it takes. Without any of them it does not ask its clients who they are.
#pragma once

#include "shared/client_name.hpp"
#include "shared/printable.hpp"
#include "shared/trust_options.hpp"

#include <handclasp/identity/allowed_clients.hpp>
#include <handclasp/identity/shell_command.hpp>

#include <algorithm>
#include <variant>

namespace client_options {

namespace hc = handclasp;

struct settings {
    std::string clients, authority;
    std::vector<std::string> names, revocations;

    [[nodiscard]] bool asks() const noexcept { return !clients.empty() || !authority.empty(); }
};

inline void add(CLI::App& app, settings& chosen) {
    const auto group = "Which clients to take (without these: everyone)";
    app.add_option("--clients", chosen.clients, "File of the clients to take: a fingerprint and a name on each line")
        ->type_name("FILE")
        ->group(group);
    app.add_option(
           "--client-authority", chosen.authority,
           "PEM file of authorities; the clients to take have a certificate of one of them, and a --client-name")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--client-name", chosen.names,
                   "With --client-authority, a name in the certificate of a client to take; several times for several")
        ->type_name("NAME")
        ->allow_extra_args(false)
        ->group(group);
    app.add_option("--client-crl", chosen.revocations, "With --client-authority, a file of what it has revoked")
        ->type_name("FILE")
        ->allow_extra_args(false)
        ->group(group);
}

// What puts a client on the list, for people to paste.
inline std::string list_command(const settings& chosen) {
    return hc::files::shell_command("handclasp allowed add", chosen.clients, {"FINGERPRINT", "NAME"});
}

// CLI::ValidationError for a name that is none.
inline std::vector<client_name> names_of(const settings& chosen) {
    std::vector<client_name> names;
    for (const auto& text : chosen.names) {
        const auto name = client_name::from_text(text);
        if (!name) throw CLI::ValidationError("--client-name", "no name of a client: '" + text + "'");
        names.push_back(*name);
    }
    return names;
}

// Throws CLI::ValidationError where the options do not go together.
inline void check(const settings& chosen) {
    if (!chosen.clients.empty() && !chosen.authority.empty())
        throw CLI::ValidationError("give only one of --clients and --client-authority");
    if (chosen.authority.empty() && !(chosen.names.empty() && chosen.revocations.empty()))
        throw CLI::ValidationError("--client-name and --client-crl go with --client-authority");
    if (!chosen.authority.empty() && chosen.names.empty())
        throw CLI::ValidationError("--client-authority takes nobody by itself: add a --client-name for each client");
    static_cast<void>(names_of(chosen));
}

// What was chosen, as one type; it models trust_decision and, where there is OpenSSL, certificate_verifier.
class client_trust {
public:
    // Reads the files. Only where chosen.asks(). identity_error where one cannot be read.
    explicit client_trust(const settings& chosen)
        : client_trust(chosen.authority.empty() ? list_of(chosen) : authority_of(chosen), names_of(chosen)) {}

    // The same with a text of its own, for one session.
    [[nodiscard]] client_trust for_session() const {
        return {std::visit([](const auto& trust) -> any_trust { return trust.for_session(); }, held_), names_};
    }

    [[nodiscard]] hc::result<void> accept(const hc::peer_identity& peer) const {
        return std::visit([&](const auto& trust) { return trust.accept(peer); }, held_);
    }
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    [[nodiscard]] hc::result<hc::fingerprint> verify_certificate(hc::octets chain, hc::octets message,
                                                                 hc::octets signature) const {
        return std::visit([&](const auto& trust) { return trust.verify_certificate(chain, message, signature); },
                          held_);
    }
#endif

    // What was wrong with a client that is refused, for the server's people.
    [[nodiscard]] std::string why() const {
        return std::visit([](const auto& trust) { return trust.why().text(); }, held_);
    }

    // Who a client is that has been taken: its fingerprint, and what the list calls it, or the name in its certificate
    // that has let it in. What else a certificate says counts for nothing: with a list, the client itself has said it.
    [[nodiscard]] std::string name_of(const hc::proven_identity& client) const {
        std::string name;
        if (const auto* const list = this->list()) name = list->name_of(client.name).value_or("");
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
        if (std::holds_alternative<hc::trust::client_authority>(held_)) {
            if (const auto chain = hc::x509::chain::decode(client.encoded)) name = named_in(chain->leaf(), names_);
        }
#endif
        return client.name.text() + (name.empty() ? std::string() : " (" + printable::message(name) + ")");
    }

    // Whether there is a list, and nobody on it.
    [[nodiscard]] bool lists_nobody() const noexcept {
        const auto* const all = list();
        return all != nullptr && all->empty();
    }

private:
    using by_fingerprint = trust_options::with_certificates<hc::trust::allowed_clients>;
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    using any_trust = std::variant<by_fingerprint, hc::trust::client_authority>;
#else
    using any_trust = std::variant<by_fingerprint>;
#endif

    client_trust(any_trust held, std::vector<client_name> names) : held_(std::move(held)), names_(std::move(names)) {}

    static any_trust list_of(const settings& chosen) {
        try {
            return by_fingerprint(hc::trust::allowed_clients(chosen.clients));
        } catch (const hc::identity_error& error) {
            if (error.fault() != hc::identity_fault::missing) throw;
            throw hc::identity_error(error.fault(), {}, error.what(), "`" + list_command(chosen) + "` makes it");
        }
    }

    static any_trust authority_of(const settings& chosen) {
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
        return hc::trust::client_authority(
            trust_options::anchors_of(chosen.authority, chosen.revocations),
            [names = names_of(chosen)](const auto& client) { return !named_in(client, names).empty(); });
#else
        throw std::runtime_error(chosen.authority +
                                 ": this program was built without OpenSSL, and knows no authorities");
#endif
    }

#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    // The first of its names that is one of these; empty where none is.
    static std::string named_in(const hc::x509::certificate& client, const std::vector<client_name>& names) {
        const auto has = client_name::all_of(client);
        const auto found = std::ranges::find_first_of(has, names);
        return found == has.end() ? std::string() : found->text();
    }

    [[nodiscard]] const hc::trust::allowed_clients* list() const noexcept {
        const auto* const held = std::get_if<by_fingerprint>(&held_);
        return held == nullptr ? nullptr : &held->decision();
    }
#else
    [[nodiscard]] const hc::trust::allowed_clients* list() const noexcept {
        return std::get_if<by_fingerprint>(&held_);
    }
#endif

    any_trust held_;
    std::vector<client_name> names_;  // that an authority's clients may have
};
static_assert(hc::trust_decision<client_trust>);

}  // namespace client_options
