#include <handclasp/identity/x509/trusted_for_being_given.hpp>

#include "identity_x509/scratch.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

#include <handclasp/identity/x509/path.hpp>

namespace hc = handclasp;
using hc::x509::anchors;
namespace pki = test::pki;
using pki::days;
using certificates = std::vector<pki::certificate>;

namespace {

const auto root = pki::issue(nullptr, pki::authority("Root"));
const auto intermediate = pki::issue(&root, pki::authority("Intermediate"));

// Nothing where the chain is taken.
std::string refusal(const anchors& trusted, const certificates& chain, pki::sys_seconds at = pki::now) {
    hc::x509::path verifier(trusted, "server.example");
    verifier.at(at);
    const auto text = verifier.refusal(pki::chain_of(chain));
    CHECK(ERR_peek_error() == 0);
    return text.value_or("");
}

anchors with_lists(const certificates& trusted, const std::string& lists) {
    const test::scratch files;
    anchors made(trusted);
    made.add_revocations(files.write("lists.pem", lists));
    return made;
}

// The same certificate without an extension, signed anew.
pki::certificate without(int extension, const pki::holder& whole, const pki::key& signer) {
    hc::x509::certificate_object copy(X509_dup(whole.certificate.handle()));
    X509_EXTENSION_free(X509_delete_ext(copy.get(), X509_get_ext_by_NID(copy.get(), extension, -1)));
    pki::require(X509_sign(copy.get(), signer.get(), EVP_sha256()) > 0, "signature");
    return pki::certificate::adopt(std::move(copy)).value();
}

// A list that does not say with which key it is signed, so that it may be anybody's of its issuer's name, and says
// something else instead, as in "NAME" and "VALUE" of OpenSSL's configuration.
std::string of_no_key(const std::string& pem, const pki::key& signer, const char* name = nullptr,
                      const char* value = nullptr) {
    const auto in = hc::x509::reading(hc::as_octets(pem));
    const hc::x509::revocation_list_object list(PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr));
    const int at = X509_CRL_get_ext_by_NID(list.get(), NID_authority_key_identifier, -1);
    X509_EXTENSION_free(X509_CRL_delete_ext(list.get(), at));
    if (name) {
        X509V3_CTX context;
        X509V3_set_ctx(&context, nullptr, nullptr, nullptr, list.get(), 0);
        X509_EXTENSION* const extension = X509V3_EXT_conf(nullptr, &context, name, value);
        pki::require(extension && X509_CRL_add_ext(list.get(), extension, -1) == 1, name);
        X509_EXTENSION_free(extension);
    }
    pki::require(X509_CRL_sign(list.get(), signer.get(), EVP_sha256()) > 0, "signature of the list");
    const hc::x509::stream out(BIO_new(BIO_s_mem()));
    pki::require(PEM_write_bio_X509_CRL(out.get(), list.get()) == 1, "PEM");
    return std::string(hc::as_text(hc::x509::written(out)));
}

pki::contents authority_with(std::string constraints, std::string key_usage) {
    auto says = pki::authority("Well known");
    says.constraints = std::move(constraints);
    says.key_usage = std::move(key_usage);
    return says;
}

// A server's chain to an authority below the root.
certificates below(const pki::holder& authority, const pki::certificate& shown) {
    return {pki::issue(&authority, {}).certificate, shown};
}

}  // namespace

TEST_CASE("a list of the authority above one that is trusted does no harm there") {
    const auto leaf = pki::issue(&intermediate, {});
    const auto own = pki::revoke(intermediate, {});
    const auto above = of_no_key(pki::revoke(root, {}), root.key);
    for (const auto& trusted :
         {certificates{intermediate.certificate}, certificates{intermediate.certificate, root.certificate}}) {
        CHECK(refusal(with_lists(trusted, own + above), {leaf.certificate, intermediate.certificate}) == "");
        const auto old = of_no_key(pki::revoke(root, {}, pki::now - days(5), pki::now - days(3)), root.key);
        CHECK(refusal(with_lists(trusted, own + old), {leaf.certificate}) == "");
        const auto revoked = of_no_key(pki::revoke(root, {intermediate.certificate}), root.key);
        CHECK(refusal(with_lists(trusted, own + revoked), {leaf.certificate}) ==
              "certificate \"CN=Intermediate\" was revoked by \"CN=Root\" on 2026-06-13 00:00:00 UTC");
    }
}

TEST_CASE("whatever is wrong with a list of the authority above, it does no harm there") {
    auto says = pki::authority("Intermediate");
    says.key_usage = "critical,keyCertSign";
    const auto mute = pki::issue(&root, says, intermediate.key);
    const auto leaf = pki::issue(&intermediate, {});
    const auto list = pki::revoke(root, {}), own = pki::revoke(intermediate, {});
    const auto of_users = of_no_key(list, root.key, "issuingDistributionPoint", "critical,onlyuser:TRUE");
    const auto unknown = of_no_key(list, root.key, "1.2.3.4.5", "critical,DER:0500");
    const auto next = of_no_key(pki::revoke(root, {}, pki::now + days(1), pki::now + days(2)), root.key);
    for (const auto& above : {of_users, unknown, next}) {
        CHECK(refusal(with_lists({intermediate.certificate}, own + above), {leaf.certificate}) == "");
        // Where one has to speak for a certificate, it counts.
        CHECK_FALSE(
            refusal(with_lists({root.certificate}, own + above), {leaf.certificate, intermediate.certificate}).empty());
    }
    // Of an authority that signs no lists, the fault of its own list is met before.
    CHECK(refusal(with_lists({mute.certificate}, own + of_no_key(list, root.key)), {leaf.certificate})
              .find("its keyUsage lacks cRLSign") != std::string::npos);
}

TEST_CASE("an authority's own list is held against its key, with or without a word on which one it is") {
    const pki::holder impostor{pki::curve_key(), root.certificate};
    const certificates chain{pki::issue(&root, {}).certificate};
    const auto list = pki::revoke(impostor, {});
    for (const auto& forged : {list, of_no_key(list, impostor.key)}) {
        CHECK(refusal(with_lists({root.certificate}, forged), chain) ==
              "the revocation list (CRL) of \"CN=Root\" is not signed by it: it is forged or damaged");
    }
    const auto old = of_no_key(pki::revoke(root, {}, pki::now - days(5), pki::now - days(3)), root.key);
    CHECK(refusal(with_lists({root.certificate}, old), chain).find("expired on") != std::string::npos);
    CHECK(
        refusal(with_lists({root.certificate}, pki::revoke(root, {root.certificate})), chain).find("was revoked by") !=
        std::string::npos);
}

TEST_CASE("what RFC 5280 asks of those who issue authorities does not matter of one that is trusted") {
    for (const auto& says : {authority_with("CA:TRUE", "critical,keyCertSign"),  // not critical
                             authority_with("critical,CA:TRUE,pathlen:0", ""), authority_with("CA:TRUE,pathlen:0", ""),
                             authority_with("CA:TRUE", "")}) {
        const auto own = pki::issue(nullptr, says);
        const auto bare = without(NID_subject_key_identifier, own, own.key);
        const certificates chain{pki::issue(&own, {}).certificate};
        CHECK(refusal(anchors({own.certificate}), chain) == "");
        CHECK(refusal(anchors({bare}), chain) == "");
        CHECK(refusal(anchors({bare}), below(own, bare)) == "");
    }
}

TEST_CASE("it matters of one that is not") {
    const std::string which = "certificate \"CN=Well known\" ";
    const auto of = [](const pki::contents& says) {
        const auto middle = pki::issue(&root, says);
        return refusal(anchors({root.certificate}), below(middle, middle.certificate));
    };
    CHECK(of(authority_with("CA:TRUE", "critical,keyCertSign")).starts_with(which + "has basicConstraints that are"));
    CHECK(of(authority_with("critical,CA:TRUE,pathlen:0", "")).starts_with(which));
    CHECK(of(authority_with("critical,CA:TRUE", "")).find("keyUsage is missing") != std::string::npos);
    const auto middle = pki::issue(&root, pki::authority("Well known"));
    const auto bare = without(NID_subject_key_identifier, middle, root.key);
    CHECK(refusal(anchors({root.certificate}), below(middle, bare)).starts_with(which));
}

TEST_CASE("how many authorities one that is trusted allows below it counts") {
    for (const char* const constraints : {"critical,CA:TRUE,pathlen:0", "CA:TRUE,pathlen:0"}) {
        const auto own = pki::issue(nullptr, authority_with(constraints, ""));
        const auto middle = pki::issue(&own, pki::authority("Below"));
        CHECK(refusal(anchors({own.certificate}), below(middle, middle.certificate)) ==
              "there are more authorities below certificate \"CN=Well known\" than its pathlen allows");
    }
}

TEST_CASE("an old certificate of an authority that is trusted does not hide the one that the peer sends") {
    auto says = pki::authority("Renewed");
    const auto renewed = pki::issue(&root, says);
    says.to = pki::now - days(1);
    const auto old = pki::issue(&root, says, renewed.key);
    says.from = pki::now + days(1);
    says.to = pki::now + days(9);
    const auto next = pki::issue(&root, says, renewed.key);
    const auto chain = below(renewed, renewed.certificate);
    for (const auto& other : {old, next}) {
        const auto alone = refusal(anchors({other.certificate}), chain);
        CHECK(alone.starts_with("certificate \"CN=Renewed\" "));
        const certificates both{other.certificate, root.certificate};
        CHECK(refusal(anchors(both), chain) == "");
        // No other demand is forgotten over it.
        const auto lists = pki::revoke(root, {}) + pki::revoke(renewed, {chain.front()});
        CHECK(refusal(with_lists(both, pki::revoke(root, {}) + pki::revoke(renewed, {})), chain) == "");
        CHECK_FALSE(refusal(with_lists(both, lists), chain).empty());
        CHECK_FALSE(refusal(with_lists(both, pki::revoke(renewed, {})), chain).empty());
        CHECK_FALSE(refusal(anchors(both), {chain.front()}).empty());
        CHECK_FALSE(refusal(anchors(both), below(renewed, other.certificate)).empty());
    }
    CHECK(refusal(anchors({old.certificate, root.certificate}), {pki::issue(&renewed, {}).certificate}) ==
          "certificate \"CN=Renewed\" expired on 2026-06-14 00:00:00 UTC");
}
