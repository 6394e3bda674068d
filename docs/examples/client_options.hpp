// What programs share of the options that say which clients a server takes: --clients, or --client-authority with the
// names that it takes. Without any of them it does not ask its clients who they are.
#pragma once

#include "printable.hpp"
#include "trust_options.hpp"

#include <handclasp/identity/allowed_clients.hpp>

#include <memory>
#include <mutex>
#include <optional>

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

// Throws CLI::ValidationError where the options do not go together.
inline void check(const settings& chosen) {
    if (!chosen.clients.empty() && !chosen.authority.empty())
        throw CLI::ValidationError("give only one of --clients and --client-authority");
    if (chosen.authority.empty() && !(chosen.names.empty() && chosen.revocations.empty()))
        throw CLI::ValidationError("--client-name and --client-crl go with --client-authority");
    if (!chosen.authority.empty() && chosen.names.empty())
        throw CLI::ValidationError("--client-authority takes nobody by itself: add a --client-name for each client");
}

// What was chosen, as one type, read from its files once; it is shared by all sessions that begin meanwhile.
class client_trust {
    // Asks the trust something. It has one text, about whoever was refused last, so that it is taken before another
    // session asks.
    template <class Question>
    auto explained(const hc::explanation& why, Question question) const {
        const std::lock_guard one_at_a_time(*mutex_);
        said_.set({});
        auto answer = std::visit(question, held_);
        if (!answer) why.set(said_.text());
        return answer;
    }

public:
    // Only where chosen.asks(). identity_error where a file cannot be read.
    explicit client_trust(const settings& chosen) : held_(make(chosen)) {}

    // As a trust's accept(); `why` gets a text for the user where the client is refused.
    [[nodiscard]] hc::result<void> accept(const hc::peer_identity& peer, const hc::explanation& why) const {
        return explained(why, [&](const auto& trust) { return trust.accept(peer); });
    }
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    [[nodiscard]] hc::result<hc::fingerprint>
    verify_certificate(hc::octets chain, hc::octets message, hc::octets signature, const hc::explanation& why) const {
        return explained(why, [&](const auto& trust) { return trust.verify_certificate(chain, message, signature); });
    }
#endif

    // Who a client has proved to be, for a person.
    [[nodiscard]] std::string name_of(const hc::proven_identity& client) const {
        std::string name;
        if (list_) name = list_->name_of(client.name).value_or("");
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
        const auto chain = hc::x509::chain::decode(client.encoded);
        if (name.empty() && client.kind == hc::proof_kind::certificate && chain) name = chain->leaf().subject();
#endif
        return client.name.text() + (name.empty() ? std::string() : " (" + printable::message(name) + ")");
    }

private:
    using by_fingerprint = trust_options::with_certificates<hc::trust::allowed_clients>;
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    using any_trust = std::variant<by_fingerprint, hc::trust::client_authority>;
#else
    using any_trust = std::variant<by_fingerprint>;
#endif

    any_trust make(const settings& chosen) {
        if (!chosen.authority.empty()) return authority_of(chosen);
        list_.emplace(chosen.clients);
        said_ = list_->why();
        return by_fingerprint(*list_);
    }

    any_trust authority_of(const settings& chosen) {
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
        hc::trust::client_authority trust(trust_options::anchors_of(chosen.authority, chosen.revocations),
                                          [names = chosen.names](const hc::x509::certificate& client) {
                                              const auto has = client.names();
                                              return std::ranges::find_first_of(has, names) != has.end();
                                          });
        said_ = trust.why();
        return trust;
#else
        throw std::runtime_error(chosen.authority +
                                 ": this program was built without OpenSSL, and knows no authorities");
#endif
    }

    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
    hc::explanation said_;
    std::optional<hc::trust::allowed_clients> list_;
    any_trust held_;
};

}  // namespace client_options
