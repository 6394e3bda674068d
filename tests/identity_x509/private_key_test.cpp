#include <handclasp/identity/x509/private_key.hpp>

#include "identity_x509/scratch.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

namespace hc = handclasp;
using hc::x509::key_kind;
using hc::x509::private_key;
using test::bytes;
namespace pki = test::pki;

static_assert(std::is_nothrow_move_constructible_v<private_key>);
static_assert(!std::is_copy_constructible_v<private_key>, "a private key has one owner");

namespace {

const bytes message = test::pattern(200);

bytes signature_of(const private_key& key, hc::octets signed_message = message) {
    bytes signature(key.signature_size());
    key.sign(signed_message, signature).value();
    return signature;
}

std::string public_pem_of(const private_key& key) {
    const hc::x509::stream out(BIO_new(BIO_s_mem()));
    REQUIRE(PEM_write_bio_PUBKEY(out.get(), key.handle()) == 1);
    return test::text_of(hc::x509::written(out));
}

// A positive INTEGER of DER, by hand.
bytes der_integer(hc::octets number) {
    while (number.size() > 1 && number[0] == std::byte{0}) number = number.subspan(1);
    bytes integer(number.begin(), number.end());
    if ((integer[0] & std::byte{0x80}) != std::byte{0}) integer.insert(integer.begin(), std::byte{0});
    integer.insert(integer.begin(), {std::byte{2}, static_cast<std::byte>(integer.size())});
    return integer;
}
bytes der_of(hc::octets r_and_s) {
    bytes sequence = der_integer(r_and_s.first(32));
    const bytes s = der_integer(r_and_s.last(32));
    sequence.insert(sequence.end(), s.begin(), s.end());
    sequence.insert(sequence.begin(), {std::byte{0x30}, static_cast<std::byte>(sequence.size())});
    return sequence;
}

hc::errc refusal_of(const pki::key& key) {
    const auto adopted = private_key::adopt(pki::share(key));
    REQUIRE_FALSE(adopted);
    CHECK(ERR_peek_error() == 0);
    return adopted.error();
}

// The public half alone, by way of its PEM.
pki::key public_half(const pki::key& key) {
    const hc::x509::stream memory(BIO_new(BIO_s_mem()));
    REQUIRE(PEM_write_bio_PUBKEY(memory.get(), key.get()) == 1);
    return pki::owned(PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr));
}

}  // namespace

TEST_CASE("each kind of key has a signature of its size, which verifies for it alone") {
    const std::pair<key_kind, std::size_t> kinds[] = {
        {key_kind::ed25519, 64}, {key_kind::p256, 64}, {key_kind::rsa, 384}};
    const auto stranger = private_key::generate(key_kind::p256).value();
    for (const auto& [kind, size] : kinds) {
        const auto key = private_key::generate(kind).value();
        CAPTURE(static_cast<int>(kind));
        CHECK(key.kind() == kind);
        REQUIRE(key.signature_size() == size);
        auto signature = signature_of(key);
        CHECK(hc::x509::signing::verify(key.handle(), message, signature));
        CHECK_FALSE(hc::x509::signing::verify(stranger.handle(), message, signature));
        CHECK_FALSE(hc::x509::signing::verify(key.handle(), hc::octets(message).first(199), signature));
        for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
            signature[at] ^= std::byte{1};
            CHECK_FALSE(hc::x509::signing::verify(key.handle(), message, signature));
            signature[at] ^= std::byte{1};
        }
        CHECK_FALSE(hc::x509::signing::verify(key.handle(), message, hc::octets(signature).first(size - 1)));
        signature.push_back(std::byte{0});
        CHECK_FALSE(hc::x509::signing::verify(key.handle(), message, signature));
        CHECK_FALSE(hc::x509::signing::verify(key.handle(), message, {}));
        CHECK(ERR_peek_error() == 0);
    }
}

TEST_CASE("the openssl program verifies what each kind of key signs") {
    const test::scratch files;
    files.write("message", message);
    const std::string digest = "dgst -sha256 -verify public.pem -signature signature ";
    SECTION("Ed25519") {
        const auto key = private_key::generate(key_kind::ed25519).value();
        files.write("public.pem", public_pem_of(key));
        files.write("signature", signature_of(key));
        CHECK(files.openssl("pkeyutl -verify -pubin -inkey public.pem -rawin -in message -sigfile signature"));
    }
    SECTION("P-256: r || s, which OpenSSL wants as DER") {
        const auto key = private_key::generate(key_kind::p256).value();
        files.write("public.pem", public_pem_of(key));
        for (int i = 0; i < 8; ++i) {
            files.write("signature", der_of(signature_of(key)));
            CHECK(files.openssl(digest + "message"));
        }
    }
    SECTION("RSASSA-PSS with a salt of 32 octets") {
        const auto key = private_key::generate(key_kind::rsa).value();
        files.write("public.pem", public_pem_of(key));
        files.write("signature", signature_of(key));
        const std::string pss = digest + "-sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:sha256 ";
        CHECK(files.openssl(pss + "-sigopt rsa_pss_saltlen:32 message"));
        CHECK_FALSE(files.openssl(pss + "-sigopt rsa_pss_saltlen:20 message"));
    }
}

// r and s start with zeros once in 256 times each; they keep 32 octets.
TEST_CASE("numbers of a P-256 signature keep their leading zeros") {
    const auto key = private_key::generate(key_kind::p256).value();
    bool short_r = false, short_s = false;
    for (std::uint32_t i = 0; i < 20000 && !(short_r && short_s); ++i) {
        const auto text = test::pattern(16, i);
        const auto signature = signature_of(key, text);
        if (signature[0] != std::byte{0} && signature[32] != std::byte{0}) continue;
        short_r = short_r || signature[0] == std::byte{0};
        short_s = short_s || signature[32] == std::byte{0};
        REQUIRE(hc::x509::signing::verify(key.handle(), text, signature));
    }
    CHECK(short_r);
    CHECK(short_s);
}

TEST_CASE("a P-256 signature whose r or s is out of range is refused") {
    const auto key = private_key::generate(key_kind::p256).value();
    const auto order = test::from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    for (const auto& number : {bytes(32), order, bytes(32, std::byte{0xff})}) {
        for (const std::size_t at : {0U, 32U}) {
            auto signature = signature_of(key);
            hc::copy(number, hc::mutable_octets(signature).subspan(at));
            CHECK_FALSE(hc::x509::signing::verify(key.handle(), message, signature));
        }
    }
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("a signature of small order is refused for an Ed25519 key of small order") {
    const auto neutral = test::from_hex("0100000000000000000000000000000000000000000000000000000000000000");
    const auto key =
        pki::owned(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, hc::openssl::bytes(neutral), 32));
    bytes signature = neutral;
    signature.resize(64);
    // OpenSSL alone takes it for any message.
    const hc::openssl::digest_context context(EVP_MD_CTX_new());
    REQUIRE(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    CHECK(EVP_DigestVerify(context.get(), hc::openssl::bytes(signature), 64, hc::openssl::bytes(message),
                           message.size()) == 1);
    CHECK_FALSE(hc::x509::signing::verify(key.get(), message, signature));
}

TEST_CASE("a fingerprint is SHA-256 of the SubjectPublicKeyInfo, as openssl computes it") {
    const test::scratch files;
    for (const auto kind : {key_kind::ed25519, key_kind::p256, key_kind::rsa}) {
        const auto key = private_key::generate(kind).value();
        files.write("public.pem", public_pem_of(key));
        REQUIRE(files.openssl("pkey -pubin -in public.pem -outform DER -out public.der"));
        REQUIRE(files.openssl("dgst -sha256 -r public.der"));
        CHECK(files.said().substr(0, 64) == key.fingerprint().text());
    }
}

TEST_CASE("RSA keys of 2048 to 4096 bits are taken") {
    for (const std::size_t bits : {2048U, 2056U, 4096U}) {
        const auto key = private_key::adopt(pki::share(pki::rsa_key(bits))).value();
        CHECK(key.signature_size() == bits / 8);
        CHECK(hc::x509::signing::verify(key.handle(), message, signature_of(key)));
    }
}

TEST_CASE("keys of other kinds and sizes are refused") {
    CHECK(refusal_of(pki::rsa_key(1024)) == hc::errc::invalid_argument);
    CHECK(refusal_of(pki::rsa_key(2047)) == hc::errc::invalid_argument);
    CHECK(refusal_of(pki::curve_key("P-384")) == hc::errc::invalid_argument);
    CHECK(refusal_of(pki::curve_key("secp256k1")) == hc::errc::invalid_argument);
    CHECK(refusal_of(pki::owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"))) == hc::errc::invalid_argument);
    CHECK(refusal_of(pki::owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"))) == hc::errc::invalid_argument);
    CHECK(private_key::adopt(nullptr).error() == hc::errc::invalid_argument);
}

TEST_CASE("an RSA key that is for RSASSA-PSS alone is refused, and one with the exponent 3") {
    const auto made = [](const char* type, unsigned exponent) {
        const hc::openssl::key_context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
        EVP_PKEY* key = nullptr;
        std::size_t bits = 2048;
        const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_RSA_BITS, &bits),
                                         OSSL_PARAM_construct_uint(OSSL_PKEY_PARAM_RSA_E, &exponent),
                                         OSSL_PARAM_construct_end()};
        REQUIRE(EVP_PKEY_keygen_init(context.get()) == 1);
        REQUIRE(EVP_PKEY_CTX_set_params(context.get(), parameters) == 1);
        REQUIRE(EVP_PKEY_generate(context.get(), &key) == 1);
        return pki::owned(key);
    };
    CHECK(refusal_of(made("RSA-PSS", 65537)) == hc::errc::invalid_argument);
    CHECK(refusal_of(made("RSA", 3)) == hc::errc::invalid_argument);
    CHECK(private_key::adopt(pki::share(made("RSA", 65537))));
}

// openssl ecparam -name prime256v1 -param_enc explicit -genkey -noout
TEST_CASE("a curve whose parameters are written out is refused") {
    const test::scratch files;
    REQUIRE(files.openssl("ecparam -name prime256v1 -param_enc explicit -genkey -noout -out explicit.pem"));
    REQUIRE(files.openssl("ecparam -name prime256v1 -param_enc named_curve -genkey -noout -out named.pem"));
    const auto read = [&](const char* name) {
        const hc::x509::stream in(BIO_new_file((files / name).c_str(), "r"));
        return pki::owned(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
    };
    CHECK(refusal_of(read("explicit.pem")) == hc::errc::invalid_argument);
    CHECK(private_key::adopt(pki::share(read("named.pem"))));
}

TEST_CASE("a compressed point is refused") {
    const auto key = pki::curve_key();
    CHECK(private_key::adopt(pki::share(key)));
    REQUIRE(EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "compressed") == 1);
    CHECK(refusal_of(key) == hc::errc::invalid_argument);
}

TEST_CASE("a public key alone is no private key") {
    for (const auto& key : {pki::ed25519_key(), pki::curve_key(), pki::rsa_key(2048)}) {
        CHECK(private_key::adopt(pki::share(key)));
        CHECK(refusal_of(public_half(key)) == hc::errc::invalid_argument);
    }
}

TEST_CASE("a key signs where it was moved to, and into its own size alone") {
    auto from = private_key::generate(key_kind::p256).value();
    const auto to = std::move(from);
    bytes signature(65);
    CHECK(to.sign(message, hc::mutable_octets(signature).first(63)).error() == hc::errc::invalid_argument);
    CHECK(to.sign(message, signature).error() == hc::errc::invalid_argument);
    CHECK(to.sign(message, hc::mutable_octets(signature).first(64)));
    CHECK(from.sign(message, hc::mutable_octets(signature).first(64)).error() == hc::errc::closed);
}
