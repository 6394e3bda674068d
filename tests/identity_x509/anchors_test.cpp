#include <handclasp/identity/x509/anchors.hpp>

#include "identity_x509/scratch.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

#include <handclasp/identity/x509/path.hpp>

namespace hc = handclasp;
using hc::identity_fault;
using hc::x509::anchors;
namespace pki = test::pki;
using pki::days;

namespace {

const auto root = pki::issue(nullptr, pki::authority("Root"));
const auto intermediate = pki::issue(&root, pki::authority("Intermediate"));

// What the error says behind the file's name.
template <class Call>
std::string refusal_of(const std::filesystem::path& file, identity_fault fault, Call&& call) {
    try {
        call();
    } catch (const hc::identity_error& error) {
        CHECK(error.fault() == fault);
        CHECK(error.file() == file.string());
        CHECK(ERR_peek_error() == 0);
        return std::string(error.what()).substr(file.string().size() + 2);
    }
    return "taken";
}

std::string refusal_of_anchors(std::string_view content) {
    const test::scratch files;
    const auto file = files.write("anchors.pem", content);
    return refusal_of(file, identity_fault::malformed, [&] { static_cast<void>(anchors::from_pem_file(file)); });
}

std::string refusal_of_list(std::string_view content, identity_fault fault = identity_fault::malformed) {
    const test::scratch files;
    const auto file = files.write("list.pem", content);
    anchors trusted({root.certificate});
    const auto text = refusal_of(file, fault, [&] { trusted.add_revocations(file); });
    CHECK(trusted.has_revocations() == (text == "taken"));
    return text;
}

// Nothing where the chain is taken.
std::string refusal(const anchors& trusted, const std::vector<pki::certificate>& chain,
                    pki::sys_seconds at = pki::now) {
    hc::x509::path verifier(trusted, "server.example");
    verifier.at(at);
    const auto text = verifier.refusal(pki::chain_of(chain));
    CHECK(ERR_peek_error() == 0);
    return text.value_or("");
}

anchors with_lists(const std::vector<pki::certificate>& trusted, const std::string& lists) {
    const test::scratch files;
    anchors made(trusted);
    made.add_revocations(files.write("lists.pem", lists));
    return made;
}

// A list signed anew: RSA's signatures by PSS where that is asked for.
std::string signed_with(const EVP_MD* hash, const pki::holder& issuer, int padding = RSA_PKCS1_PADDING) {
    const auto pem = pki::revoke(issuer, {});
    const auto in = hc::x509::reading(hc::as_octets(pem));
    const hc::x509::revocation_list_object list(PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr));
    const hc::openssl::digest_context context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr;
    pki::require(EVP_DigestSignInit(context.get(), &settings, hash, nullptr, issuer.key.get()) == 1 &&
                     (padding == RSA_PKCS1_PADDING || EVP_PKEY_CTX_set_rsa_padding(settings, padding) == 1) &&
                     X509_CRL_sign_ctx(list.get(), context.get()) > 0,
                 "signature of the list");
    return hc::x509::pem_of<X509_CRL>(list.get(), PEM_write_bio_X509_CRL);
}

// Sets an environment variable for as long as it lives.
class variable {
public:
    variable(const char* name, const char* value) : name_(name) {
        if (const char* old = std::getenv(name)) old_ = old;
        ::setenv(name, value, 1);
    }
    variable(const variable&) = delete;
    variable& operator=(const variable&) = delete;
    ~variable() { old_ ? ::setenv(name_, old_->c_str(), 1) : ::unsetenv(name_); }

private:
    const char* name_;
    std::optional<std::string> old_;
};

}  // namespace

TEST_CASE("the authorities of a file are trusted, each of them") {
    const test::scratch files;
    const auto other = pki::issue(nullptr, pki::authority("Other"));
    const auto file =
        files.write("anchors.pem", "Root:\n" + root.certificate.pem() + "\nOther:\n" + other.certificate.pem());
    const auto trusted = anchors::from_pem_file(file);
    CHECK_FALSE(trusted.has_intermediates());
    CHECK(refusal(trusted, {pki::issue(&root, {}).certificate}) == "");
    CHECK(refusal(trusted, {pki::issue(&other, {}).certificate}) == "");
    CHECK(anchors({intermediate.certificate}).has_intermediates());
}

// A new key of an authority, certified by its old one: both have the authority's name (RFC 5280, section 3.2).
TEST_CASE("an authority is trusted for being given, whichever key of its name has signed it") {
    const auto fresh = pki::issue(&root, pki::authority("Root"));
    REQUIRE(fresh.certificate.names_as_issuer(fresh.certificate));
    const anchors trusted({fresh.certificate});
    CHECK(trusted.has_intermediates());
    CHECK(refusal(trusted, {pki::issue(&fresh, {}).certificate}) == "");
    CHECK(refusal(trusted, {pki::issue(&root, {}).certificate}) != "");
    CHECK(refusal(anchors({root.certificate, fresh.certificate}), {pki::issue(&fresh, {}).certificate}) == "");
}

TEST_CASE("a file that holds no authorities says what is wrong with it") {
    const auto pem = root.certificate.pem();
    CHECK(refusal_of_anchors("") == "it is empty");
    CHECK(refusal_of_anchors("some text\n") == "there is no certificate in PEM in it");
    CHECK(refusal_of_anchors(hc::as_text(root.certificate.der())) ==
          "this is DER, or PKCS#12, and should be PEM; `openssl x509 -inform DER` and `openssl pkcs12` turn them into "
          "that");
    CHECK(refusal_of_anchors(pem + pki::private_pem_of(root.key)) ==
          "it holds a private key, where only certificates belong; keep the key in a file of its own");
    CHECK(refusal_of_anchors(pki::private_pem_of(root.key) + pem) ==
          "it holds a private key, where only certificates belong; keep the key in a file of its own");
    CHECK(refusal_of_anchors(pki::private_pem_of(root.key)) ==
          "it has a private key and no certificate; is it the right file?");
    CHECK(refusal_of_anchors(pki::revoke(root, {})) == "it holds a block X509 CRL, where only certificates belong");
    CHECK(refusal_of_anchors(pem + pem.substr(0, pem.size() / 2)) == "it is damaged behind certificate 1");
    auto damaged = pem;
    damaged[100] = '!';
    CHECK(refusal_of_anchors(damaged) == "it is damaged behind certificate 0");
    damaged[100] = pem[100] == 'A' ? 'B' : 'A';
    damaged[30] = 'x';  // the DER's first octets
    CHECK(refusal_of_anchors(pem + damaged) == "certificate 2 in it is damaged");
    CHECK(refusal_of_anchors(pem) == "taken");
}

TEST_CASE("what is no authority is no anchor, whoever has issued it") {
    const auto refusal_of_file = [](const std::string& content) {
        const test::scratch files;
        const auto file = files.write("anchors.pem", content);
        return refusal_of(file, identity_fault::certificate, [&] { static_cast<void>(anchors::from_pem_file(file)); });
    };
    const std::string no_authority =
        "certificate \"CN=server\" is not that of an authority: its basicConstraints lack "
        "CA:TRUE; give the certificate of its authority, or pin the fingerprint of this one";
    const auto pem = [](const pki::holder* issuer, const pki::contents& says) {
        return pki::issue(issuer, says).certificate.pem();
    };
    CHECK(refusal_of_file(pem(&root, {})) == no_authority);
    CHECK(refusal_of_file(root.certificate.pem() + pem(&root, {})) == no_authority);
    CHECK(refusal_of_file(pem(nullptr, {})) == no_authority);  // self-signed
    pki::contents says;
    says.constraints = "";
    CHECK(refusal_of_file(pem(nullptr, says)) == no_authority);
    says.key_usage = "critical,keyCertSign";
    CHECK(refusal_of_file(pem(nullptr, says)) == no_authority);
    says = pki::authority("No signer");
    says.key_usage = "critical,cRLSign";
    CHECK(refusal_of_file(pem(nullptr, says)) ==
          "certificate \"CN=No signer\" may not issue certificates: its keyUsage lacks keyCertSign; openssl makes one "
          "that may with -addext keyUsage=critical,keyCertSign,cRLSign");
    CHECK_THROWS_WITH(anchors({pki::issue(&root, {}).certificate}), no_authority);
    says.key_usage = "";
    CHECK(refusal_of_file(pem(nullptr, says)) == "taken");
}

TEST_CASE("an authority that openssl makes without being told more is one") {
    const test::scratch files;
    REQUIRE(files.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out ca.pem "
                          "-subj /CN=Plain -days 2"));
    REQUIRE(files.openssl("x509 -in ca.pem -noout -text"));
    CHECK(files.said().find("X509v3 Key Usage") == std::string::npos);  // else the test is about nothing
    files.write("leaf.ext",
                "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
                "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:server.example\n"
                "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
    REQUIRE(files.openssl("req -new -newkey ed25519 -nodes -keyout leaf.key -out leaf.csr -subj /CN=server"));
    REQUIRE(files.openssl("x509 -req -in leaf.csr -CA ca.pem -CAkey key.pem -days 1 -extfile leaf.ext -out leaf.pem"));
    hc::x509::path verifier(anchors::from_pem_file(files / "ca.pem"), "server.example");
    CHECK(verifier.refusal(pki::chain_of(hc::x509::read_certificates(files / "leaf.pem"))).value_or("") == "");
}

TEST_CASE("a file that is missing, too large or a folder is refused") {
    const test::scratch files;
    const auto read = [](const std::filesystem::path& file) { static_cast<void>(anchors::from_pem_file(file)); };
    CHECK(refusal_of(files / "none", identity_fault::missing, [&] { read(files / "none"); }) != "taken");
    CHECK(refusal_of(files / "", identity_fault::access, [&] { read(files / ""); }) != "taken");
    const auto large = files.write("large", std::string((10 << 20) + 1, 'x'));
    CHECK(refusal_of(large, identity_fault::too_large, [&] { read(large); }) != "taken");
}

TEST_CASE("no authorities are an error, whoever asks for them") {
    CHECK_THROWS_WITH(anchors(std::vector<pki::certificate>{}), "no authority is given");
    const test::scratch files;
    const variable file("SSL_CERT_FILE", (files / "none").c_str());
    SECTION("a folder that is not there") {
        const variable folder("SSL_CERT_DIR", (files / "no folder").c_str());
        CHECK_THROWS_AS(anchors::system(), hc::identity_error);
        CHECK(ERR_peek_error() == 0);
    }
    SECTION("a folder that is empty, and one that is not there") {
        const variable folder("SSL_CERT_DIR", ((files / "no folder").string() + ":" + (files / "").string()).c_str());
        CHECK_THROWS_AS(anchors::system(), hc::identity_error);
    }
}

TEST_CASE("the system's authorities come from a file and from a folder") {
    const test::scratch files;
    const std::vector<pki::certificate> chain{pki::issue(&root, {}).certificate};
    SECTION("a file") {
        const variable file("SSL_CERT_FILE", files.write("anchors.pem", root.certificate.pem()).c_str());
        const variable folder("SSL_CERT_DIR", (files / "none").c_str());
        CHECK(refusal(anchors::system(), chain) == "");
    }
    SECTION("a folder") {
        files.write("root.pem", root.certificate.pem());
        REQUIRE(files.openssl("rehash ."));
        const variable file("SSL_CERT_FILE", (files / "none").c_str());
        const variable folder("SSL_CERT_DIR", ((files / "none").string() + ":" + (files / "").string()).c_str());
        CHECK(refusal(anchors::system(), chain) == "");
    }
}

TEST_CASE("a machine's store vouches for authorities, and for no server that lies in it") {
    const test::scratch files;
    const auto leaf = pki::issue(nullptr, {});
    const variable file("SSL_CERT_FILE",
                        files.write("all.pem", root.certificate.pem() + leaf.certificate.pem()).c_str());
    const variable folder("SSL_CERT_DIR", (files / "none").c_str());
    auto trusted = anchors::system();
    const std::string refused =
        "certificate \"CN=server\" has no authority above it; to trust it for itself, pin its fingerprint";
    CHECK(refusal(trusted, {leaf.certificate}) == refused);
    CHECK(refusal(trusted, {pki::issue(&root, {}).certificate}) == "");
    trusted.add_revocations(files.write("list.pem", pki::revoke(root, {})));
    CHECK(refusal(trusted, {leaf.certificate}) == refused);
}

TEST_CASE("revocation lists are not counted as authorities of the machine") {
    const test::scratch files;
    const auto list = files.write("list.pem", pki::revoke(root, {}));
    const variable folder("SSL_CERT_DIR", (files / "none").c_str());
    const auto named = files / "anchors.pem";
    const variable file("SSL_CERT_FILE", named.c_str());
    CHECK(refusal_of(named, identity_fault::missing, [] { static_cast<void>(anchors::system()); }) ==
          "this machine has no authorities of its own; install ca-certificates, or give a file of authorities");
    files.write("anchors.pem", root.certificate.pem());
    auto trusted = anchors::system();
    for (int i = 0; i < 3; ++i) trusted.add_revocations(list);
    CHECK(refusal(trusted, {pki::issue(&root, {}).certificate}) == "");
    files.write("anchors.pem", "");
    CHECK(refusal_of(named, identity_fault::missing, [&] { trusted.add_revocations(list); }) != "taken");
}

TEST_CASE("a certificate that was revoked is refused") {
    const auto leaf = pki::issue(&root, {}), other = pki::issue(&root, {});
    const auto trusted = with_lists({root.certificate}, pki::revoke(root, {leaf.certificate}));
    CHECK(refusal(trusted, {leaf.certificate}) ==
          "certificate \"CN=server\" was revoked by \"CN=Root\" on 2026-06-13 00:00:00 UTC");
    CHECK(refusal(trusted, {other.certificate}) == "");
    CHECK(refusal(anchors({root.certificate}), {leaf.certificate}) == "");

    const test::scratch files;
    files.write("leaf.pem", leaf.certificate.pem());
    files.write("other.pem", other.certificate.pem());
    files.write("root.pem", root.certificate.pem());
    files.write("list.pem", pki::revoke(root, {leaf.certificate}));
    const std::string verify =
        "verify -no-CApath -no-CAstore -CAfile root.pem -CRLfile list.pem -crl_check_all -attime " +
        std::to_string(pki::now.time_since_epoch().count());
    CHECK_FALSE(files.openssl(verify + " leaf.pem"));
    CHECK(files.said().find("certificate revoked") != std::string::npos);
    CHECK(files.openssl(verify + " other.pem"));
}

TEST_CASE("an intermediate authority that was revoked takes its servers along") {
    const auto leaf = pki::issue(&intermediate, {});
    const auto trusted =
        with_lists({root.certificate}, pki::revoke(root, {intermediate.certificate}) + pki::revoke(intermediate, {}));
    CHECK(refusal(trusted, {leaf.certificate, intermediate.certificate}) ==
          "certificate \"CN=Intermediate\" was revoked by \"CN=Root\" on 2026-06-13 00:00:00 UTC");
}

// OpenSSL looks into one list of each issuer, whichever it likes best.
TEST_CASE("no list takes back what another one has revoked") {
    const auto alice = pki::issue(&root, {}), bob = pki::issue(&root, {});
    const auto first = pki::revoke(root, {}, pki::now - days(2));
    const auto list = [&](pki::sys_seconds from, pki::sys_seconds to) {
        return pki::revoke(root, {alice.certificate}, from, to);
    };
    for (const auto& second :
         {list(pki::now - days(2), pki::now + days(1)),  // of the same time
          list(pki::now - days(1), pki::now + days(1)), list(pki::now - days(3), pki::now + days(1)),
          list(pki::now - days(3), pki::now - days(1)),     // it has expired
          list(pki::now + days(1), pki::now + days(2))}) {  // it is not valid yet
        for (const auto& lists : {first + second, second + first}) {
            const auto trusted = with_lists({root.certificate}, lists);
            CHECK(refusal(trusted, {alice.certificate}) ==
                  "certificate \"CN=server\" was revoked by \"CN=Root\" on 2026-06-13 00:00:00 UTC");
            CHECK(refusal(trusted, {bob.certificate}) == "");
        }
    }
}

TEST_CASE("no list takes back the revocation of an authority in the middle of a path") {
    const std::vector<pki::certificate> chain{pki::issue(&intermediate, {}).certificate, intermediate.certificate};
    const auto good = pki::revoke(root, {}) + pki::revoke(intermediate, {});
    const auto expired = pki::revoke(root, {intermediate.certificate}, pki::now - days(5), pki::now - days(3));
    CHECK(refusal(with_lists({root.certificate}, good), chain) == "");
    CHECK(refusal(with_lists({root.certificate}, good + expired), chain) ==
          "certificate \"CN=Intermediate\" was revoked by \"CN=Root\" on 2026-06-13 00:00:00 UTC");
}

TEST_CASE("an authority's older key revokes as well, and nobody else's does") {
    const auto fresh = pki::issue(&root, pki::authority("Root"));
    const auto leaf = pki::issue(&fresh, {});
    const std::vector<pki::certificate> chain{leaf.certificate, fresh.certificate};
    const auto good = pki::revoke(root, {}) + pki::revoke(fresh, {});
    const auto expired_of = [&](const pki::holder& issuer) {
        return pki::revoke(issuer, {leaf.certificate}, pki::now - days(5), pki::now - days(3));
    };
    const auto said = [&](const pki::holder& issuer) {
        return refusal(with_lists({root.certificate}, good + expired_of(issuer)), chain);
    };
    CHECK(refusal(with_lists({root.certificate}, good), chain) == "");
    const std::string revoked = "certificate \"CN=server\" was revoked by \"CN=Root\" on 2026-06-13 00:00:00 UTC";
    CHECK(said(fresh) == revoked);
    CHECK(said(root) == revoked);
    CHECK(said({pki::curve_key(), root.certificate}) == "");
    CHECK(said(pki::issue(nullptr, pki::authority("Root"))) == "");
    CHECK(said(intermediate) == "");
}

TEST_CASE("where there are lists, each certificate below the authority needs its issuer's") {
    const auto leaf = pki::issue(&intermediate, {});
    const std::vector<pki::certificate> chain{leaf.certificate, intermediate.certificate};
    CHECK(refusal(with_lists({root.certificate}, pki::revoke(root, {})), chain) ==
          "the revocation list (CRL) of \"CN=Intermediate\" is missing; without it nobody can tell whether certificate "
          "\"CN=server\" was revoked");
    CHECK(refusal(with_lists({root.certificate}, pki::revoke(intermediate, {})), chain) ==
          "the revocation list (CRL) of \"CN=Root\" is missing; without it nobody can tell whether certificate "
          "\"CN=Intermediate\" was revoked");
    CHECK(refusal(with_lists({root.certificate}, pki::revoke(root, {}) + pki::revoke(intermediate, {})), chain) == "");
    // An intermediate that is trusted itself needs nobody else's word.
    CHECK(refusal(with_lists({intermediate.certificate}, pki::revoke(intermediate, {})), {leaf.certificate}) == "");
    CHECK(refusal(with_lists({intermediate.certificate}, pki::revoke(intermediate, {leaf.certificate})),
                  {leaf.certificate})
              .find("was revoked by \"CN=Intermediate\"") != std::string::npos);
    // But not against that of its issuer, where it is there: a bundle of both is no way around it.
    const auto revoked = pki::revoke(root, {intermediate.certificate}) + pki::revoke(intermediate, {});
    for (const auto& trusted : {std::vector<pki::certificate>{root.certificate, intermediate.certificate},
                                std::vector<pki::certificate>{intermediate.certificate}}) {
        CHECK(refusal(with_lists(trusted, revoked), chain).find("\"CN=Intermediate\" was revoked by \"CN=Root\"") !=
              std::string::npos);
    }
    CHECK(refusal(with_lists({intermediate.certificate}, pki::revoke(root, {})), {leaf.certificate})
              .find("(CRL) of \"CN=Intermediate\" is missing") != std::string::npos);
}

TEST_CASE("a list counts while it is valid, and is its issuer's") {
    const std::vector<pki::certificate> chain{pki::issue(&root, {}).certificate};
    const auto list = pki::revoke(root, {});
    CHECK(refusal(with_lists({root.certificate}, list), chain, pki::now + days(2)) ==
          "the revocation list (CRL) of \"CN=Root\" expired on 2026-06-16 00:00:00 UTC; get a new one");
    CHECK(refusal(with_lists({root.certificate}, list), chain, pki::now - days(2)) ==
          "the revocation list (CRL) of \"CN=Root\" is not valid before 2026-06-14 00:00:00 UTC; is the clock here "
          "right?");
    // A newer list takes the place of an older one.
    const auto older = pki::revoke(root, {}, pki::now - days(5), pki::now - days(3));
    CHECK(refusal(with_lists({root.certificate}, older + list), chain) == "");

    const pki::holder impostor{pki::curve_key(), root.certificate};
    CHECK(refusal(with_lists({root.certificate}, pki::revoke(impostor, {})), chain) ==
          "the revocation list (CRL) of \"CN=Root\" is not signed by it: it is forged or damaged");
    auto says = pki::authority("No lists");
    says.key_usage = "critical,keyCertSign";
    const auto mute = pki::issue(nullptr, says);
    CHECK(refusal(with_lists({mute.certificate}, pki::revoke(mute, {})), {pki::issue(&mute, {}).certificate}) ==
          "the revocation list (CRL) of \"CN=No lists\" is void: its keyUsage lacks cRLSign");
}

TEST_CASE("lists with which nobody below an authority can be taken are told before anybody comes") {
    const std::string of_root = "the revocation list (CRL) of \"CN=Root\" ";
    const auto list = pki::revoke(root, {});
    CHECK(anchors({root.certificate}).revocation_flaw(pki::now) == "");
    const auto good = with_lists({root.certificate}, list);
    CHECK(good.revocation_flaw(pki::now) == "");
    CHECK(good.revocation_flaw(pki::now + days(2)) == of_root + "expired on 2026-06-16 00:00:00 UTC");
    CHECK(good.revocation_flaw(pki::now - days(2)) == of_root + "is not valid before 2026-06-14 00:00:00 UTC");
    CHECK(with_lists({root.certificate}, pki::revoke(intermediate, {})).revocation_flaw(pki::now) ==
          of_root + "is missing");
    const pki::holder impostor{pki::curve_key(), root.certificate};
    CHECK(with_lists({root.certificate}, pki::revoke(impostor, {})).revocation_flaw(pki::now) ==
          of_root + "is missing");
    CHECK(with_lists({root.certificate, intermediate.certificate}, list).revocation_flaw(pki::now) ==
          "the revocation list (CRL) of \"CN=Intermediate\" is missing");
    // One that is good is enough, whatever others there are.
    const auto older = pki::revoke(root, {}, pki::now - days(5), pki::now - days(3));
    for (const auto& lists : {older + list, list + older})
        CHECK(with_lists({root.certificate}, lists).revocation_flaw(pki::now) == "");
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("lists are read in PEM and in DER") {
    const test::scratch files;
    const auto leaf = pki::issue(&root, {});
    files.write("list.pem", pki::revoke(root, {leaf.certificate}));
    REQUIRE(files.openssl("crl -in list.pem -outform DER -out list.der"));
    anchors trusted({root.certificate});
    const anchors before = trusted;
    trusted.add_revocations(files / "list.der");
    CHECK(refusal(trusted, {leaf.certificate}).find("was revoked") != std::string::npos);
    CHECK(refusal(before, {leaf.certificate}) == "");  // a copy made before goes its own way
}

TEST_CASE("a file that holds no lists says what is wrong with it") {
    const auto pem = pki::revoke(root, {});
    CHECK(refusal_of_list("") == "there is no revocation list (CRL) in it");
    CHECK(refusal_of_list("text") == "there is no revocation list (CRL) in it");
    CHECK(refusal_of_list(root.certificate.pem()) ==
          "it holds a block CERTIFICATE, where only revocation lists (X509 CRL) belong");
    CHECK(refusal_of_list(hc::as_text(root.certificate.der())) == "the revocation list in it is damaged");
    CHECK(refusal_of_list(pem + pem.substr(0, pem.size() / 2)) == "it is damaged");
    CHECK(refusal_of_list(pem) == "taken");
}

TEST_CASE("a list that is signed with a weak hash is refused") {
    const auto rsa = pki::issue(nullptr, pki::authority("RSA"), pki::rsa_key(2048));
    const auto said = [](const std::string& list) { return refusal_of_list(list, identity_fault::weak); };
    const auto weak = [](const std::string& issuer, const std::string& algorithm) {
        return "the revocation list (CRL) of \"CN=" + issuer + "\" is signed with a weak hash, " + algorithm +
            "; SHA-256 would do";
    };
    CHECK(said(signed_with(EVP_sha1(), root)) == weak("Root", "ecdsa-with-SHA1"));
    CHECK(said(signed_with(EVP_sha1(), rsa)) == weak("RSA", "sha1WithRSAEncryption"));
    CHECK(said(signed_with(EVP_md5(), rsa)) == weak("RSA", "md5WithRSAEncryption"));
    CHECK(said(signed_with(EVP_sha1(), rsa, RSA_PKCS1_PSS_PADDING)) == weak("RSA", "rsassaPss"));
    CHECK(said(pki::revoke(root, {}) + signed_with(EVP_sha1(), rsa)) == weak("RSA", "sha1WithRSAEncryption"));

    const auto other = pki::issue(nullptr, pki::authority("Ed25519"), pki::ed25519_key());
    for (const auto& good : {pki::revoke(other, {}), signed_with(EVP_sha224(), root), signed_with(EVP_sha384(), rsa),
                             signed_with(EVP_sha256(), rsa, RSA_PKCS1_PSS_PADDING)}) {
        CHECK(said(good) == "taken");
    }
    CHECK(refusal(with_lists({rsa.certificate}, signed_with(EVP_sha256(), rsa, RSA_PKCS1_PSS_PADDING)),
                  {pki::issue(&rsa, {}).certificate}) == "");
}
