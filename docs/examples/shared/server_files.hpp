// What a server has from files and reads again while it runs: the identity of each address that it listens at, and
// which clients it takes.
#pragma once

#include "shared/client_options.hpp"
#include "shared/identity_options.hpp"

#include <handclasp/identity/replaceable.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace server_files {

namespace hc = handclasp;
using client_options::client_trust;
using identity_options::any_identity;

struct settings {
    std::vector<std::string> identities;  // one for each address, or none
    password_source::settings password;
    client_options::settings clients;
};

// Of a program that listens at one address.
inline settings of_one(const identity_options::settings& own, const client_options::settings& clients) {
    settings chosen{{}, own.password, clients};
    if (own.chosen()) chosen.identities = {own.identity};
    return chosen;
}

// Why clients that go by an authority will refuse the certificates of an identity now; empty where they have not expired
// and are valid already.
inline std::string out_of_date(const any_identity& identity) {
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    if (identity.kind() != hc::proof_kind::certificate) return {};
    const auto chain = hc::x509::chain::decode(identity.encoded()).value();
    const auto now = std::chrono::system_clock::now();
    for (const auto& each : chain.certificates()) {
        const auto which = "certificate \"" + each.subject() + "\" ";
        if (each.not_after() <= now) return which + "expired on " + hc::x509::wording::of(each.not_after());
        if (now < each.not_before()) return which + "is not valid before " + hc::x509::wording::of(each.not_before());
    }
#else
    static_cast<void>(identity);
#endif
    return {};
}

// Sessions take from it what holds when they begin, from any thread.
class current {
public:
    // Reads everything. identity_error and std::runtime_error say the file and what is wrong with it.
    explicit current(const settings& chosen) : chosen_(chosen), passwords_(chosen.identities.size()) {
        for (std::size_t i = 0; i < passwords_.size(); ++i) {
            identities_.emplace_back(read_identity(i));
            passwords_[i].wait_no_more();
        }
        if (identities_.empty()) identities_.emplace_back(any_identity());
        if (chosen.clients.asks()) clients_.emplace(client_trust(chosen.clients));
    }

    // Of the address with this number; without files all have none.
    [[nodiscard]] std::shared_ptr<const any_identity> identity(std::size_t address) const {
        return identities_[passwords_.empty() ? 0 : address].current();
    }

    // For one session; none where clients are not asked who they are.
    [[nodiscard]] std::optional<client_trust> clients() const {
        if (!clients_) return std::nullopt;
        return clients_->current()->for_session();
    }

    // Gives a line about each file with which nothing works, or less than was meant: an own certificate that is not
    // valid now, a list of nobody, and a revocation list that is missing or not valid now.
    using line = std::function<void(const std::string&)>;
    void warn(const line& bad) const {
        for (std::size_t i = 0; i < passwords_.size(); ++i) warn_of_identity(i, bad);
        warn_of_clients(bad);
    }

    // Reads everything again. What is good takes the place of what was there, for sessions that begin from now on; what
    // is bad leaves it. `good` and `bad` get a line about each, and `bad` those of warn(). Only one thread may be in
    // here.
    void read_again(const line& good, const line& bad) {
        const auto attempt = [&](auto&& replace) {
            try {
                good("read again: " + replace());
                return true;
            } catch (const std::exception& error) {
                bad(std::string("read again: ") + error.what() + "; what was read before stays");
                return false;
            }
        };
        for (std::size_t i = 0; i < passwords_.size(); ++i) {
            const bool is_new = attempt([&] {
                identities_[i].replace(read_identity(i));
                return chosen_.identities[i] + ": fingerprint " + fingerprint_text(i);
            });
            if (is_new) warn_of_identity(i, bad);
        }
        const bool is_new = clients_ && attempt([&] {
                                clients_->replace(client_trust(chosen_.clients));
                                return client_options::files_of(chosen_.clients);
                            });
        if (is_new) warn_of_clients(bad);
    }

    // Empty for no identity.
    [[nodiscard]] std::string fingerprint_text(std::size_t address) const {
        const auto fingerprint = identity(address)->fingerprint();
        return fingerprint ? fingerprint->text() : std::string();
    }

private:
    void warn_of_identity(std::size_t address, const line& bad) const {
        const auto flaw = out_of_date(*identity(address));
        if (!flaw.empty()) {
            bad(chosen_.identities[address] + ": " + flaw +
                ": clients that go by an authority refuse this server until it has a new one");
        }
    }
    void warn_of_clients(const line& bad) const {
        if (!clients_) return;
        if (const auto trust = clients_->current(); !trust->flaw().empty()) bad(trust->flaw());
    }

    // The password is that of the first time.
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

}  // namespace server_files
