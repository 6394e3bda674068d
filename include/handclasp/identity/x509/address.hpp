#pragma once

#include <handclasp/core/octets.hpp>

#include <arpa/inet.h>

#include <optional>
#include <string>
#include <vector>

namespace handclasp::x509 {

// The octets of an address as certificates have it (RFC 5280, section 4.2.1.6): 4 for one of IPv4, 16 for one of IPv6.
// None for any other text. Not by OpenSSL, which takes ":" for an address, and no more of "192.0.2.7 other.example"
// than what stands before the space.
[[nodiscard]] inline std::optional<std::vector<std::byte>> parsed_address(const std::string& text) {
    if (text.find('\0') != text.npos) return std::nullopt;  // inet_pton would end there
    const bool six = text.find(':') != text.npos;
    std::vector<std::byte> address(six ? sizeof(in6_addr) : sizeof(in_addr));
    if (inet_pton(six ? AF_INET6 : AF_INET, text.c_str(), address.data()) != 1) return std::nullopt;
    return address;
}

}  // namespace handclasp::x509
