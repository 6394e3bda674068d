#pragma once

#include <handclasp/identity/key_store/entry.hpp>

namespace handclasp::pkcs {

// Puts together what a file has apart: finds each key's certificate, and each certificate's issuer, by what they say of
// themselves, since in the file they stand in any order.
class assembly {
public:
    // identity_error: identity_fault::entry for an alias that two keys have.
    [[nodiscard]] static content of(bags found) {
        assembly work(std::move(found));
        for (auto& key : work.found_.keys) work.add(key);
        return std::move(work).finish();
    }

private:
    explicit assembly(bags found) : found_(std::move(found)), used_(found_.certificates.size(), use::none) {}

    enum class use { none, chain, leaf };

    void add(key_bag& bag) {
        entry made{alias_of(bag.label), std::move(bag.key), {}};
        if (const auto leaf = leaf_of(made.key.get(), bag.label.key_id)) {
            used_[*leaf] = use::leaf;
            made.certificates.push_back(*found_.certificates[*leaf].certificate);
            while (const auto next = issuer_of(made.certificates)) {
                if (used_[*next] == use::none) used_[*next] = use::chain;
                made.certificates.push_back(*found_.certificates[*next].certificate);
            }
        }
        made_.entries.push_back(std::move(made));
    }

    // Keys without a name are called 1, 2, 3, as in keytool, and so are those with one that no alias may be: it would
    // keep the others in the file from use.
    [[nodiscard]] std::string alias_of(const bag_label& label) {
        const auto& given = label.alias;
        if (!given.empty() && given.size() <= entry::max_alias_size && text::is_plain(given)) {
            if (taken(given))
                throw identity_error(identity_fault::entry, {}, "two keys in it have the alias '" + given + "'");
            return given;
        }
        std::string name;
        do name = std::to_string(++unnamed_);
        while (taken(name) ||
               std::ranges::any_of(found_.keys, [&](const key_bag& key) { return key.label.alias == name; }));
        return name;
    }

    [[nodiscard]] bool taken(const std::string& alias) const { return made_.find(alias) != made_.entries.end(); }

    // The certificate that says it is this key's; one of another key where there is nothing better, to be refused.
    // Where the key has no identifier, whichever has its public half.
    [[nodiscard]] std::optional<std::size_t> leaf_of(EVP_PKEY* key, const std::vector<std::byte>& id) const {
        std::optional<std::size_t> of_other_key;
        for (std::size_t i = 0; i < found_.certificates.size(); ++i) {
            const auto& [label, certificate, whole] = found_.certificates[i];
            if (!certificate || (!id.empty() && label.key_id != id)) continue;
            if (X509_check_private_key(certificate->handle(), key) == 1) return i;
            ERR_clear_error();
            if (!id.empty() && !of_other_key) of_other_key = i;
        }
        return of_other_key;
    }

    // What has issued the last certificate of a chain: of its name, and of the key that it was signed with. A root has
    // none, and no certificate comes twice.
    [[nodiscard]] std::optional<std::size_t> issuer_of(const std::vector<x509::certificate>& chain) const {
        const auto& last = chain.back();
        if (last.self_signed() || chain.size() > x509::chain::max_count) return std::nullopt;
        for (std::size_t i = 0; i < found_.certificates.size(); ++i) {
            const auto& candidate = found_.certificates[i].certificate;
            if (!candidate || std::ranges::find(chain, *candidate) != chain.end()) continue;
            if (X509_check_issued(candidate->handle(), last.handle()) != X509_V_OK) continue;
            if (X509_verify(last.handle(), X509_get0_pubkey(candidate->handle())) == 1) return i;
            ERR_clear_error();
        }
        return std::nullopt;
    }

    // What no entry accounts for is kept as it is: certificates that say more than a chain's, of whom to trust for one.
    [[nodiscard]] content finish() && {
        for (std::size_t i = 0; i < used_.size(); ++i) {
            auto& bag = found_.certificates[i];
            if (used_[i] == use::none || (used_[i] == use::chain && bag.label.other_attributes)) {
                made_.others.push_back(std::move(bag.whole));
            }
        }
        made_.secrets = found_.secrets;
        return std::move(made_);
    }

    bags found_;
    std::vector<use> used_;
    content made_;
    std::size_t unnamed_ = 0;
};

}  // namespace handclasp::pkcs
