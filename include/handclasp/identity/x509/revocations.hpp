#pragma once

#include <handclasp/identity/x509/certificate_file.hpp>

#include <openssl/objects.h>
#include <openssl/rsa.h>

namespace handclasp::x509 {

// Revocation lists (CRLs, RFC 5280, section 5), of any authorities. A value: copies share the lists, which do not
// change, so several threads may use them.
class revocations {
public:
    // Adds the lists of a file: one in DER, or all in PEM. Throws identity_error, and may have added some then:
    // identity_fault::weak for one that is signed with a hash of fewer than 224 bits.
    void add(const std::filesystem::path& file) {
        const auto content = read_file(file, max_certificate_file_size, file_privacy::open);
        const std::size_t before = lists_.size();
        if (looks_like_der(content.expose())) {
            add_list(content.expose(), file);
        } else {
            add_lists_in(content.expose(), file);
        }
        if (lists_.size() == before) throw refused(file, "there is no revocation list (CRL) in it");
    }

    [[nodiscard]] bool empty() const noexcept { return lists_.empty(); }

    // A list that has the certificate at that place of a path from a leaf to an authority that is trusted; null where
    // none has. It is of the certificate's issuer, and signed by a key that has the issuer's name further up the path.
    // Of the last certificate, which is trusted for having been given, the issuer's key need not be known: whoever
    // gave the list meant it, so the name is enough.
    //
    // The dates of a list do not matter: what was signed once, no other list takes back. OpenSSL looks into one list
    // of each issuer alone, and which one that is, dates and order decide; into none for the last certificate.
    [[nodiscard]] X509_CRL* having(const STACK_OF(X509) * path, int place) const noexcept {
        X509* const sought = sk_X509_value(path, place);
        const bool is_last = place + 1 == sk_X509_num(path);
        for (const auto& list : lists_) {
            X509_REVOKED* entry = nullptr;
            if (X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_issuer_name(sought)) != 0) continue;
            if (X509_CRL_get0_by_cert(list.get(), &entry, sought) != 1) continue;
            for (int above = place + 1; above < sk_X509_num(path); ++above) {
                if (is_of(list.get(), sk_X509_value(path, above))) return list.get();
            }
            if (is_last) return list.get();
        }
        return nullptr;
    }

    // Why what this authority has issued cannot be taken at that time: its own list is missing, or none is valid then.
    // Empty where one is.
    [[nodiscard]] std::string flaw_of_lists(const certificate& authority, std::chrono::sys_seconds time) const {
        std::string flaw = " is missing";
        for (const auto& each : lists_) {
            if (!is_of(each.get(), authority.handle())) continue;
            const auto from = wording::time_of(X509_CRL_get0_lastUpdate(each.get()));
            const auto to = wording::time_of(X509_CRL_get0_nextUpdate(each.get()));
            if (to && *to <= time) {
                flaw = " expired on " + wording::of(*to);
            } else if (from && time < *from) {
                flaw = " is not valid before " + wording::of(*from);
            } else {
                return {};
            }
        }
        return "the revocation list (CRL) of \"" + authority.subject() + "\"" + flaw;
    }

    // False where the library fails.
    [[nodiscard]] bool put_into(X509_STORE* store) const noexcept {
        return std::ranges::all_of(lists_,
                                   [&](const auto& each) { return X509_STORE_add_crl(store, each.get()) == 1; });
    }

private:
    [[nodiscard]] static identity_error refused(const std::filesystem::path& file, std::string_view reason) {
        return identity_error(identity_fault::malformed, file, reason);
    }

    void add_lists_in(octets text, const std::filesystem::path& file) {
        pem_reader blocks(text);
        while (const auto block = blocks.next()) {
            if (block->label() != PEM_STRING_X509_CRL) {
                throw refused(file,
                              "it holds a block " + wording::printable(block->label()) +
                                  ", where only revocation lists (X509 CRL) belong");
            }
            add_list(block->content(), file);
        }
        if (blocks.damaged()) throw refused(file, "it is damaged");
    }

    void add_list(octets der, const std::filesystem::path& file) {
        const unsigned char* at = bytes(der);
        revocation_list_object list(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())));
        if (!list || at != bytes(der) + der.size()) {
            static_cast<void>(failed());
            throw refused(file, "the revocation list in it is damaged");
        }
        if (has_weak_hash(*list)) {
            throw identity_error(identity_fault::weak, file,
                                 "the revocation list (CRL) of \"" + wording::of(X509_CRL_get_issuer(list.get())) +
                                     "\" is signed with a weak hash, " +
                                     OBJ_nid2ln(X509_CRL_get_signature_nid(list.get())),
                                 "SHA-256 would do");
        }
        lists_.push_back(std::move(list));
    }

    // What OpenSSL asks of the signatures of certificates (X509_get_signature_info), and not of those of lists: half of
    // the hash's bits are its security, of which 112 are needed. Without a hash of its own, as Ed25519 is, or by an
    // algorithm that OpenSSL does not know, and so cannot verify, it is none that is weak.
    [[nodiscard]] static bool has_weak_hash(const X509_CRL& list) noexcept {
        const X509_ALGOR* algorithm = nullptr;
        X509_CRL_get0_signature(&list, nullptr, &algorithm);
        int hash = NID_undef;
        const int kind = X509_CRL_get_signature_nid(&list);
        if (kind == NID_rsassaPss) {
            hash = hash_of_pss(*algorithm);
        } else if (OBJ_find_sigid_algs(kind, &hash, nullptr) != 1 || hash == NID_undef) {
            return false;
        }
        constexpr int least_size = 2 * 112 / 8;  // octets
        const EVP_MD* const known = EVP_get_digestbynid(hash);
        return !known || EVP_MD_get_size(known) < least_size;
    }

    // RFC 4055, section 3.1: SHA-1 where the parameters name none.
    [[nodiscard]] static int hash_of_pss(const X509_ALGOR& algorithm) noexcept {
        int kind = V_ASN1_UNDEF;
        const void* value = nullptr;
        X509_ALGOR_get0(nullptr, &kind, &value, &algorithm);
        if (kind != V_ASN1_SEQUENCE) return NID_undef;
        const std::unique_ptr<RSA_PSS_PARAMS, releaser<RSA_PSS_PARAMS_free>> parameters(static_cast<RSA_PSS_PARAMS*>(
            ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), ASN1_ITEM_rptr(RSA_PSS_PARAMS))));
        if (!parameters) return ERR_clear_error(), NID_undef;
        return parameters->hashAlgorithm ? OBJ_obj2nid(parameters->hashAlgorithm->algorithm) : NID_sha1;
    }

    // Whether the list has the name of that authority, and its signature verifies by its key.
    [[nodiscard]] static bool is_of(X509_CRL* list, X509* authority) noexcept {
        const bool own = X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(authority)) == 0 &&
            X509_CRL_verify(list, X509_get0_pubkey(authority)) == 1;
        ERR_clear_error();
        return own;
    }

    std::vector<std::shared_ptr<X509_CRL>> lists_;
};

}  // namespace handclasp::x509
