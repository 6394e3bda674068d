#pragma once

#include <handclasp/identity/x509/library.hpp>

#include <arpa/inet.h>

#include <chrono>
#include <ctime>
#include <optional>
#include <string>

// Parts of a certificate as text for people. What others have written there is escaped: no control characters, and
// nothing outside ASCII, reach a terminal.
namespace handclasp::x509::wording {

inline constexpr std::size_t max_text_size = 256;  // octets of a text that others have written

// A text of others' with every octet that is not printable ASCII as \XX, cut where it gets too long.
[[nodiscard]] inline std::string printable(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string shown;
    for (const char character : text) {
        if (shown.size() >= max_text_size) return shown + "...";
        const auto octet = static_cast<unsigned char>(character);
        if (octet >= 0x20 && octet <= 0x7e)
            shown += character;
        else
            shown.append({'\\', digits[octet >> 4], digits[octet & 15]});
    }
    return shown;
}

// A distinguished name, as in "O=Acme, CN=server"; characters outside ASCII are escaped.
[[nodiscard]] inline std::string of(const X509_NAME* name) {
    if (X509_NAME_entry_count(name) == 0) return "(no name)";
    constexpr unsigned long form = ASN1_STRFLGS_RFC2253 | XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN;
    const stream out(BIO_new(BIO_s_mem()));
    if (!out || X509_NAME_print_ex(out.get(), name, 0, form) < 0)
        return ERR_clear_error(), "(a name that cannot be shown)";
    return printable(as_text(written(out)));
}

// As in "2026-11-24 17:05:00 UTC".
[[nodiscard]] inline std::string of(std::chrono::sys_seconds time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    const auto two = [](auto number) {
        const auto digits = std::to_string(number);
        return digits.size() < 2 ? "0" + digits : digits;
    };
    return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
        two(static_cast<unsigned>(date.day())) + " " + two(clock.hours().count()) + ":" + two(clock.minutes().count()) +
        ":" + two(clock.seconds().count()) + " UTC";
}

// A name of subjectAltName: a DNS name, or an address of version 4 or 6 of IP; none for its other kinds.
[[nodiscard]] inline std::optional<std::string> of(const GENERAL_NAME* name) {
    int kind = 0;
    const void* const value = GENERAL_NAME_get0_value(name, &kind);
    if (kind != GEN_DNS && kind != GEN_IPADD) return std::nullopt;
    const auto* const text = static_cast<const ASN1_STRING*>(value);
    const auto* const data = ASN1_STRING_get0_data(text);
    const auto size = static_cast<std::size_t>(ASN1_STRING_length(text));
    if (kind == GEN_DNS) return printable({reinterpret_cast<const char*>(data), size});
    char address[INET6_ADDRSTRLEN];
    if (size != 4 && size != 16) return std::nullopt;
    if (!inet_ntop(size == 4 ? AF_INET : AF_INET6, data, address, sizeof address)) return std::nullopt;
    return address;
}

// The DNS names and addresses of a certificate's subjectAltName, in their order.
[[nodiscard]] inline std::vector<std::string> names_of(const X509* certificate) {
    const general_names all(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::vector<std::string> listed;
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
        if (auto name = of(sk_GENERAL_NAME_value(all.get(), i))) listed.push_back(*std::move(name));
    }
    ERR_clear_error();
    return listed;
}

// None for a time that is not well formed (RFC 5280, section 4.1.2.5).
[[nodiscard]] inline std::optional<std::chrono::sys_seconds> time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1) return ERR_clear_error(), std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(parts.tm_year + 1900),
                                           std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                           std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(parts.tm_hour) + std::chrono::minutes(parts.tm_min) +
        std::chrono::seconds(parts.tm_sec);
}

}  // namespace handclasp::x509::wording
