#include <handclasp/identity/key_store.hpp>

#include "key_store/maker.hpp"
#include "support/catch.hpp"

#include <sys/stat.h>

namespace hc = handclasp;
using hc::as_octets;
using hc::identity_fault;
using test::bytes;
using test::refusal_of;
using test::store_maker;

namespace {

const auto key = test::new_key();
const auto identity = test::self_signed_identity("server", test::copy_of(key));

bytes small_store(int mac_rounds = 1, int rounds = 1) {
    store_maker maker;
    store_maker::name(maker.key(key, rounds), "server");
    maker.certificate(identity.certificates().leaf());
    return maker.finish(NID_aes_256_cbc, rounds, mac_rounds);
}

test::refusal refusal_of_file(const bytes& content, const char* password = "password") {
    const test::scratch folder;
    const auto file = test::write_secret(folder, "store.p12", content);
    const auto refused = refusal_of([&] { static_cast<void>(hc::key_store::read(file, as_octets(password))); });
    CHECK(refused.file == file);
    CHECK(refused.text.starts_with(file.string() + ": "));
    CHECK(ERR_peek_error() == 0);
    return refused;
}

bool opens(const bytes& content) {
    const test::scratch folder;
    const auto file = test::write_secret(folder, "store.p12", content);
    return hc::key_store::read(file, as_octets("password")).only().fingerprint() == identity.fingerprint();
}

}  // namespace

TEST_CASE("a wrong password and an altered file have one fault and one text") {
    const auto good = small_store();
    REQUIRE(opens(good));
    const auto wrong = refusal_of_file(good, "Password");
    CHECK(wrong.fault == identity_fault::password);
    CHECK(wrong.text.ends_with(": the password is wrong, or the file is damaged"));
    auto altered = good;
    altered[altered.size() / 2] ^= std::byte{1};
    const auto damaged = refusal_of_file(altered);
    CHECK(damaged.fault == wrong.fault);
    CHECK(damaged.text.substr(damaged.file.size()) == wrong.text.substr(wrong.file.size()));
}

TEST_CASE("a file that is cut short anywhere is no PKCS#12 file") {
    const auto good = small_store();
    for (std::size_t size = 0; size < good.size(); ++size) {
        CAPTURE(size);
        CHECK(refusal_of_file(bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))).fault ==
              identity_fault::malformed);
    }
    auto longer = good;
    longer.push_back(std::byte{0});
    CHECK(refusal_of_file(longer).fault == identity_fault::malformed);
}

// What a MAC does not cover is its own form: an octet of that may have two values that mean the same.
TEST_CASE("a file with any octet altered is refused, or means the same") {
    const auto good = small_store();
    std::size_t same = 0, password = 0, others = 0;
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const std::byte flip : {std::byte{0x01}, std::byte{0x80}}) {
            auto altered = good;
            altered[at] ^= flip;
            const test::scratch folder;
            const auto file = test::write_secret(folder, "store.p12", altered);
            CAPTURE(at, std::to_integer<int>(flip));
            try {
                const auto found = hc::key_store::read(file, as_octets("password")).only().fingerprint();
                CHECK(found == identity.fingerprint());
                ++same;
            } catch (const hc::identity_error& error) {
                const auto fault = error.fault();
                CHECK((fault == identity_fault::password || fault == identity_fault::malformed ||
                       fault == identity_fault::weak || fault == identity_fault::too_large));
                ++(fault == identity_fault::password ? password : others);
            }
            CHECK(ERR_peek_error() == 0);
        }
    }
    CHECK(same < 8);
    CHECK(password > good.size());  // most octets are ciphertext
    CHECK(others > 50);
}

TEST_CASE("files of other kinds are told by name") {
    const auto text = [](const std::string& content) { return test::copy_of(as_octets(content)); };
    const auto pem = refusal_of_file(text("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"));
    CHECK(pem.fault == identity_fault::malformed);
    CHECK(pem.text.find("PEM") != pem.text.npos);
    for (const char* const magic : {"\xfe\xed\xfe\xed", "\xce\xce\xce\xce"}) {
        const auto jks = refusal_of_file(text(magic + std::string(100, 'x')));
        CHECK(jks.fault == identity_fault::malformed);
        CHECK(jks.text.find("keytool -importkeystore") != jks.text.npos);
    }
    CHECK(refusal_of_file(test::pattern(5000)).fault == identity_fault::malformed);
    CHECK(refusal_of_file({}).fault == identity_fault::malformed);
    CHECK(refusal_of_file(bytes(1000)).fault == identity_fault::malformed);
    CHECK(refusal_of_file(identity.certificates().leaf().der()).fault == identity_fault::malformed);
}

TEST_CASE("a file of more than 10 MiB is refused before it is read") {
    bytes large(hc::pkcs::most_file_size, std::byte{0x30});
    CHECK(refusal_of_file(large).fault == identity_fault::malformed);
    large.push_back(std::byte{0});
    CHECK(refusal_of_file(large).fault == identity_fault::too_large);
}

TEST_CASE("what would cost hours is refused before anything is derived") {
    constexpr int most = 2'147'483'647;
    const auto costly = [](const auto& add) {
        store_maker maker;
        store_maker::name(maker.key(key), "server");
        maker.certificate(identity.certificates().leaf());
        add(maker);
        return refusal_of_file(maker.finish()).fault;
    };
    using test::noise_under;
    SECTION("the MAC") {
        store_maker maker;
        CHECK(refusal_of_file(maker.with_mac_rounds(most)).fault == identity_fault::too_large);
        CHECK(refusal_of_file(maker.with_mac_rounds(25'000'001)).fault == identity_fault::too_large);
    }
    SECTION("a key, with PBKDF2") {
        for (const std::uint64_t rounds : {std::uint64_t{1} << 31, std::uint64_t{1} << 63, std::uint64_t{25'000'001}}) {
            CHECK(costly([&](store_maker& maker) { maker.encrypted(noise_under(test::pbkdf2_of(rounds))); }) ==
                  identity_fault::too_large);
        }
    }
    SECTION("a key, with SHA-1, which has to be computed twice") {
        CHECK(costly([&](store_maker& maker) {
                  maker.encrypted(noise_under(test::pbkdf2_of(12'500'001, NID_hmacWithSHA1)));
              }) == identity_fault::too_large);
    }
    SECTION("a key, with scrypt") {
        const std::uint64_t parameters[][3] = {{std::uint64_t{1} << 40, 8, 1},
                                               {std::uint64_t{1} << 20, 8, 1},
                                               {16384, 8, 1000},
                                               {1024, std::uint64_t{1} << 60, 1},
                                               {16384, 8, std::uint64_t{1} << 63}};
        for (const auto& each : parameters) {
            CAPTURE(each[0], each[1], each[2]);
            CHECK(costly([&](store_maker& maker) {
                      maker.encrypted(noise_under(test::scrypt_of(each[0], each[1], each[2])));
                  }) == identity_fault::too_large);
        }
    }
    SECTION("many keys together") {
        CHECK(costly([&](store_maker& maker) {
                  for (int i = 0; i < 26; ++i) maker.encrypted(noise_under(test::pbkdf2_of(1'000'000)));
              }) == identity_fault::too_large);
    }
    SECTION("a key behind what has to be decrypted first") {
        CHECK(costly([&](store_maker& maker) { maker.hidden(noise_under(test::pbkdf2_of(std::uint64_t{1} << 31))); }) ==
              identity_fault::too_large);
    }
}

TEST_CASE("what is allowed to cost something is computed") {
    CHECK(opens(small_store(10'000, 10'000)));
    store_maker maker;
    store_maker::name(maker.encrypted(test::noise_under(test::scrypt_of(16384, 8, 1))), "server");
    CHECK(refusal_of_file(maker.finish()).fault == identity_fault::password);  // the noise is no key
}

TEST_CASE("no rounds at all are malformed") {
    store_maker maker;
    maker.encrypted(test::noise_under(test::pbkdf2_of(0)));
    CHECK(refusal_of_file(maker.finish()).fault == identity_fault::malformed);
    store_maker other;
    other.encrypted(test::noise_under(test::scrypt_of(0, 8, 1)));
    CHECK(refusal_of_file(other.finish()).fault == identity_fault::malformed);
}

TEST_CASE("more keys and certificates than a store has here are refused") {
    store_maker keys;
    for (int i = 0; i < 32; ++i) keys.key(key);
    CHECK(refusal_of([&] {
              const test::scratch folder;
              static_cast<void>(
                  hc::key_store::read(test::write_secret(folder, "s", keys.finish()), as_octets("password")).only());
          }).text.find("it has several entries") != std::string::npos);
    keys.key(key);
    CHECK(refusal_of_file(keys.finish()).fault == identity_fault::too_large);

    store_maker certificates;
    certificates.key(key);
    for (int i = 0; i < 1024; ++i) certificates.certificate(identity.certificates().leaf());
    CHECK(refusal_of_file(certificates.finish()).fault == identity_fault::too_large);
}

TEST_CASE("encryption of the old kind is refused as weak, with what converts it") {
    for (const int old : {NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And2_Key_TripleDES_CBC,
                          NID_des_ede3_cbc, NID_camellia_256_cbc}) {
        store_maker maker;
        store_maker::name(maker.key(key), "server");
        const auto refused = refusal_of_file(maker.finish(old));
        CAPTURE(refused.text);
        CHECK(refused.fault == identity_fault::weak);
        CHECK(refused.text.find("openssl pkcs12 -legacy") != refused.text.npos);
    }
    store_maker maker;
    CHECK(refusal_of_file(maker.with_mac_of(EVP_md5())).fault == identity_fault::weak);
}

TEST_CASE("a file without a MAC is refused: nothing shows whether it was altered") {
    store_maker maker;
    store_maker::name(maker.key(key), "server");
    const auto refused = refusal_of_file(maker.without_mac());
    CHECK(refused.fault == identity_fault::malformed);
    CHECK(refused.text.find("MAC") != refused.text.npos);
}
