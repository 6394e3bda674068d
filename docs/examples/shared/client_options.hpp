// What programs share of the options that say which clients a server takes: --clients, or --client-authority with the
// names that it takes. Without any of them it does not ask its clients who they are.
#pragma once

#include "shared/client_name.hpp"
#include "shared/trust_options.hpp"

#include <handclasp/identity/allowed_clients.hpp>
#include <handclasp/identity/plain_text.hpp>
#include <handclasp/identity/shell_command.hpp>
#include <handclasp/identity/text_lines.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <variant>

namespace client_options {

namespace hc = handclasp;

struct settings {
    std::string clients, authority, name_list;
    std::vector<std::string> names, revocations;

    [[nodiscard]] bool asks() const noexcept { return !clients.empty() || !authority.empty(); }
};

inline void add(CLI::App& app, settings& chosen) {
    const auto group = "Which clients to take (one of the first two; without these: everyone)";
    app.add_option("--clients", chosen.clients, "File of the clients to take: a fingerprint and a name on each line")
        ->type_name("FILE")
        ->group(group);
    app.add_option(
           "--client-authority", chosen.authority,
           "PEM file of authorities; the clients to take have a certificate of one of them, for a name given here")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--client-name", chosen.names,
                   "With --client-authority, a name in the certificate of a client to take; several times for several")
        ->type_name("NAME")
        ->allow_extra_args(false)
        ->group(group);
    app.add_option("--client-names", chosen.name_list,
                   "With --client-authority, a file of such names, one on each line")
        ->type_name("FILE")
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

// The names of the files, for people.
inline std::string files_of(const settings& chosen) {
    auto all = chosen.clients + chosen.authority;
    if (!chosen.name_list.empty()) all += ", " + chosen.name_list;
    for (const auto& file : chosen.revocations) all += ", " + file;
    return all;
}

using name_set = std::set<client_name>;

// Those of the arguments. CLI::ValidationError for a name that is none.
inline name_set given_names(const settings& chosen) {
    name_set names;
    for (const auto& text : chosen.names) {
        const auto name = client_name::from_text(text);
        if (!name) throw CLI::ValidationError("--client-name", "no name of a client: '" + text + "'");
        names.insert(*name);
    }
    return names;
}

// The same, and those of the file. identity_error for that.
inline name_set names_of(const settings& chosen) {
    auto names = given_names(chosen);
    if (chosen.name_list.empty()) return names;
    const auto content = hc::read_file(chosen.name_list, hc::files::most_text_octets, hc::file_privacy::open);
    hc::files::for_each_entry(hc::as_text(content.expose()), chosen.name_list, [&](const auto& line) {
        const auto name = client_name::from_text(std::string(line.text));
        if (!name || line.text.find_first_of(hc::files::blanks) != line.text.npos)
            hc::files::throw_malformed(chosen.name_list, line.number, "is no name of a client");
        names.insert(*name);
    });
    return names;
}

// Throws CLI::ValidationError where the options do not go together.
inline void check(const settings& chosen) {
    if (!chosen.clients.empty() && !chosen.authority.empty())
        throw CLI::ValidationError("give only one of --clients and --client-authority");
    const bool names = !chosen.names.empty() || !chosen.name_list.empty();
    if (chosen.authority.empty() && (names || !chosen.revocations.empty()))
        throw CLI::ValidationError("--client-name, --client-names and --client-crl go with --client-authority");
    if (!chosen.authority.empty() && !names) {
        throw CLI::ValidationError(
            "--client-authority takes nobody by itself: add a --client-name for each client, or --client-names");
    }
    static_cast<void>(given_names(chosen));
}

using by_fingerprint = trust_options::with_certificates<hc::trust::allowed_clients>;
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
using any_kind = any_trust<by_fingerprint, hc::trust::client_authority>;
static_assert(hc::certificate_verifier<any_kind>);
#else
using any_kind = any_trust<by_fingerprint>;
#endif

// What was chosen, as one type; it models trust_decision and, where there is OpenSSL, certificate_verifier.
class client_trust : public any_kind {
public:
    // Reads the files. Only where chosen.asks(). identity_error where one cannot be read.
    explicit client_trust(const settings& chosen)
        : client_trust(chosen.authority.empty() ? by_list(chosen) : by_authority(chosen)) {}

    // The same with a text of its own, for one session.
    [[nodiscard]] client_trust for_session() const {
        return {std::visit([](const auto& trust) -> kinds { return trust.for_session(); }, held()), names_, {}};
    }

    // Why no client, or none of an authority, could be taken when it was made; empty where any may be.
    [[nodiscard]] const std::string& flaw() const noexcept { return flaw_; }

    // Who a client is that has been taken: its fingerprint, and what the list calls it, or the name in its certificate
    // that has let it in. What else a certificate says counts for nothing: with a list, the client itself has said it.
    [[nodiscard]] std::string name_of(const hc::proven_identity& client) const {
        std::string name;
        if (const auto* const list = this->list()) name = list->name_of(client.name).value_or("");
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
        if (std::holds_alternative<hc::trust::client_authority>(held())) {
            if (const auto chain = hc::x509::chain::decode(client.encoded)) name = named_in(chain->leaf(), *names_);
        }
#endif
        return client.name.text() + (name.empty() ? std::string() : " (" + handclasp::text::printable(name) + ")");
    }

private:
    using shared_names = std::shared_ptr<const name_set>;

    client_trust(kinds held, shared_names names, std::string flaw)
        : any_kind(std::move(held)), names_(std::move(names)), flaw_(std::move(flaw)) {}

    static std::string nobody_in(const std::string& file) {
        return file + ": it lists nobody, so that no client is taken";
    }

    static client_trust by_list(const settings& chosen) {
        try {
            hc::trust::allowed_clients list(chosen.clients);
            const auto flaw =
                list.empty() ? nobody_in(chosen.clients) + "; `" + list_command(chosen) + "` adds one" : std::string();
            return {by_fingerprint(std::move(list)), nullptr, flaw};
        } catch (const hc::identity_error& error) {
            if (error.fault() != hc::identity_fault::missing) throw;
            throw hc::identity_error(error.fault(), {}, error.what(), "`" + list_command(chosen) + "` makes it");
        }
    }

    static client_trust by_authority(const settings& chosen) {
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
        const auto names = std::make_shared<const name_set>(names_of(chosen));
        auto anchors = trust_options::anchors_of(chosen.authority, chosen.revocations);
        const auto of_lists =
            anchors.revocation_flaw(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
        std::string flaw = names->empty() ? nobody_in(chosen.name_list) : std::string();
        if (flaw.empty() && !of_lists.empty())
            flaw = chosen.authority + ": " + of_lists + ": its clients are refused until there is a good one";
        const auto is_named = [names](const auto& client) { return !named_in(client, *names).empty(); };
        return {hc::trust::client_authority(std::move(anchors), is_named), names, flaw};
#else
        throw std::runtime_error(chosen.authority +
                                 ": this program was built without OpenSSL, and knows no authorities");
#endif
    }

#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    // The first of its names that is one of these; empty where none is.
    static std::string named_in(const hc::x509::certificate& client, const name_set& names) {
        const auto has = client_name::all_of(client);
        const auto found = std::ranges::find_if(has, [&](const auto& name) { return names.contains(name); });
        return found == has.end() ? std::string() : found->text();
    }

    [[nodiscard]] const hc::trust::allowed_clients* list() const noexcept {
        const auto* const listed = std::get_if<by_fingerprint>(&held());
        return listed == nullptr ? nullptr : &listed->decision();
    }
#else
    [[nodiscard]] const hc::trust::allowed_clients* list() const noexcept {
        return std::get_if<by_fingerprint>(&held());
    }
#endif

    shared_names names_;  // that an authority's clients may have; without one there are none
    std::string flaw_;
};
static_assert(hc::trust_decision<client_trust>);

}  // namespace client_options
