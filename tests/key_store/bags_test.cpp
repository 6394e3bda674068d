#include <handclasp/identity/key_store.hpp>

#include "key_store/maker.hpp"
#include "support/catch.hpp"

namespace hc = handclasp;
using hc::as_octets;
using hc::identity_fault;
using test::refusal_of;
using test::store_maker;

namespace {

const auto key = test::new_key(), other_key = test::new_key();
const test::small_authority authority("Authority");
const auto identity = authority.identity("server", test::copy_of(key));
const auto leaf = identity.certificates().leaf();
const auto other_identity = authority.identity("other", test::copy_of(other_key));
const auto other_leaf = other_identity.certificates().leaf();

hc::key_store read(const test::bytes& content) {
    const test::scratch folder;
    return hc::key_store::read(test::write_secret(folder, "store.p12", content), as_octets("password"));
}

// What find() throws, without the file.
test::refusal refusal_of_entry(store_maker& maker, const std::string& alias) {
    const auto store = read(maker.finish());
    return refusal_of([&] { static_cast<void>(store.find(alias)); });
}

}  // namespace

TEST_CASE("a chain is put together from certificates in any order") {
    const hc::x509::certificate orders[][3] = {{leaf, other_leaf, authority.certificate},
                                               {authority.certificate, other_leaf, leaf}};
    for (const auto& order : orders) {
        store_maker maker;
        store_maker::name(maker.key(key), "server");
        for (const auto& each : order) maker.certificate(each);
        CHECK(read(maker.finish()).find("server").certificates().certificates() ==
              std::vector{leaf, authority.certificate});
    }
}

TEST_CASE("an authority of the same name and another key is not taken for the issuer") {
    const test::small_authority namesake("Authority");
    store_maker maker;
    store_maker::name(maker.key(key), "server");
    maker.certificate(leaf);
    maker.certificate(namesake.certificate);
    CHECK(read(maker.finish()).find("server").certificates().certificates() == std::vector{leaf});
    maker.certificate(authority.certificate);
    CHECK(read(maker.finish()).find("server").certificates().certificates() ==
          std::vector{leaf, authority.certificate});
}

TEST_CASE("a key finds its certificate by the identifier, and without one by its public half") {
    const auto renewed = authority.identity("renewed", test::copy_of(key)).certificates().leaf();
    store_maker by_identifier;
    auto* const bag = by_identifier.key(key);
    store_maker::name(bag, "server");
    store_maker::identify(bag, "second");
    store_maker::identify(by_identifier.certificate(leaf), "first");
    store_maker::identify(by_identifier.certificate(renewed), "second");
    CHECK(read(by_identifier.finish()).find("server").certificates().leaf() == renewed);

    store_maker by_key;
    store_maker::name(by_key.key(key), "server");
    by_key.certificate(other_leaf);
    by_key.certificate(leaf);
    CHECK(read(by_key.finish()).find("server").certificates().leaf() == leaf);
}

TEST_CASE("keys without a name are counted, around the names that are there") {
    store_maker maker;
    maker.key(key);
    store_maker::name(maker.key(other_key), "1");
    maker.key(key);
    maker.certificate(leaf);
    CHECK(read(maker.finish()).aliases() == std::vector<std::string>{"2", "1", "3"});
}

TEST_CASE("keys that are not encrypted by themselves, and certificates that are not encrypted, are read") {
    store_maker maker;
    store_maker::name(maker.open_key(key), "server");
    maker.certificate(leaf);
    CHECK(read(maker.finish(0)).find("server").certificates().leaf() == leaf);
}

TEST_CASE("MACs with each hash of SHA-1 and SHA-2 are read") {
    for (const auto* const hash : {EVP_sha1(), EVP_sha224(), EVP_sha256(), EVP_sha384(), EVP_sha512()}) {
        store_maker maker;
        store_maker::name(maker.key(key), "server");
        maker.certificate(leaf);
        CHECK(read(maker.with_mac_of(hash)).aliases().size() == 1);
    }
}

TEST_CASE("an entry that is no identity is refused when it is asked for, and the others are there") {
    const auto said = [](const test::refusal& refused, const std::string& text) {
        CAPTURE(refused.text);
        return refused.text.ends_with(text) && refused.file.ends_with("store.p12");
    };
    {
        store_maker maker;
        store_maker::name(maker.key(key), "server");
        store_maker::name(maker.key(other_key), "other");
        maker.certificate(other_leaf);
        const auto refused = refusal_of_entry(maker, "server");
        CHECK(refused.fault == identity_fault::entry);
        CHECK(said(refused, ": entry 'server' has a private key, and the file no certificate of it"));
        CHECK(read(maker.finish()).find("other").certificates().leaf() == other_leaf);
    }
    {
        store_maker maker;
        auto* const bag = maker.key(key);
        store_maker::name(bag, "server");
        store_maker::identify(bag, "id");
        store_maker::identify(maker.certificate(other_leaf), "id");
        const auto refused = refusal_of_entry(maker, "server");
        CHECK(refused.fault == identity_fault::entry);
        CHECK(said(refused, ": entry 'server' has the certificate of another key"));
    }
}

TEST_CASE("an alias that stands for two keys is refused") {
    const auto refusal = [](const std::string& first, const std::string& second) {
        store_maker maker;
        store_maker::name(maker.key(key), first);
        store_maker::name(maker.key(other_key), second);
        return refusal_of([&] { static_cast<void>(read(maker.finish())); });
    };
    CHECK(refusal("server", "server").fault == identity_fault::entry);
    CHECK(refusal("server", "SERVER").text.ends_with(": two keys in it have the alias 'SERVER'"));
}

TEST_CASE("a name that no alias may be keeps nobody from the other entries, and its key gets a number") {
    for (const std::string& name : {std::string("\x1b[2J"), std::string("\u202eweb"), std::string("we\u200cb"),
                                    std::string(129, 'a'), std::string("1\n")}) {
        CAPTURE(name);
        store_maker maker;
        store_maker::name(maker.key(key), name);
        store_maker::name(maker.key(other_key), "1");
        maker.certificate(leaf);
        const auto store = read(maker.finish());
        CHECK(store.aliases() == std::vector<std::string>{"2", "1"});
        CHECK(store.find("2").certificates().leaf() == leaf);
    }
}

TEST_CASE("an alias is plain text of any language") {
    const std::string persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645";
    store_maker maker;
    store_maker::name(maker.key(key), persian);
    maker.certificate(leaf);
    CHECK(read(maker.finish()).find(persian).certificates().leaf() == leaf);
}

TEST_CASE("an alias with #, which others have written, is listed, found and kept") {
    const test::scratch folder;
    store_maker maker;
    store_maker::name(maker.key(key), "web#1");
    maker.certificate(leaf);
    const auto file = test::write_secret(folder, "store.p12", maker.finish());
    hc::key_store_update update(file, as_octets("password"));
    CHECK(update.find("web#1").certificates().leaf() == leaf);
    update.commit();
    CHECK(hc::key_store::read(file, as_octets("password")).aliases() == std::vector<std::string>{"web#1"});
}

TEST_CASE("a store without keys holds no identity, and gets one by an update") {
    const test::scratch folder;
    store_maker maker;
    store_maker::name(maker.certificate(authority.certificate), "trusted");
    const auto file = test::write_secret(folder, "store.p12", maker.finish());
    const auto refused = refusal_of([&] { static_cast<void>(hc::key_store::read(file, as_octets("password"))); });
    CHECK(refused.fault == identity_fault::entry);
    CHECK(refused.text ==
          file.string() + ": it holds no private key, and so no identity: it is a store of certificates to trust");
    {
        hc::key_store_update update(file, as_octets("password"));
        update.add("server", identity);
        update.commit();
    }
    CHECK(hc::key_store::read(file, as_octets("password")).only().fingerprint() == identity.fingerprint());
}

namespace {

// The certificates in a file and their names, by OpenSSL alone.
std::vector<std::string> certificates_of(const std::filesystem::path& file) {
    const auto content = hc::read_file(file, 1 << 20, hc::file_privacy::secret);
    std::vector<std::string> found;
    for (const auto& each : hc::pkcs::container_reader::read(content.expose(), as_octets("password")).certificates) {
        found.push_back(each.certificate->subject() + " " + each.label.alias);
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace

TEST_CASE("an update keeps the certificates that are nobody's, and takes along those of a chain that is gone") {
    const test::scratch folder;
    const test::small_authority trusted("Trusted");
    store_maker maker;
    store_maker::name(maker.key(key), "server");
    store_maker::name(maker.key(other_key), "other");
    maker.certificate(leaf);
    maker.certificate(other_leaf);
    maker.certificate(authority.certificate);
    store_maker::name(maker.certificate(trusted.certificate), "trusted");
    const auto file = test::write_secret(folder, "store.p12", maker.finish());
    const auto remove = [&](const char* alias) {
        hc::key_store_update update(file, as_octets("password"));
        update.remove(alias);
        update.commit();
    };
    remove("other");
    CHECK(certificates_of(file) == std::vector<std::string>{"CN=Authority ", "CN=Trusted trusted", "CN=server server"});
    remove("server");
    CHECK(certificates_of(file) == std::vector<std::string>{"CN=Trusted trusted"});
}

TEST_CASE("secret keys of other programs are not lost by an update, which is refused") {
    const test::scratch folder;
    store_maker maker;
    store_maker::name(maker.key(key), "server");
    maker.certificate(leaf);
    maker.secret();
    const auto file = test::write_secret(folder, "store.p12", maker.finish());
    CHECK(hc::key_store::read(file, as_octets("password")).only().fingerprint() == identity.fingerprint());
    CHECK(refusal_of([&] { hc::key_store_update(file, as_octets("password")); }).fault == identity_fault::entry);
}

TEST_CASE("two entries with one certificate are two entries") {
    const test::scratch folder;
    const auto file = folder / "store.p12";
    {
        hc::key_store_update update(file, as_octets("password"));
        update.add("one", identity);
        update.add("two", identity);
        update.commit();
    }
    const auto store = hc::key_store::read(file, as_octets("password"));
    CHECK(store.find("one").certificates().certificates() == store.find("two").certificates().certificates());
    CHECK(certificates_of(file) == std::vector<std::string>{"CN=Authority ", "CN=server one", "CN=server two"});
}

TEST_CASE("keys that no identity may have are refused as weak") {
    const std::pair<const char*, hc::openssl::key_object> kinds[] = {
        {"RSA 1024", hc::openssl::key_object(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024}))},
        {"P-384", hc::openssl::key_object(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384"))},
    };
    for (const auto& [kind, made] : kinds) {
        CAPTURE(kind);
        hc::x509::certificate_object certificate(X509_new());
        X509_set_version(certificate.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
        X509_set_pubkey(certificate.get(), made.get());
        REQUIRE(X509_sign(certificate.get(), made.get(), EVP_sha256()) > 0);
        EVP_PKEY_up_ref(made.get());
        hc::pkcs::content content;
        content.entries.push_back({"weak",
                                   hc::openssl::key_object(made.get()),
                                   {hc::x509::certificate::adopt(std::move(certificate)).value()}});
        const auto store = read(hc::pkcs::container_writer::write(content, as_octets("password")));
        CHECK(refusal_of([&] { static_cast<void>(store.find("weak")); }).fault == identity_fault::weak);
    }
}
