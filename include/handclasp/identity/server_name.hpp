#pragma once

#include <handclasp/core/result.hpp>

#include <arpa/inet.h>

#include <array>
#include <string>
#include <string_view>

namespace handclasp {

// The one spelling of a server's `host:port`, so that the exact text says which server is meant: a host name in lower
// case or an IPv4 address, or an IPv6 address in brackets as inet_ntop writes it; and a port from 1 to 65535 in
// decimal. A name outside ASCII has to be given as it stands in the DNS (xn--...). Nothing is looked up: a name and
// its address are two servers. errc::invalid_argument.
[[nodiscard]] inline result<std::string> canonical_server_name(std::string_view host_and_port) {
    constexpr std::size_t longest_host = 253;  // of a name in the DNS (RFC 1035, section 2.3.4), as text
    const auto colon = host_and_port.rfind(':');
    if (colon == std::string_view::npos) return errc::invalid_argument;
    const auto host = host_and_port.substr(0, colon), port = host_and_port.substr(colon + 1);

    unsigned number = 0;
    for (const char digit : port) {
        if (digit < '0' || digit > '9' || number > 65535) return errc::invalid_argument;
        number = 10 * number + static_cast<unsigned>(digit - '0');
    }
    if (port.empty() || port.front() == '0' || number > 65535) return errc::invalid_argument;
    if (host.empty() || host.size() > longest_host) return errc::invalid_argument;

    std::string spelled;
    if (host.front() == '[' && host.back() == ']') {
        if (host.find('\0') != std::string_view::npos) return errc::invalid_argument;  // inet_pton would end there
        in6_addr address{};
        std::array<char, INET6_ADDRSTRLEN> text{};
        if (::inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), &address) != 1 ||
            ::inet_ntop(AF_INET6, &address, text.data(), static_cast<socklen_t>(text.size())) == nullptr)
            return errc::invalid_argument;
        spelled.append("[").append(text.data()).append("]");
    } else {
        for (const char character : host) {
            const bool upper = character >= 'A' && character <= 'Z';
            const char lower = upper ? static_cast<char>(character - 'A' + 'a') : character;
            const bool usual = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '.' ||
                lower == '-' || lower == '_';
            if (!usual) return errc::invalid_argument;
            spelled += lower;
        }
    }
    return spelled.append(":").append(port);
}

}  // namespace handclasp
