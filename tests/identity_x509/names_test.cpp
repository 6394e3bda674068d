// Which names of a certificate a host name or an address meets (RFC 6125).
#include <handclasp/identity/x509/path.hpp>

#include "support/catch.hpp"
#include "support/certificates.hpp"

namespace hc = handclasp;
using hc::x509::path;
namespace pki = test::pki;

namespace {

const auto root = pki::issue(nullptr, pki::authority("Root"));

std::string said(const std::string& names, const std::string& host, const std::string& common_name = "server") {
    pki::contents says;
    says.names = names;
    says.common_name = common_name;
    path trust(hc::x509::anchors({root.certificate}), host);
    trust.at(pki::now);
    return trust.refusal(pki::chain_of({pki::issue(&root, says).certificate})).value_or("");
}
bool meets(const std::string& names, const std::string& host) {
    const auto text = said(names, host);
    if (!text.empty()) CHECK(text.find("is not for ") != text.npos);
    return text.empty();
}

}  // namespace

TEST_CASE("a host name meets the same name, in either case, with or without the final dot") {
    CHECK(meets("DNS:server.example", "server.example"));
    CHECK(meets("DNS:server.example", "SERVER.Example"));
    CHECK(meets("DNS:Server.Example", "server.example"));
    CHECK(meets("DNS:server.example", "server.example."));
    CHECK(meets("DNS:a.example,DNS:server.example", "server.example"));
    CHECK(meets("DNS:localhost", "localhost"));
    CHECK(meets("DNS:xn--mller-kva.example", "xn--mller-kva.example"));
    CHECK_FALSE(meets("DNS:server.example", "example"));
    CHECK_FALSE(meets("DNS:server.example", "a.server.example"));
    CHECK_FALSE(meets("DNS:server.example", "server.example.com"));
    CHECK_FALSE(meets("DNS:server.example.", "server.example"));
}

TEST_CASE("a wildcard stands for one whole label, the first") {
    CHECK(meets("DNS:*.b.example", "a.b.example"));
    CHECK_FALSE(meets("DNS:*.b.example", "b.example"));
    CHECK_FALSE(meets("DNS:*.b.example", "x.a.b.example"));
    CHECK_FALSE(meets("DNS:a*.b.example", "ab.b.example"));
    CHECK_FALSE(meets("DNS:*a.b.example", "ba.b.example"));
    CHECK_FALSE(meets("DNS:a.*.example", "a.b.example"));
    CHECK_FALSE(meets("DNS:*.*.example", "a.b.example"));
    CHECK_FALSE(meets("DNS:*.example", "a.example"));
    CHECK_FALSE(meets("DNS:*", "localhost"));
    CHECK_FALSE(meets("DNS:*.2.3.4", "1.2.3.4"));
}

TEST_CASE("an address meets the same address, and no name") {
    CHECK(meets("IP:192.0.2.7", "192.0.2.7"));
    CHECK(meets("IP:2001:db8::1", "2001:db8::1"));
    CHECK(meets("IP:2001:db8::1", "[2001:db8:0:0:0:0:0:1]"));
    CHECK(meets("IP:2001:db8::1", "2001:DB8::1"));
    CHECK_FALSE(meets("IP:192.0.2.7", "192.0.2.8"));
    CHECK_FALSE(meets("DNS:192.0.2.7", "192.0.2.7"));
    CHECK_FALSE(meets("IP:2001:db8::1", "2001:db8::2"));
    CHECK_FALSE(meets("IP:192.0.2.7", "server.example"));
    CHECK_FALSE(meets("IP:::ffff:192.0.2.7", "192.0.2.7"));
    CHECK_FALSE(meets("IP:192.0.2.7", "::ffff:192.0.2.7"));
}

TEST_CASE("the refusal tells which names there are") {
    CHECK(said("DNS:a.example,DNS:*.b.example,IP:192.0.2.7,IP:2001:db8::1", "server.example") ==
          "certificate \"CN=server\" is not for server.example; it is for a.example, *.b.example, 192.0.2.7, "
          "2001:db8::1");
    CHECK(said("IP:192.0.2.7", "192.0.2.8") == "certificate \"CN=server\" is not for 192.0.2.8; it is for 192.0.2.7");
    std::string many = "DNS:n0.example";
    for (int i = 1; i < 13; ++i) many += ",DNS:n" + std::to_string(i) + ".example";
    const auto text = said(many, "server.example");
    CHECK(text.find("n9.example and 3 more") != text.npos);
}

TEST_CASE("the common name does not count") {
    CHECK(
        said("", "server.example", "server.example") ==
        "certificate \"CN=server.example\" is not for server.example: it has no name in subjectAltName, and its common "
        "name does not count");
    CHECK(said("IP:192.0.2.7", "server.example", "server.example") ==
          "certificate \"CN=server.example\" is not for server.example; it is for 192.0.2.7");
    CHECK(said("email:a@b.example", "server.example", "server.example").find("no name in subjectAltName") !=
          std::string::npos);
}

// A name of "server.example\0.attacker.example": for C it ends at the zero.
TEST_CASE("a name with a zero in it is not the name before the zero") {
    pki::contents says;
    says.names = "DNS:server.exampleX.attacker.example";
    auto der = pki::issue(&root, says).certificate.der();
    const std::string_view text = hc::as_text(der);
    der[text.find("exampleX") + 7] = std::byte{0};
    const auto altered = hc::x509::certificate::from_der(der).value();
    hc::x509::certificate_object copy(X509_dup(altered.handle()));
    pki::require(i2d_re_X509_tbs(copy.get(), nullptr) > 0 && X509_sign(copy.get(), root.key.get(), EVP_sha256()) > 0,
                 "");
    const auto forged = hc::x509::certificate::adopt(std::move(copy)).value();
    path trust(hc::x509::anchors({root.certificate}), "server.example");
    trust.at(pki::now);
    CHECK(trust.refusal(pki::chain_of({forged})) ==
          "certificate \"CN=server\" is not for server.example; it is for server.example\\00.attacker.example");
}

TEST_CASE("what is neither a host name nor an address is nobody to trust") {
    const hc::x509::anchors trusted({root.certificate});
    for (const std::string wrong :
         {"", ".", ".example", "a..example", "*.example", "server.example:4000", "192.0.2.7:1", "[2001:db8::1]:1",
          "2001:db8::1%eth0", "a b", "m\xc3\xbcller.example", "a/b"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(path(trusted, wrong), std::invalid_argument);
    }
    CHECK_THROWS_AS(path(trusted, std::string("server.example\0.x", 17)), std::invalid_argument);
    // For C, and for OpenSSL, these end behind the address.
    for (const std::string& wrong :
         {std::string("127.0.0.1\0.bank.example", 23), std::string("[::1\0.bank.example]", 19),
          std::string("127.0.0.1 .bank.example"), std::string(" 127.0.0.1")}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(path(trusted, wrong), std::invalid_argument);
    }
    CHECK_THROWS_WITH(path(trusted, std::string("127.0.0.1\0.bank.example", 23)),
                      "\"127.0.0.1\\00.bank.example\" is neither a host name in ASCII nor an address (without port)");
    CHECK_THROWS_AS(path(trusted, std::string(254, 'a')), std::invalid_argument);
    CHECK_THROWS_WITH(path(trusted, "server.example:4000"),
                      "\"server.example:4000\" is neither a host name in ASCII nor an address (without port)");
    CHECK_NOTHROW(path(trusted, "a_b-c.example"));
    CHECK(ERR_peek_error() == 0);
}
