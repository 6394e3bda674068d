// What a server has from files and reads again while it runs: the identity of each address that it listens at, and
// which clients it takes.
#pragma once

#include "client_options.hpp"
#include "identity_options.hpp"

#include <handclasp/identity/replaceable.hpp>

#include <deque>
#include <functional>

namespace server_files {

namespace hc = handclasp;
using client_options::client_trust;
using identity_options::any_identity;

struct settings {
    std::vector<std::string> identities;  // one for each address, or none
    password_source::settings password;
    client_options::settings clients;
};

// Sessions take from it what holds when they begin, from any thread.
class current {
public:
    // Reads everything. identity_error and std::runtime_error say the file and what is wrong with it.
    explicit current(const settings& chosen) : chosen_(chosen), passwords_(chosen.identities.size()) {
        for (std::size_t i = 0; i < passwords_.size(); ++i) identities_.emplace_back(read_identity(i));
        if (identities_.empty()) identities_.emplace_back(any_identity());
        if (chosen.clients.asks()) clients_.emplace(client_trust(chosen.clients));
    }

    // Of the address with this number; without files all have none.
    [[nodiscard]] std::shared_ptr<const any_identity> identity(std::size_t address) const {
        return identities_[passwords_.empty() ? 0 : address].current();
    }

    // Null where clients are not asked who they are.
    [[nodiscard]] std::shared_ptr<const client_trust> clients() const {
        return clients_ ? clients_->current() : nullptr;
    }

    // Reads everything again. What is good takes the place of what was there, for sessions that begin from now on; what
    // is bad leaves it. `good` and `bad` get a line about each. Only one thread may be in here.
    using line = std::function<void(const std::string&)>;
    void read_again(const line& good, const line& bad) {
        const auto attempt = [&](auto&& replace) {
            try {
                good("read again: " + replace());
            } catch (const std::exception& error) {
                bad(std::string("read again: ") + error.what() + "; what was read before stays");
            }
        };
        for (std::size_t i = 0; i < passwords_.size(); ++i) {
            attempt([&] {
                identities_[i].replace(read_identity(i));
                return chosen_.identities[i] + ": fingerprint " + fingerprint_text(i);
            });
        }
        if (!clients_) return;
        attempt([&] {
            clients_->replace(client_trust(chosen_.clients));
            return chosen_.clients.clients + chosen_.clients.authority;
        });
    }

    // Empty for no identity.
    [[nodiscard]] std::string fingerprint_text(std::size_t address) const {
        const auto fingerprint = identity(address)->fingerprint();
        return fingerprint ? fingerprint->text() : std::string();
    }

private:
    // The password is that of the first time: later there is nobody to ask.
    any_identity read_identity(std::size_t address) {
        identity_options::settings one;
        one.identity = chosen_.identities[address];
        one.password = chosen_.password;
        return identity_options::load(one, passwords_[address]);
    }

    settings chosen_;
    std::vector<password_source::kept> passwords_;  // for each identity
    std::deque<hc::replaceable<any_identity>> identities_;
    std::optional<hc::replaceable<client_trust>> clients_;
};

// For one session, so that what it is told of a refusal is about its own client; it models trust_decision and, where
// there is OpenSSL, certificate_verifier.
class session_clients {
public:
    explicit session_clients(std::shared_ptr<const client_trust> from) noexcept : from_(std::move(from)) {}

    [[nodiscard]] hc::result<void> accept(const hc::peer_identity& peer) const { return from_->accept(peer, why_); }
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    [[nodiscard]] hc::result<hc::fingerprint> verify_certificate(hc::octets chain, hc::octets message,
                                                                 hc::octets signature) const {
        return from_->verify_certificate(chain, message, signature, why_);
    }
#endif
    [[nodiscard]] std::string why() const { return why_.text(); }
    [[nodiscard]] std::string name_of(const hc::proven_identity& client) const { return from_->name_of(client); }

private:
    std::shared_ptr<const client_trust> from_;
    hc::explanation why_;
};
static_assert(hc::trust_decision<session_clients>);

}  // namespace server_files
