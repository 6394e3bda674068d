#include <handclasp/identity/x509/certificate.hpp>

#include "identity_x509/scratch.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

namespace hc = handclasp;
using hc::x509::certificate;
using test::bytes;
namespace pki = test::pki;

static_assert(std::is_copy_constructible_v<certificate> && std::is_nothrow_move_constructible_v<certificate>);

namespace {

pki::contents with_names(std::string names) {
    pki::contents says;
    says.names = std::move(names);
    return says;
}

// `openssl x509 -noout ARGUMENTS` about a certificate.
std::string openssl_says(const certificate& one, const std::string& arguments) {
    const test::scratch files;
    files.write("one.pem", one.pem());
    REQUIRE(files.openssl("x509 -in one.pem -noout " + arguments));
    return files.said();
}

}  // namespace

TEST_CASE("self-signed is what its own key has signed, and not all that has its issuer's name") {
    const auto root = pki::issue(nullptr, pki::authority("Root"));
    const auto fresh = pki::issue(&root, pki::authority("Root")).certificate;
    CHECK(fresh.names_as_issuer(fresh));
    CHECK_FALSE(fresh.self_signed());
    CHECK(ERR_peek_error() == 0);
    auto der = root.certificate.der();
    CHECK(hc::x509::certificate::from_der(der).value().self_signed());
    der.back() ^= std::byte{1};
    const auto forged = hc::x509::certificate::from_der(der).value();
    CHECK(forged.names_as_issuer(forged));
    CHECK_FALSE(forged.self_signed());
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("a certificate says what it says, as openssl does") {
    const auto root = pki::issue(nullptr, pki::authority("Root"));
    const auto one =
        pki::issue(&root, with_names("DNS:a.example,DNS:*.b.example,IP:192.0.2.7,IP:2001:db8::1,email:x@y"))
            .certificate;
    CHECK(one.subject() == "CN=server");
    CHECK(one.issuer() == "CN=Root");
    CHECK(one.names() == std::vector<std::string>{"a.example", "*.b.example", "192.0.2.7", "2001:db8::1"});
    CHECK(one.not_before() == pki::now - pki::days(30));
    CHECK(one.not_after() == pki::now + pki::days(30));
    CHECK(hc::x509::wording::of(one.not_after()) == "2026-07-15 00:00:00 UTC");
    CHECK(openssl_says(one, "-enddate") == "notAfter=Jul 15 00:00:00 2026 GMT\n");
    CHECK_FALSE(one.names_as_issuer(one));
    CHECK_FALSE(one.self_signed());
    CHECK(root.certificate.names_as_issuer(root.certificate));
    CHECK(root.certificate.self_signed());
    CHECK(one.names_as_issuer(root.certificate));
    CHECK_FALSE(root.certificate.names_as_issuer(one));
    CHECK(one.kind() == hc::x509::key_kind::p256);
}

TEST_CASE("a certificate has the fingerprint of its key") {
    const auto holder = pki::issue(nullptr, {});
    CHECK(holder.certificate.fingerprint() == pki::private_key(holder.key).fingerprint());
    const auto renewed = pki::issue(nullptr, with_names("DNS:other.example"), holder.key);
    CHECK(renewed.certificate.fingerprint() == holder.certificate.fingerprint());
    CHECK_FALSE(renewed.certificate == holder.certificate);
}

TEST_CASE("a certificate goes through DER and PEM") {
    const auto one = pki::issue(nullptr, {}).certificate;
    CHECK(certificate::from_der(one.der()).value() == one);
    const auto text = "What is before it is skipped.\n" + one.pem() + "and behind it as well\n";
    CHECK(certificate::from_pem(hc::as_octets(text)).value() == one);
    CHECK(openssl_says(one, "-subject").find("server") != std::string::npos);
}

TEST_CASE("octets that are no certificate are malformed, and leave nothing in OpenSSL's queue") {
    const auto der = pki::issue(nullptr, {}).certificate.der();
    const auto refused = [](hc::octets octets) {
        const auto read = certificate::from_der(octets);
        CHECK(ERR_peek_error() == 0);
        return !read && read.error() == hc::errc::malformed;
    };
    for (std::size_t size = 0; size < der.size(); ++size) {
        CAPTURE(size);
        CHECK(refused(hc::octets(der).first(size)));
    }
    auto longer = der;
    longer.push_back(std::byte{0});
    CHECK(refused(longer));
    CHECK(refused(hc::as_octets("-----BEGIN CERTIFICATE-----")));
    for (const std::string_view text :
         {"", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
        CHECK(certificate::from_pem(hc::as_octets(text)).error() == hc::errc::malformed);
        CHECK(ERR_peek_error() == 0);
    }
}

// BER has more than one way to write a length, and DER one (X.690, section 10.1).
TEST_CASE("a certificate that is not in DER is malformed") {
    auto ber = pki::issue(nullptr, {}).certificate.der();
    REQUIRE(ber[1] == std::byte{0x82});
    ber[1] = std::byte{0x83};
    ber.insert(ber.begin() + 2, std::byte{0});
    const unsigned char* at = hc::openssl::bytes(ber);
    const hc::x509::certificate_object taken(d2i_X509(nullptr, &at, static_cast<long>(ber.size())));
    CHECK(taken);  // OpenSSL takes it
    CHECK(certificate::from_der(ber).error() == hc::errc::malformed);
}

// The signature is over the octets that came, and OpenSSL keeps those of the signed part: an issuer could sign BER, and
// OpenSSL writes it as it was.
TEST_CASE("a certificate whose signed part is not in DER is malformed, although it is signed") {
    const auto issuer = pki::issue(nullptr, {});
    const auto in_ber = [&](void (*change)(bytes& tbs)) {
        bytes tbs = issuer.certificate.der();
        tbs.erase(tbs.begin(), tbs.begin() + 4);  // the outer SEQUENCE
        REQUIRE(tbs[1] == std::byte{0x82});
        tbs.resize(4 + (std::to_integer<std::size_t>(tbs[2]) << 8 | std::to_integer<std::size_t>(tbs[3])));
        change(tbs);
        const hc::openssl::digest_context context(EVP_MD_CTX_new());
        bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(issuer.key.get())));
        std::size_t size = signature.size();
        REQUIRE(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, issuer.key.get()) == 1);
        REQUIRE(EVP_DigestSign(context.get(), hc::openssl::bytes(signature), &size, hc::openssl::bytes(tbs),
                               tbs.size()) == 1);
        const auto with_header = [](unsigned char tag, bytes content) {
            const auto length = content.size();
            bytes header{std::byte{tag}, std::byte{0x82}, static_cast<std::byte>(length >> 8),
                         static_cast<std::byte>(length & 0xff)};
            if (length < 0x80) header = {std::byte{tag}, static_cast<std::byte>(length)};
            content.insert(content.begin(), header.begin(), header.end());
            return content;
        };
        signature.resize(size);
        signature.insert(signature.begin(), std::byte{0});
        const auto algorithm = test::from_hex("300a06082a8648ce3d040302");  // ecdsa-with-SHA256
        const auto bits = with_header(0x03, signature);
        tbs.insert(tbs.end(), algorithm.begin(), algorithm.end());
        tbs.insert(tbs.end(), bits.begin(), bits.end());
        return with_header(0x30, tbs);
    };
    const auto signed_by_issuer = [&](const bytes& encoded) {
        const unsigned char* at = hc::openssl::bytes(encoded);
        const hc::x509::certificate_object read(d2i_X509(nullptr, &at, static_cast<long>(encoded.size())));
        return read && X509_verify(read.get(), issuer.key.get()) == 1 &&
            hc::x509::encoded<X509>(read.get(), i2d_X509) == encoded;
    };
    const auto in_der = in_ber([](bytes&) {});
    CHECK(signed_by_issuer(in_der));
    CHECK(certificate::from_der(in_der));

    const bytes forms[] = {
        in_ber([](bytes& tbs) {  // its own length, with a zero before it
            tbs[1] = std::byte{0x83};
            tbs.insert(tbs.begin() + 2, std::byte{0});
        }),
        in_ber([](bytes& tbs) {  // the version's: a0 03 -> a0 81 03
            tbs[5] = std::byte{0x81};
            tbs.insert(tbs.begin() + 6, std::byte{3});
            tbs[3] = static_cast<std::byte>(std::to_integer<unsigned>(tbs[3]) + 1);
        }),
        in_ber([](bytes& tbs) {  // that of a name, which OpenSSL keeps once more
            const auto common_name = test::from_hex("0603550403");
            const auto found = std::search(tbs.begin(), tbs.end(), common_name.begin(), common_name.end());
            const auto at = found - tbs.begin() - 6;  // SEQUENCE, SET, SEQUENCE, each with a length of one octet
            tbs[static_cast<std::size_t>(at) + 1] =
                static_cast<std::byte>(std::to_integer<unsigned>(tbs[static_cast<std::size_t>(at) + 1]) + 1);
            tbs.insert(tbs.begin() + at + 3, std::byte{0x81});
            tbs[3] = static_cast<std::byte>(std::to_integer<unsigned>(tbs[3]) + 1);
        }),
    };
    for (const auto& form : forms) {
        CHECK(signed_by_issuer(form));  // OpenSSL takes it and writes it again as it was
        CHECK(certificate::from_der(form).error() == hc::errc::malformed);
        const unsigned char* at = hc::openssl::bytes(form);
        CHECK(certificate::adopt(hc::x509::certificate_object(d2i_X509(nullptr, &at, static_cast<long>(form.size()))))
                  .error() == hc::errc::malformed);
        CHECK(hc::x509::chain::decode(pki::wire({form})).error() == hc::errc::malformed);
        CHECK(ERR_peek_error() == 0);
    }
}

TEST_CASE("any altered octet of a certificate is refused or shows") {
    const auto one = pki::issue(nullptr, {}).certificate;
    auto der = one.der();
    for (std::size_t at = 0; at < der.size(); ++at) {
        for (const std::byte mask : {std::byte{0x01}, std::byte{0x80}, std::byte{0xff}}) {
            der[at] ^= mask;
            const auto read = certificate::from_der(der);
            if (read) {
                CHECK_FALSE(*read == one);
                static_cast<void>(read->names());
                static_cast<void>(read->subject());
                static_cast<void>(read->kind());
            }
            CHECK(ERR_peek_error() == 0);
            der[at] ^= mask;
        }
    }
}

TEST_CASE("what others have written is escaped before a terminal shows it") {
    pki::contents says;
    says.common_name = "evil\x1b[2Jname\n\xc3\xa9";
    const auto subject = pki::issue(nullptr, says).certificate.subject();
    CHECK(subject == "CN=evil\\1B[2Jname\\0A\\C3\\A9");
    CHECK(hc::x509::wording::printable("a\x1b[31m\xc2\x9b.example\x7f") == "a\\1B[31m\\C2\\9B.example\\7F");
    CHECK(hc::x509::wording::printable(std::string(1000, 'a')).size() == 256 + 3);
    says.common_name.clear();
    says.names = "critical,DNS:server.example";
    CHECK(pki::issue(nullptr, says).certificate.subject() == "(no name)");
}

TEST_CASE("times of a certificate reach from 1950 to 9999") {
    using namespace std::chrono;
    for (const sys_seconds time :
         {sys_seconds(sys_days(year(1950) / 1 / 1)), sys_seconds(sys_days(year(1970) / 1 / 1)),
          sys_seconds(sys_days(year(2049) / 12 / 31)) + hours(23) + minutes(59) + seconds(59),
          sys_seconds(sys_days(year(2050) / 1 / 1)), sys_seconds(sys_days(year(2024) / 2 / 29)),
          sys_seconds(sys_days(year(9999) / 12 / 31)) + hours(23) + minutes(59) + seconds(59)}) {
        pki::contents says;
        says.to = time;
        CHECK(pki::issue(nullptr, says).certificate.not_after() == time);
    }
    CHECK(hc::x509::wording::of(sys_seconds(sys_days(year(2024) / 2 / 29)) + hours(7) + minutes(8) + seconds(9)) ==
          "2024-02-29 07:08:09 UTC");
}
