#pragma once

#include <handclasp/identity/identity_error.hpp>
#include <handclasp/identity/plain_text.hpp>
#include <handclasp/identity/x509/address.hpp>
#include <handclasp/identity/x509/wording.hpp>

#include <string>
#include <vector>

namespace handclasp::x509 {

// Whom a certificate names.
struct subject {
    // For people to read; nothing is compared with it. UTF-8, 1 to 64 characters (RFC 5280, appendix A.1).
    std::string common_name;

    // What a peer compares with: DNS names, `*.` allowed in front, and addresses of IPv4 and IPv6. At most max_names.
    std::vector<std::string> names;

    static constexpr std::size_t max_names = 100;
};

using distinguished_name = std::unique_ptr<X509_NAME, releaser<X509_NAME_free>>;
using address_octets = std::unique_ptr<ASN1_OCTET_STRING, releaser<ASN1_OCTET_STRING_free>>;

// A subject as certificates and requests carry it. Names become fields of their own one by one and are never pasted
// into a text that OpenSSL parses, so that no name can bring another along.
//
// Throws identity_error: identity_fault::certificate for a name that is none, and says which. std::system_error where
// OpenSSL fails.
class subject_encoding {
public:
    [[nodiscard]] static distinguished_name name_of(const subject& who) {
        if (who.common_name.empty()) refuse("the common name is empty");
        if (const auto flaw = text::flaw_in(who.common_name)) {
            refuse("the common name " + std::string(text::words_for(*flaw)));
        }
        distinguished_name name(X509_NAME_new());
        concluded(name != nullptr).value();
        if (X509_NAME_add_entry_by_NID(name.get(), NID_commonName, MBSTRING_UTF8, bytes(as_octets(who.common_name)),
                                       static_cast<int>(who.common_name.size()), -1, 0) != 1) {
            static_cast<void>(failed());
            refuse("the common name '" + who.common_name + "' is longer than 64 characters");
        }
        return name;
    }

    // For subjectAltName (RFC 5280, section 4.2.1.6); null where the subject has no names.
    [[nodiscard]] static general_names names_of(const subject& who) {
        if (who.names.empty()) return nullptr;
        if (who.names.size() > subject::max_names) refuse("more names than a certificate here may have, which is 100");
        general_names encoded(GENERAL_NAMES_new());
        concluded(encoded != nullptr).value();
        for (const auto& name : who.names) add(*encoded, name);
        return encoded;
    }

private:
    [[noreturn]] static void refuse(const std::string& reason) {
        throw identity_error(identity_fault::certificate, {}, reason);
    }

    static void add(GENERAL_NAMES& to, const std::string& name) {
        const bool address = is_address_like(name);
        if (!address && !is_dns_name(name)) {
            refuse("'" + wording::printable(name) +
                   "' is no DNS name (labels of letters, digits and hyphens) and no address");
        }
        auto value = address ? address_of(name) : dns_name_of(name);
        std::unique_ptr<GENERAL_NAME, releaser<GENERAL_NAME_free>> field(GENERAL_NAME_new());
        concluded(field != nullptr).value();
        GENERAL_NAME_set0_value(field.get(), address ? GEN_IPADD : GEN_DNS, value.release());
        concluded(sk_GENERAL_NAME_push(&to, field.get()) > 0).value();
        static_cast<void>(field.release());  // the list has taken it
    }

    // Of the characters of an address, and so to be read as one or refused: digits and dots alone are no DNS name.
    [[nodiscard]] static bool is_address_like(std::string_view name) noexcept {
        const bool colon = name.find(':') != name.npos;
        return !name.empty() && name.find_first_not_of(colon ? "0123456789abcdefABCDEF:." : "0123456789.") == name.npos;
    }

    [[nodiscard]] static address_octets address_of(const std::string& name) {
        const auto address = parsed_address(name);
        if (!address) refuse("'" + name + "' is no address of IPv4 or IPv6");
        address_octets encoded(ASN1_OCTET_STRING_new());
        concluded(encoded &&
                  ASN1_OCTET_STRING_set(encoded.get(), bytes(*address), static_cast<int>(address->size())) == 1)
            .value();
        return encoded;
    }

    // An IA5String, in lower case.
    [[nodiscard]] static address_octets dns_name_of(std::string name) {
        for (char& letter : name) {
            if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
        }
        address_octets text(ASN1_STRING_type_new(V_ASN1_IA5STRING));
        concluded(text && ASN1_STRING_set(text.get(), name.data(), static_cast<int>(name.size())) == 1).value();
        return text;
    }

    // RFC 1123, section 2.1: the last label is no number. A star may stand for the first of at least three labels (RFC
    // 6125, section 6.4.3).
    [[nodiscard]] static bool is_dns_name(std::string_view name) noexcept {
        if (name.empty() || name.size() > 253) return false;
        const bool star = name.starts_with("*.");
        if (star) name.remove_prefix(2);
        std::size_t labels = 0;
        for (std::string_view rest = name;; ++labels) {
            const auto end = rest.find('.');
            if (!is_label(rest.substr(0, end))) return false;
            if (end == rest.npos) return (!star || labels > 0) && rest.find_first_not_of("0123456789") != rest.npos;
            rest.remove_prefix(end + 1);
        }
    }

    [[nodiscard]] static bool is_label(std::string_view label) noexcept {
        constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
        return !label.empty() && label.size() <= 63 && label.find_first_not_of(allowed) == label.npos &&
            label.front() != '-' && label.back() != '-';
    }
};

}  // namespace handclasp::x509
