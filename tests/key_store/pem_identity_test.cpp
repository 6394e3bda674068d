#include <handclasp/identity/pem_identity.hpp>

#include "key_store/maker.hpp"
#include "support/catch.hpp"

namespace hc = handclasp;
using hc::as_octets;
using hc::identity_fault;
using hc::pem_identity;
using test::refusal_of;
using perms = std::filesystem::perms;

namespace {

const test::small_authority authority("Authority");
const auto server = authority.identity("server"), other = authority.identity("other");
const auto password = as_octets("password");

bool same(const hc::x509::keyed_identity& left, const hc::x509::keyed_identity& right) {
    return EVP_PKEY_eq(left.key().handle(), right.key().handle()) == 1 &&
        left.certificates().certificates() == right.certificates().certificates();
}

std::string text_of_file(const std::filesystem::path& file) {
    return std::string(hc::as_text(hc::read_file(file, 1 << 20, hc::file_privacy::open).expose()));
}

// PKCS#8 that is not encrypted.
std::string open_key(const hc::x509::private_key& key) {
    const hc::pkcs::key_info info(EVP_PKEY2PKCS8(key.handle()));
    return hc::x509::pem_of<PKCS8_PRIV_KEY_INFO>(info.get(), PEM_write_bio_PKCS8_PRIV_KEY_INFO);
}
std::string encrypted_key(test::algorithm encryption) {
    return hc::x509::pem_of<X509_SIG>(test::noise_under(std::move(encryption)).get(), PEM_write_bio_PKCS8);
}
std::string chain_text(const hc::x509::keyed_identity& identity) {
    std::string text;
    for (const auto& each : identity.certificates().certificates()) text += each.pem();
    return text;
}

test::refusal refusal_of_text(const std::string& text, hc::octets secret = password) {
    const test::scratch folder;
    const auto file = test::write_secret(folder, "identity.pem", as_octets(text));
    const auto refused = refusal_of([&] { static_cast<void>(pem_identity::read(file, secret)); });
    CHECK(refused.file == file);
    CHECK(ERR_peek_error() == 0);
    return refused;
}

}  // namespace

TEST_CASE("an identity is written to one file or two, and read from them") {
    const test::scratch folder;
    pem_identity::write(folder / "both.pem", server, password);
    CHECK(same(pem_identity::read(folder / "both.pem", password), server));
    CHECK(same(pem_identity::read(folder / "both.pem", folder / "both.pem", password), server));
    pem_identity::write(folder / "key.pem", folder / "chain.pem", server, password);
    CHECK(same(pem_identity::read(folder / "key.pem", folder / "chain.pem", password), server));
    CHECK(std::filesystem::status(folder / "both.pem").permissions() == (perms::owner_read | perms::owner_write));
    CHECK(std::filesystem::status(folder / "key.pem").permissions() == (perms::owner_read | perms::owner_write));
    CHECK(text_of_file(folder / "chain.pem") == chain_text(server));
    pem_identity::write(folder / "both.pem", folder / "both.pem", other, password);
    CHECK(same(pem_identity::read(folder / "both.pem", password), other));
    CHECK(refusal_of([&] { pem_identity::write(folder / "new.pem", server, {}); }).fault == identity_fault::password);
    CHECK_FALSE(std::filesystem::exists(folder / "new.pem"));
}

TEST_CASE("one file under two names is not written as two") {
    const test::scratch folder;
    const auto refused =
        refusal_of([&] { pem_identity::write(folder / "k.pem", folder / "." / "k.pem", server, password); });
    CHECK(refused.fault == identity_fault::entry);
    CHECK(refused.text ==
          (folder / "k.pem").string() + ": it is the same file as " + (folder / "." / "k.pem").string() +
              "; name it twice in the same way for one file, or name two");
    CHECK(std::filesystem::is_empty(folder / "."));
}

TEST_CASE("the key is encrypted with AES-256, PBKDF2 and 600,000 rounds of HMAC-SHA-256") {
    const test::scratch folder;
    pem_identity::write(folder / "key.pem", folder / "chain.pem", server, password);
    REQUIRE(folder.openssl("asn1parse -in key.pem -i"));
    const auto said = folder.said();
    CHECK(said.find("PBES2") != said.npos);
    CHECK(said.find("PBKDF2") != said.npos);
    CHECK(said.find("INTEGER           :0927C0") != said.npos);  // 600,000
    CHECK(said.find("hmacWithSHA256") != said.npos);
    CHECK(said.find("aes-256-cbc") != said.npos);
    CHECK(folder.openssl("pkey -in key.pem -passin pass:password -pubout -out public.pem"));
    CHECK_FALSE(folder.openssl("pkey -in key.pem -passin pass:Password -noout"));
}

TEST_CASE("what openssl writes is read: encrypted, with scrypt, with each hash, and not at all") {
    const test::scratch folder;
    const auto key = test::write_secret(folder, "key.pem", as_octets(open_key(server.key())));
    const auto chain = folder.write("chain.pem", chain_text(server));
    CHECK(same(pem_identity::read(key, chain, {}), server));
    CHECK(same(pem_identity::read(key, chain, password), server));
    for (const char* const how : {"-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA1",
                                  "-v2 aes-192-cbc -v2prf hmacWithSHA512", "-v2 aes-256-cbc -iter 100000", "-scrypt"}) {
        CAPTURE(how);
        REQUIRE(
            folder.openssl(std::string("pkcs8 -topk8 ") + how + " -in key.pem -out other.pem -passout pass:password"));
        std::filesystem::permissions(folder / "other.pem", perms::owner_read | perms::owner_write);
        CHECK(same(pem_identity::read(folder / "other.pem", chain, password), server));
        CHECK(refusal_of([&] {
                  static_cast<void>(pem_identity::read(folder / "other.pem", chain, as_octets("Password")));
              }).text.ends_with(": the password is wrong, or the file is damaged"));
        const auto none = refusal_of([&] { static_cast<void>(pem_identity::read(folder / "other.pem", chain, {})); });
        CHECK(none.fault == identity_fault::password);
        CHECK(none.text.ends_with(": its private key is encrypted, and no password is given"));
    }
}

TEST_CASE("keys of the old forms are refused, with what converts them") {
    const test::scratch folder;
    const auto key = test::write_secret(folder, "key.pem", as_octets(open_key(server.key())));
    for (const char* const how :
         {"pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:password", "pkcs8 -topk8 -v2 des3 -passout pass:password",
          "ec -passout pass:password -aes256", "ec"}) {
        CAPTURE(how);
        REQUIRE(folder.openssl(std::string(how) + " -in key.pem -out old.pem"));
        std::filesystem::permissions(folder / "old.pem", perms::owner_read | perms::owner_write);
        const auto refused = refusal_of([&] { static_cast<void>(pem_identity::read(folder / "old.pem", password)); });
        CHECK(refused.fault == identity_fault::weak);
        CHECK(refused.text.find("openssl pkcs8 -topk8") != refused.text.npos);
    }
}

TEST_CASE("a key in PEM that would cost hours is refused before it is derived") {
    CHECK(refusal_of_text(encrypted_key(test::pbkdf2_of(std::uint64_t{1} << 31))).fault == identity_fault::too_large);
    CHECK(refusal_of_text(encrypted_key(test::scrypt_of(std::uint64_t{1} << 40, 8, 1))).fault ==
          identity_fault::too_large);
    CHECK(refusal_of_text(encrypted_key(test::pbkdf2_of(1))).fault == identity_fault::password);
}

TEST_CASE("the leaf stands first, and behind each certificate its issuer's") {
    const auto key = open_key(server.key());
    const auto leaf = server.certificates().leaf().pem(), root = authority.certificate.pem(),
               other_leaf = other.certificates().leaf().pem();
    const auto late = refusal_of_text(key + root + leaf);
    CHECK(late.fault == identity_fault::certificate);
    CHECK(late.text.find("is not the first one, but number 2") != late.text.npos);
    const auto foreign = refusal_of_text(key + other_leaf + root);
    CHECK(foreign.fault == identity_fault::certificate);
    CHECK(foreign.text.ends_with("none of its certificates is that of the private key"));
    const auto disorder = refusal_of_text(key + leaf + other_leaf);
    CHECK(disorder.fault == identity_fault::certificate);
    CHECK(disorder.text.find("certificate 2 is not that of the issuer of the one before") != disorder.text.npos);
    std::string nine = key + leaf;
    for (int i = 0; i < 8; ++i) nine += root;
    CHECK(refusal_of_text(nine).fault == identity_fault::certificate);
}

TEST_CASE("a file holds one private key and certificates, nothing else") {
    const auto key = open_key(server.key()), chain = chain_text(server);
    const test::scratch folder;
    const auto mixed =
        test::write_secret(folder, "mixed.pem", as_octets("Bag Attributes\n" + chain + "a note\n" + key));
    CHECK(same(pem_identity::read(mixed, password), server));

    const auto malformed = [](const std::string& text, const std::string& reason) {
        const auto refused = refusal_of_text(text);
        CAPTURE(refused.text);
        return refused.fault == identity_fault::malformed && refused.text.find(reason) != refused.text.npos;
    };
    CHECK(malformed(key, "no certificate"));
    CHECK(malformed(chain, "no private key"));
    CHECK(malformed("", "empty"));
    CHECK(malformed("nothing", "no private key"));
    CHECK(malformed(key + key + chain, "two private keys"));
    CHECK(malformed(key + chain + "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n", "a block 'X509 CRL'"));
    CHECK(malformed(std::string(hc::as_text(server.certificates().leaf().der())), "DER"));
    CHECK(malformed("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n", "damaged"));
    CHECK(malformed(chain + "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                    "certificate 3 in it is damaged"));

    const auto both = test::write_secret(folder, "both.pem", as_octets(key + chain));
    const auto twice = refusal_of([&] { static_cast<void>(pem_identity::read(both, mixed, password)); });
    CHECK(twice.fault == identity_fault::malformed);
    CHECK(twice.file == both);
}

TEST_CASE("files that are swapped, or are the same kind twice, are told apart") {
    const test::scratch folder;
    const auto key = test::write_secret(folder, "key.pem", as_octets(open_key(server.key())));
    const auto chain = folder.write("chain.pem", chain_text(server));
    const auto said = [&](const std::filesystem::path& key_file, const std::filesystem::path& chain_file) {
        const auto refused = refusal_of([&] { static_cast<void>(pem_identity::read(key_file, chain_file, password)); });
        CHECK(refused.fault == identity_fault::malformed);
        CHECK(ERR_peek_error() == 0);
        return refused.text;
    };
    const std::string swapped = ": it has a certificate and no private key; are the two files swapped?";
    for (const auto mode : {perms(0644), perms(0600)}) {
        std::filesystem::permissions(chain, mode);
        CHECK(said(chain, key) == chain.string() + swapped);
    }
    CHECK(said(key, test::write_secret(folder, "other.pem", as_octets(open_key(other.key())))) ==
          (folder / "other.pem").string() + ": it has a private key and no certificate; is it the right file?");
    CHECK(said(key, folder.write("empty.pem", "")) == (folder / "empty.pem").string() + ": it is empty");
    CHECK(said(test::write_secret(folder, "none.pem", {}), chain) == (folder / "none.pem").string() + ": it is empty");
    CHECK(refusal_of_text(chain_text(server)).text.ends_with(": it has a certificate and no private key"));
    // A key that others may read is told to hide, whatever stands beside it.
    for (const auto& text :
         {open_key(server.key()), chain_text(server) + open_key(server.key()), std::string("text")}) {
        const auto exposed = folder.write("exposed.pem", text);
        std::filesystem::permissions(exposed, perms(0644));
        CHECK(refusal_of([&] { static_cast<void>(pem_identity::read(exposed, chain, password)); }).fault ==
              identity_fault::exposed);
    }
}

TEST_CASE("the name of the other file stands in a refusal as plain text") {
    const test::scratch folder;
    const std::string bad = "a\x1b[31mEVIL\n";
    const auto shown = (folder / "a\\x1b[31mEVIL\\x0a").string();
    const auto text_of = [&](const std::filesystem::path& key_file, const std::filesystem::path& chain_file) {
        return refusal_of([&] { static_cast<void>(pem_identity::read(key_file, chain_file, password)); }).text;
    };
    const auto key = test::write_secret(folder, bad, as_octets(open_key(server.key())));
    CHECK(
        text_of(key, folder.write("chain.pem", chain_text(other))).ends_with("is that of the private key in " + shown));
    const auto both = test::write_secret(folder, "both.pem", as_octets(open_key(server.key()) + chain_text(server)));
    CHECK(text_of(both, folder / bad).find("and so does " + shown + ";") != std::string::npos);
    const auto same = refusal_of([&] { pem_identity::write(folder / "." / bad, folder / bad, server, password); });
    CHECK(same.text.find("the same file as " + shown + ";") != std::string::npos);
}

TEST_CASE("a file in PEM that is cut short anywhere is refused") {
    const auto whole = open_key(server.key()) + chain_text(server);
    const auto least = whole.size() - authority.certificate.pem().size() - 1;  // one with the leaf alone is whole
    for (std::size_t size = 1; size < least; size += 7) {
        CAPTURE(size);
        CHECK(refusal_of_text(whole.substr(0, size)).fault == identity_fault::malformed);
    }
}

TEST_CASE("the place and permissions of each file are looked at first") {
    const test::scratch folder;
    const auto chain = folder.write("chain.pem", chain_text(server));
    CHECK(refusal_of([&] { static_cast<void>(pem_identity::read(folder / "none.pem", chain, password)); }).fault ==
          identity_fault::missing);
    const auto exposed = folder.write("exposed.pem", open_key(server.key()));
    std::filesystem::permissions(exposed, perms::group_read, std::filesystem::perm_options::add);
    CHECK(refusal_of([&] { static_cast<void>(pem_identity::read(exposed, chain, password)); }).fault ==
          identity_fault::exposed);
    const auto large = test::write_secret(folder, "large.pem", test::bytes(pem_identity::most_file_size + 1));
    CHECK(refusal_of([&] { static_cast<void>(pem_identity::read(large, password)); }).fault ==
          identity_fault::too_large);
    const auto key = test::write_secret(folder, "key.pem", as_octets(open_key(server.key())));
    const auto missing = refusal_of([&] { static_cast<void>(pem_identity::read(key, folder / "none.pem", password)); });
    CHECK(missing.fault == identity_fault::missing);
    CHECK(missing.file == folder / "none.pem");
}

TEST_CASE("weak keys are refused") {
    const test::scratch folder;
    REQUIRE(folder.openssl("req -x509 -newkey rsa:1024 -nodes -keyout key.pem -out chain.pem -subj /CN=weak -days 1"));
    const auto refused =
        refusal_of([&] { static_cast<void>(pem_identity::read(folder / "key.pem", folder / "chain.pem", {})); });
    CHECK(refused.fault == identity_fault::weak);
    CHECK(refused.file == folder / "key.pem");
}
