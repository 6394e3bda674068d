#pragma once

#include <handclasp/identity/x509/issue.hpp>
#include <handclasp/identity/x509/revocation_reason.hpp>

namespace handclasp::x509 {

// A certificate that its authority takes back before its time.
struct revocation {
    std::vector<std::byte> serial;  // its number: big-endian, without leading zeros
    std::chrono::sys_seconds when;
    revocation_reason reason = revocation_reason::unspecified;

    [[nodiscard]] static revocation of(const certificate& revoked, std::chrono::sys_seconds when,
                                       revocation_reason reason = revocation_reason::unspecified) {
        return {number_of(X509_get0_serialNumber(revoked.handle())), when, reason};
    }

    // Empty for a number that is not positive.
    [[nodiscard]] static std::vector<std::byte> number_of(const ASN1_INTEGER* serial) {
        const openssl::public_number number(ASN1_INTEGER_to_BN(serial, nullptr));
        concluded(number != nullptr).value();
        if (BN_is_negative(number.get())) return {};
        std::vector<std::byte> written(static_cast<std::size_t>(BN_num_bytes(number.get())));
        BN_bn2bin(number.get(), bytes(written));
        return written;
    }
};

// What an authority has revoked (RFC 5280, section 5), signed by it. The next list has a higher number and replaces
// this one.
class revocation_list {
public:
    // Says all that is revoked; when.from is its own time and when.to that of the next list, after which peers that use
    // this one trust nobody. identity_error: identity_fault::certificate for what is no authority. std::system_error:
    // errc::invalid_argument for a serial number of no octets or more than 20 and for times that cannot be expressed;
    // errc::backend.
    [[nodiscard]] static revocation_list make(const private_key& key, const certificate& authority,
                                              const std::vector<revocation>& revoked, std::uint64_t number,
                                              validity when) {
        require_authority(key, authority, KU_CRL_SIGN);
        if (when.empty()) throw std::system_error(errc::invalid_argument);
        revocation_list_object made(X509_CRL_new());
        concluded(made && X509_CRL_set_version(made.get(), X509_CRL_VERSION_2) == 1 &&
                  X509_CRL_set_issuer_name(made.get(), X509_get_subject_name(authority.handle())) == 1)
            .value();
        concluded(X509_CRL_set1_lastUpdate(made.get(), asn1_time(when.from).get()) == 1 &&
                  X509_CRL_set1_nextUpdate(made.get(), asn1_time(when.to).get()) == 1)
            .value();
        for (const auto& each : revoked) add(*made, each);
        extensions said;
        said.add_issuer_key(authority.handle());
        said.add_list_number(number);
        bool written = X509_CRL_sort(made.get()) == 1;
        for (int i = 0; written && i < sk_X509_EXTENSION_num(said.list()); ++i) {
            written = X509_CRL_add_ext(made.get(), sk_X509_EXTENSION_value(said.list(), i), -1) == 1;
        }
        concluded(written && X509_CRL_sign(made.get(), key.handle(), certificate_draft::signing_hash(key)) > 0).value();
        return revocation_list(std::move(made));
    }

    // The first one in a text in PEM, of just this authority. errc::malformed; errc::bad_proof where the authority has
    // not signed it.
    [[nodiscard]] static result<revocation_list> from_pem(octets text, const certificate& authority) {
        const auto in = reading(text);
        if (!in) return failed();
        revocation_list_object read(PEM_read_bio_X509_CRL(in.get(), nullptr, no_password, nullptr));
        if (!read) return failed(errc::malformed);
        if (X509_NAME_cmp(X509_CRL_get_issuer(read.get()), X509_get_subject_name(authority.handle())) != 0 ||
            X509_CRL_verify(read.get(), X509_get0_pubkey(authority.handle())) != 1) {
            return failed(errc::bad_proof);
        }
        return revocation_list(std::move(read));
    }

    // All that is revoked, for the next list.
    [[nodiscard]] std::vector<revocation> revoked() const {
        std::vector<revocation> all;
        auto* const list = X509_CRL_get_REVOKED(object_.get());
        for (int i = 0; i < sk_X509_REVOKED_num(list); ++i) {
            const X509_REVOKED* const each = sk_X509_REVOKED_value(list, i);
            const auto when = wording::time_of(X509_REVOKED_get0_revocationDate(each));
            all.push_back({revocation::number_of(X509_REVOKED_get0_serialNumber(each)),
                           when.value_or(std::chrono::sys_seconds{}), reason_extension::read(each)});
        }
        return all;
    }

    // None for a list without one, or with one of more than 64 bits.
    [[nodiscard]] std::optional<std::uint64_t> number() const {
        const std::unique_ptr<ASN1_INTEGER, releaser<ASN1_INTEGER_free>> found(
            static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(object_.get(), NID_crl_number, nullptr, nullptr)));
        std::uint64_t number = 0;
        if (!found || ASN1_INTEGER_get_uint64(&number, found.get()) != 1) return ERR_clear_error(), std::nullopt;
        return number;
    }

    // std::system_error: errc::backend.
    [[nodiscard]] std::string pem() const { return pem_of<X509_CRL>(object_.get(), PEM_write_bio_X509_CRL); }

private:
    using time_object = std::unique_ptr<ASN1_TIME, releaser<ASN1_TIME_free>>;

    explicit revocation_list(revocation_list_object object) noexcept : object_(std::move(object)) {}

    [[nodiscard]] static time_object asn1_time(std::chrono::sys_seconds time) {
        time_object made(ASN1_TIME_new());
        concluded(made != nullptr).value();
        validity::write(made.get(), time);
        return made;
    }

    static void add(X509_CRL& list, const revocation& what) {
        constexpr std::size_t max_size = 20;  // RFC 5280, section 4.1.2.2
        if (what.serial.empty() || what.serial.size() > max_size) throw std::system_error(errc::invalid_argument);
        const openssl::public_number number(
            BN_bin2bn(bytes(what.serial), static_cast<int>(what.serial.size()), nullptr));
        concluded(number != nullptr).value();
        const std::unique_ptr<ASN1_INTEGER, releaser<ASN1_INTEGER_free>> serial(
            BN_to_ASN1_INTEGER(number.get(), nullptr));
        std::unique_ptr<X509_REVOKED, releaser<X509_REVOKED_free>> entry(X509_REVOKED_new());
        concluded(serial && entry && X509_REVOKED_set_serialNumber(entry.get(), serial.get()) == 1 &&
                  X509_REVOKED_set_revocationDate(entry.get(), asn1_time(what.when).get()) == 1)
            .value();
        reason_extension::write(entry.get(), what.reason);
        concluded(X509_CRL_add0_revoked(&list, entry.get()) == 1).value();
        static_cast<void>(entry.release());  // the list has taken it
    }

    revocation_list_object object_;
};

}  // namespace handclasp::x509
