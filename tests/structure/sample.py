"""The smallest program of a user, for the scripts that build one outside the project."""

PROGRAM = """\
#include <handclasp/handclasp.hpp>

#include <array>
#include <cstdio>

namespace hc = handclasp;

// A key on each side and one comparison: enough to need the headers, and Crypto++ to link.
int main() {
    const std::array<std::byte, 4> left{};
    const std::array<std::byte, 4> right{};
    static_assert(hc::layout::message_frame<hc::standard>::overhead > 0);
    if (!hc::constant_time::equal(left, right)) {
        return 1;
    }
    std::puts("handclasp works here");
}
"""

# The same without Crypto++, and with OpenSSL to link.
OPENSSL_PROGRAM = """\
#include <handclasp/suite/openssl.hpp>

#include <cstdio>

namespace hc = handclasp;

int main() {
    static_assert(hc::layout::message_frame<hc::openssl::standard>::overhead > 0);
    std::array<std::byte, 4> drawn{};
    if (!hc::openssl::os_random::fill(drawn)) {
        return 1;
    }
    std::puts("handclasp works here");
}
"""

# A batch in the lanes of IPsec-MB, whose headers and library both have to be found.
IPSEC_MB_PROGRAM = """\
#include <handclasp/ipsec_mb.hpp>

#include <cstdio>

namespace hc = handclasp;

int main() {
    static_assert(hc::ipsec_mb::standard::name == hc::standard::name);
    const auto batch = hc::batch<hc::ipsec_mb::standard>::make();
    if (!batch && batch.error() != hc::errc::unsupported_processor) {
        return 1;
    }
    std::puts("handclasp works here");
}
"""
# A certificate, for which X.509 has to be there and to link.
IDENTITY_PROGRAM = """\
#include <handclasp/handclasp.hpp>
#include <handclasp/identity.hpp>

#include <cstdio>

namespace hc = handclasp;

int main() {
    const auto key = hc::x509::private_key::generate(hc::x509::key_kind::p256);
    if (!key || hc::x509::certificate::from_pem(hc::as_octets("no certificate"))) {
        return 1;
    }
    const auto hash = hc::standard::primitives::hash::size;
    std::puts(hash == 32 ? "handclasp works here" : "");
}
"""
SAYS = "handclasp works here"
