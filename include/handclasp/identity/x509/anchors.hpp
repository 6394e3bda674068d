#pragma once

#include <handclasp/identity/x509/certificate_file.hpp>

#include <cstdlib>

namespace handclasp::x509 {

// The certificates of the authorities that are trusted, and lists of what they have revoked. A value: copies go their
// own way, and share what does not change, so any number of threads may use them.
class anchors {
public:
    // Authorities given one by one. One that is not self-issued is trusted as well, without looking for its own
    // authority. One may be without keyUsage, because it is trusted for having been given (RFC 5280, section 6.1.4
    // (n)); an authority below it may not. Throws identity_error where there is none, or the library fails, and
    // identity_fault::certificate for what is no authority, self-signed or not: it would vouch for nobody but itself,
    // and that is what a pin of its fingerprint is for (trust::pinned).
    explicit anchors(std::vector<certificate> trusted) : anchors(std::move(trusted), {}) {}

    // All certificates of a file in PEM. Throws identity_error.
    [[nodiscard]] static anchors from_pem_file(const std::filesystem::path& file) {
        return anchors(read_certificates(file), file);
    }

    // What this machine trusts: OpenSSL's default file and folder, or those that SSL_CERT_FILE and SSL_CERT_DIR name.
    // Throws identity_error where they hold nothing.
    [[nodiscard]] static anchors system() {
        anchors made;
        made.rebuild();
        return made;
    }

    // Adds the revocation lists (CRLs, RFC 5280, section 5) of a file: one in DER, or all in PEM. From then on no
    // certificate below an authority given here is taken unless its issuer's list is there, is valid, and does not have
    // it. Throws identity_error, and changes nothing then.
    void add_revocations(const std::filesystem::path& file) {
        const auto content = read_file(file, max_certificate_file_size, file_privacy::open);
        anchors extended = *this;
        const std::size_t before = extended.revocations_.size();
        if (looks_like_der(content.expose())) {
            extended.add_list(content.expose(), file);
        } else {
            extended.add_lists_in(content.expose(), file);
        }
        if (extended.revocations_.size() == before) throw refused(file, "there is no revocation list (CRL) in it");
        extended.rebuild();
        *this = std::move(extended);
    }

    [[nodiscard]] bool has_revocations() const noexcept { return !revocations_.empty(); }

    // Why nobody below an authority that is given here can be taken at that time, in words for people: there are
    // revocation lists and none of its own, or none that is valid then. Empty where nothing is wrong with them.
    [[nodiscard]] std::string revocation_flaw(std::chrono::sys_seconds time) const {
        if (!has_revocations()) return {};
        for (const auto& authority : trusted_) {
            if (auto flaw = flaw_of_lists(authority, time); !flaw.empty()) return flaw;
        }
        return {};
    }

    // The list that has this trusted certificate, if one has. OpenSSL does not ask: the path ends there. Whoever gave
    // the list meant it, so its issuer's name is enough.
    [[nodiscard]] X509_CRL* revocation_of(X509* trusted) const noexcept {
        for (const auto& each : revocations_) {
            X509_REVOKED* entry = nullptr;
            if (X509_NAME_cmp(X509_CRL_get_issuer(each.get()), X509_get_issuer_name(trusted)) == 0 &&
                X509_CRL_get0_by_cert(each.get(), &entry, trusted) == 1) {
                return each.get();
            }
        }
        return nullptr;
    }

    // Whether one is trusted that is not self-issued: only then may a path end before a self-signed certificate.
    [[nodiscard]] bool has_intermediates() const noexcept {
        return std::ranges::any_of(trusted_, [](const certificate& each) { return !each.self_issued(); });
    }

    // The same without the authorities that are not valid at that time. None where all are valid, or none is, and for
    // the machine's own.
    [[nodiscard]] std::optional<anchors> valid_at(std::chrono::sys_seconds time) const {
        anchors left = *this;
        std::erase_if(left.trusted_,
                      [&](const certificate& each) { return time < each.not_before() || time >= each.not_after(); });
        if (left.trusted_.empty() || left.trusted_.size() == trusted_.size() || !left.fill_store()) return std::nullopt;
        return left;
    }

    // OpenSSL's own object, which nobody changes any more.
    [[nodiscard]] X509_STORE* handle() const noexcept { return store_.get(); }

private:
    anchors() = default;

    anchors(std::vector<certificate> trusted, const std::filesystem::path& file) : trusted_(std::move(trusted)) {
        if (trusted_.empty()) throw identity_error(identity_fault::certificate, file, "no authority is given");
        for (const auto& each : trusted_) require_authority(each, file);
        rebuild();
    }

    static void require_authority(const certificate& given, const std::filesystem::path& file) {
        if (X509_check_ca(given.handle()) == 1) return;  // other numbers are for those that do not say it themselves
        const auto which = "certificate \"" + given.subject() + "\" ";
        if ((X509_get_extension_flags(given.handle()) & EXFLAG_CA) != 0) {
            throw identity_error(identity_fault::certificate, file,
                                 which + "may not issue certificates: its keyUsage lacks keyCertSign",
                                 "openssl makes one that may with -addext keyUsage=critical,keyCertSign,cRLSign");
        }
        throw identity_error(identity_fault::certificate, file,
                             which + "is not that of an authority: its basicConstraints lack CA:TRUE",
                             "give the certificate of its authority, or pin the fingerprint of this one");
    }

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
        revocations_.push_back(std::move(list));
    }

    [[nodiscard]] std::string flaw_of_lists(const certificate& authority, std::chrono::sys_seconds time) const {
        std::string flaw = " is missing";
        for (const auto& each : revocations_) {
            const bool is_its_own =
                X509_NAME_cmp(X509_CRL_get_issuer(each.get()), X509_get_subject_name(authority.handle())) == 0 &&
                X509_CRL_verify(each.get(), X509_get0_pubkey(authority.handle())) == 1;
            ERR_clear_error();
            if (!is_its_own) continue;
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

    void rebuild() {
        if (!fill_store())
            throw identity_error(identity_fault::certificate, "", "OpenSSL could not take the authorities");
        if (trusted_.empty() && !has_certificates() && !has_folder()) {
            throw identity_error(
                identity_fault::missing, named_or(X509_get_default_cert_file_env(), X509_get_default_cert_file()),
                "this machine has no authorities of its own", "install ca-certificates, or give a file of authorities");
        }
    }

    // A store is made anew for each change, because others may be using the old one.
    [[nodiscard]] bool fill_store() {
        store_.reset(X509_STORE_new(), releaser<X509_STORE_free>());
        bool added = store_ != nullptr;
        for (const auto& each : trusted_) added = added && X509_STORE_add_cert(store_.get(), each.handle()) == 1;
        for (const auto& each : revocations_) added = added && X509_STORE_add_crl(store_.get(), each.get()) == 1;
        if (added && trusted_.empty()) added = X509_STORE_set_default_paths(store_.get()) == 1;
        ERR_clear_error();  // a default path that is not there is no failure, and leaves its entries
        return added;
    }

    [[nodiscard]] bool has_certificates() const noexcept {
        const STACK_OF(X509_OBJECT)* const all = X509_STORE_get0_objects(store_.get());
        for (int i = 0; i < sk_X509_OBJECT_num(all); ++i) {
            if (X509_OBJECT_get_type(sk_X509_OBJECT_value(all, i)) == X509_LU_X509) return true;
        }
        return false;
    }

    // What a variable of the environment says, or OpenSSL's default.
    [[nodiscard]] static const char* named_or(const char* variable, const char* built_in) noexcept {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): OpenSSL reads the same variables, as unsafely
        const char* const named = std::getenv(variable);
        return named ? named : built_in;
    }

    // Certificates in a folder are looked up when they are needed: whether one will be found cannot be told before.
    [[nodiscard]] static bool has_folder() {
        std::string_view folders = named_or(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
        while (!folders.empty()) {
            const auto end = std::min(folders.find(':'), folders.size());
            std::error_code unreadable;
            const std::filesystem::directory_iterator entries(folders.substr(0, end), unreadable);
            if (!unreadable && entries != std::filesystem::directory_iterator()) return true;
            folders.remove_prefix(std::min(end + 1, folders.size()));
        }
        return false;
    }

    std::vector<certificate> trusted_;  // empty for the machine's own
    std::vector<std::shared_ptr<X509_CRL>> revocations_;
    std::shared_ptr<X509_STORE> store_;
};

}  // namespace handclasp::x509
