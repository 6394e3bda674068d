// A name that lets a client in: a DNS name or an address, as certificates have them.
#pragma once

#include <handclasp/handclasp.hpp>
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
#include <handclasp/identity.hpp>
#endif

#include <arpa/inet.h>

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <vector>

// Two are the same where they mean the same: a DNS name in upper and in lower case, and the ways to write one address.
// An address is never the same as a DNS name that looks like it.
class client_name {
public:
    // As somebody has typed it; none for what looks like an address and is none, and for nothing.
    [[nodiscard]] static std::optional<client_name> from_text(const std::string& text) {
        const bool six = text.find(':') != std::string::npos;
        if (!six && text.find_first_not_of("0123456789.") != std::string::npos) return client_name(dns, lower(text));
        std::array<unsigned char, sizeof(in6_addr)> address;
        std::array<char, INET6_ADDRSTRLEN> written;
        const int family = six ? AF_INET6 : AF_INET;
        if (::inet_pton(family, text.c_str(), address.data()) != 1 ||
            ::inet_ntop(family, address.data(), written.data(), written.size()) == nullptr)
            return std::nullopt;
        return client_name(ip, written.data());
    }

#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    // Those of a certificate's subjectAltName, in their order.
    [[nodiscard]] static std::vector<client_name> all_of(const handclasp::x509::certificate& client) {
        const handclasp::x509::general_names all(
            static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(client.handle(), NID_subject_alt_name, nullptr, nullptr)));
        std::vector<client_name> listed;
        for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
            const auto* const name = sk_GENERAL_NAME_value(all.get(), i);
            const auto text = handclasp::x509::wording::of(name);
            if (text)
                listed.push_back(name->type == GEN_IPADD ? client_name(ip, *text) : client_name(dns, lower(*text)));
        }
        ::ERR_clear_error();
        return listed;
    }
#endif

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    friend auto operator<=>(const client_name&, const client_name&) = default;

private:
    enum kind { dns, ip };

    client_name(kind of, std::string text) : kind_(of), text_(std::move(text)) {}

    static std::string lower(std::string text) {
        for (char& letter : text) {
            if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
        }
        return text;
    }

    kind kind_;
    std::string text_;
};
