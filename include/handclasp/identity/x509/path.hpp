#pragma once

#include <handclasp/identity/x509/address.hpp>
#include <handclasp/identity/x509/anchors.hpp>
#include <handclasp/identity/x509/chain.hpp>
#include <handclasp/identity/x509/path_refusal.hpp>
#include <handclasp/identity/x509/trusted_for_being_given.hpp>

#include <stdexcept>

namespace handclasp::x509 {

// Decides whether a chain of certificates leads to an authority that is trusted (RFC 5280, section 6), by OpenSSL's own
// verification. It demands
// - the chain in order, and a path that is valid now, of which every certificate keeps to RFC 5280 strictly, but for a
//   trusted authority, which need not (trusted_for_being_given says in what);
// - keys and hashes of 112 bits of security: no RSA below 2048 bits, no MD5 and no SHA-1, except for the hash of a
//   trusted authority's signature on itself;
// - a leaf that an authority has issued, that is none itself, and spells out digitalSignature, and serverAuth or
//   clientAuth: where an extension that is missing would allow anything, it allows nothing here;
// - for a server, its host (RFC 6125: a wildcard stands for one whole label) or its address in subjectAltName; the
//   common name never counts;
// - where there are revocation lists, a valid one of each issuer, and no certificate that any list has (revocations
//   says when a list counts against it).
class path {
public:
    // A server's. Throws std::invalid_argument for what is neither a host name in ASCII nor an address.
    path(anchors trusted, std::string host_or_address)
        : anchors_(std::move(trusted)), role_(peer_role::server), sought_(without_ornament(std::move(host_or_address))),
          address_(parsed_address(sought_)) {
        if (!address_ && !is_host(sought_)) {
            throw std::invalid_argument("\"" + wording::printable(sought_) +
                                        "\" is neither a host name in ASCII nor an address (without port)");
        }
    }

    // A client's, whoever it is.
    explicit path(anchors trusted) : anchors_(std::move(trusted)), role_(peer_role::client) {}

    // Takes this time for now, instead of the system's.
    void at(std::chrono::sys_seconds time) noexcept { time_ = time; }

    // None where the chain is good; otherwise why not, in words for people.
    [[nodiscard]] std::optional<std::string> refusal(const chain& presented) const {
        if (const auto wrong = presented.out_of_order()) return disorder(presented, *wrong);
        auto first = judge(anchors_, presented);
        if (!first.ends_out_of_date) return std::move(first.refusal);
        // OpenSSL ends a path at the first certificate that is trusted. Where that is an old one of an authority below
        // others, the one that the peer has sent may still lead to a higher.
        const auto others = anchors_.valid_at(time_.value_or(std::chrono::floor<std::chrono::seconds>(clock::now())));
        if (others && !judge(*others, presented).refusal) return std::nullopt;
        return std::move(first.refusal);
    }

private:
    using clock = std::chrono::system_clock;
    using context = std::unique_ptr<X509_STORE_CTX, releaser<X509_STORE_CTX_free>>;

    struct stack_releaser {  // the certificates go on belonging to the chain
        void operator()(STACK_OF(X509) * certificates) const noexcept { sk_X509_free(certificates); }
    };
    using stack = std::unique_ptr<STACK_OF(X509), stack_releaser>;

    static constexpr int security_level = 2;  // 112 bits: SSL_CTX_set_security_level(3) describes them

    // "[2001:db8::1]" and "example.com." are what some write for the same.
    [[nodiscard]] static std::string without_ornament(std::string name) {
        if (name.size() > 2 && name.front() == '[' && name.back() == ']') return name.substr(1, name.size() - 2);
        if (name.size() > 1 && name.back() == '.') name.pop_back();
        return name;
    }

    // OpenSSL would take a leading dot for any host below, and nothing for any host at all.
    [[nodiscard]] static bool is_host(std::string_view name) noexcept {
        constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
        return !name.empty() && name.size() <= 253 && name.front() != '.' && name.back() != '.' &&
            name.find("..") == name.npos && name.find_first_not_of(allowed) == name.npos;
    }

    [[nodiscard]] static std::string disorder(const chain& presented, std::size_t wrong) {
        const auto& all = presented.certificates();
        return "the chain is out of order: " + path_refusal::quoted(all[wrong].handle()) +
            " follows, and did not issue, " + path_refusal::quoted(all[wrong - 1].handle()) +
            "; the leaf comes first, then each one's issuer";
    }

    [[nodiscard]] static bool fill(STACK_OF(X509) * others, const chain& presented) noexcept {
        const auto& all = presented.certificates();
        for (std::size_t i = 1; i < all.size(); ++i) {
            if (sk_X509_push(others, all[i].handle()) <= 0) return false;
        }
        return true;
    }

    struct judgement {
        std::optional<std::string> refusal;
        bool ends_out_of_date = false;  // the path ends at a trusted certificate that is not valid yet, or any more
    };

    [[nodiscard]] judgement judge(const anchors& trusted, const chain& presented) const {
        const context verification(X509_STORE_CTX_new());
        const stack others(sk_X509_new_null());
        if (!verification || !others || !fill(others.get(), presented) ||
            X509_STORE_CTX_init(verification.get(), trusted.handle(), presented.leaf().handle(), others.get()) != 1 ||
            !demand(trusted, X509_STORE_CTX_get0_param(verification.get()))) {
            return ERR_clear_error(), judgement{"OpenSSL could not verify the chain, for want of memory"};
        }
        revocation_list_object list;  // that the refusal is about
        X509_STORE_CTX_set_app_data(verification.get(), &list);
        X509_STORE_CTX_set_verify_cb(verification.get(), trusted_for_being_given::hear);
        judgement found;
        if (X509_verify_cert(verification.get()) == 1) {
            found.refusal = beyond_openssl(trusted, verification.get());
        } else {
            const int error = X509_STORE_CTX_get_error(verification.get());
            found.refusal = path_refusal::of(verification.get(), list.get(), role_, sought_);
            found.ends_out_of_date = (error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID) &&
                trusted_for_being_given::is_meant(verification.get());
        }
        ERR_clear_error();
        return found;
    }

    [[nodiscard]] bool demand(const anchors& trusted, X509_VERIFY_PARAM* rules) const noexcept {
        const bool server = role_ == peer_role::server;
        unsigned long flags = X509_V_FLAG_X509_STRICT | X509_V_FLAG_TRUSTED_FIRST;
        if (trusted.has_revocations()) flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
        if (trusted.has_intermediates()) flags |= X509_V_FLAG_PARTIAL_CHAIN;
        X509_VERIFY_PARAM_set_depth(rules, static_cast<int>(chain::max_count) - 1);
        X509_VERIFY_PARAM_set_auth_level(rules, security_level);
        if (time_) X509_VERIFY_PARAM_set_time(rules, static_cast<std::time_t>(time_->time_since_epoch().count()));
        return X509_VERIFY_PARAM_set_flags(rules, flags) == 1 &&
            X509_VERIFY_PARAM_set_purpose(rules, server ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT) == 1 &&
            X509_VERIFY_PARAM_set_trust(rules, server ? X509_TRUST_SSL_SERVER : X509_TRUST_SSL_CLIENT) == 1 &&
            (!server || name(rules));
    }

    [[nodiscard]] bool name(X509_VERIFY_PARAM* rules) const noexcept {
        if (address_) return X509_VERIFY_PARAM_set1_ip(rules, bytes(*address_), address_->size()) == 1;
        X509_VERIFY_PARAM_set_hostflags(rules,
                                        X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        return X509_VERIFY_PARAM_set1_host(rules, sought_.data(), sought_.size()) == 1;
    }

    // What OpenSSL does not look at in a path that it takes, from the leaf to the authority that is trusted.
    [[nodiscard]] std::optional<std::string> beyond_openssl(const anchors& trusted, X509_STORE_CTX* taken) const {
        const STACK_OF(X509)* const whole = X509_STORE_CTX_get0_chain(taken);
        X509* const leaf = sk_X509_value(whole, 0);
        X509* const last = sk_X509_value(whole, sk_X509_num(whole) - 1);
        for (int i = 0; i < sk_X509_num(whole); ++i) {
            if (X509_CRL* const list = trusted.revocation_of(whole, i)) {
                return path_refusal::revoked(sk_X509_value(whole, i), list);
            }
        }
        if (auto unfit = path_refusal::usage(leaf, role_)) return unfit;
        if (leaf == last) return path_refusal::no_authority(leaf);
        return std::nullopt;
    }

    anchors anchors_;
    peer_role role_;
    std::string sought_;
    std::optional<std::vector<std::byte>> address_;  // none for a host's name
    std::optional<std::chrono::sys_seconds> time_;
};

}  // namespace handclasp::x509
