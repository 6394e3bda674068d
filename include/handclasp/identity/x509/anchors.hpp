#pragma once

#include <handclasp/identity/x509/revocations.hpp>

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
    // certificate below an authority given here is taken unless its issuer's list is there and is valid, and none that
    // any list has. Throws identity_error, and changes nothing then.
    void add_revocations(const std::filesystem::path& file) {
        anchors extended = *this;
        extended.revocations_.add(file);
        extended.rebuild();
        *this = std::move(extended);
    }

    [[nodiscard]] bool has_revocations() const noexcept { return !revocations_.empty(); }

    // Why nobody below an authority that is given here can be taken at that time, in words for people: there are
    // revocation lists and none of its own, or none that is valid then. Empty where nothing is wrong with them.
    [[nodiscard]] std::string revocation_flaw(std::chrono::sys_seconds time) const {
        if (!has_revocations()) return {};
        for (const auto& authority : trusted_) {
            if (auto flaw = revocations_.flaw_of_lists(authority, time); !flaw.empty()) return flaw;
        }
        return {};
    }

    // See revocations::having.
    [[nodiscard]] X509_CRL* revocation_of(const STACK_OF(X509) * path, int place) const noexcept {
        return revocations_.having(path, place);
    }

    // Whether one was given that is not self-signed: only then may a path end before a self-signed certificate.
    [[nodiscard]] bool has_intermediates() const noexcept { return has_intermediates_; }

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
        has_intermediates_ = !std::ranges::all_of(trusted_, &certificate::self_signed);
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
        added = added && revocations_.put_into(store_.get());
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
    bool has_intermediates_ = false;
    revocations revocations_;
    std::shared_ptr<X509_STORE> store_;
};

}  // namespace handclasp::x509
