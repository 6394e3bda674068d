#include "support/wycheproof.hpp"

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/rsa_test_access.hpp"

#include <handclasp/core/constant_time.hpp>
#include <handclasp/policy/cryptopp/aes_cbc.hpp>
#include <handclasp/policy/cryptopp/ed25519.hpp>
#include <handclasp/policy/cryptopp/hkdf.hpp>
#include <handclasp/policy/cryptopp/hmac.hpp>

namespace hc = handclasp;
namespace wycheproof = test::wycheproof;
using test::bytes;
using wycheproof::json, wycheproof::octets_of, wycheproof::is_valid;

namespace {

const std::string no_reason;

// PKCS #7 (RFC 5652, section 6.3), which our ciphers leave to the compositions.
bytes padded(bytes message) {
    const std::size_t size = 16 - message.size() % 16;
    message.insert(message.end(), size, static_cast<std::byte>(size));
    return message;
}
std::optional<bytes> unpadded(bytes message) {
    if (message.empty()) return std::nullopt;
    const auto size = std::to_integer<std::size_t>(message.back());
    if (size < 1 || size > 16 || size > message.size()) return std::nullopt;
    for (std::size_t i = 1; i <= size; ++i) {
        if (message[message.size() - i] != message.back()) return std::nullopt;
    }
    message.resize(message.size() - size);
    return message;
}

bytes without_iv(const bytes& chain) {
    return bytes(chain.begin() + 16, chain.end());
}

template <class Cipher>
void check_aes(const json& vector) {
    const auto key = octets_of(vector, "key"), iv = octets_of(vector, "iv");
    const auto message = octets_of(vector, "msg"), ciphertext = octets_of(vector, "ct");
    const auto chain_of = [&iv](const bytes& blocks) {
        bytes chain = iv;
        chain.insert(chain.end(), blocks.begin(), blocks.end());
        return chain;
    };
    if (is_valid(vector)) {
        auto chain = chain_of(padded(message));
        Cipher::encryptor::make(typename Cipher::key(key)).value().encrypt_chain(chain);
        CHECK(without_iv(chain) == ciphertext);
    }
    std::optional<bytes> decrypted;
    if (ciphertext.size() % 16 == 0) {
        auto chain = chain_of(ciphertext);
        Cipher::decryptor::make(typename Cipher::key(key)).value().decrypt_chain(chain);
        decrypted = unpadded(without_iv(chain));
    }
    CHECK(decrypted.has_value() == is_valid(vector));
    if (is_valid(vector)) CHECK(decrypted.value() == message);
}

std::string run_aes(const json& group, const json& vector) {
    switch (group.at("keySize").get<int>()) {
        case 128: check_aes<hc::aes_cbc<128>>(vector); return no_reason;
        case 192: check_aes<hc::aes_cbc<192>>(vector); return no_reason;
        case 256: check_aes<hc::aes_cbc<256>>(vector); return no_reason;
        default: return "key size";
    }
}

// A key of another size is the same as one of ours where it is shorter and filled with zeros, or longer than the hash's
// block and hashed (RFC 2104, section 2).
template <class Hash, std::size_t TagSize>
std::string check_hmac(const json& vector) {
    using mac = hc::hmac<Hash, TagSize>;
    auto key = octets_of(vector, "key");
    if (key.size() > Hash::library::BLOCKSIZE) {
        Hash hash;
        hash.update(key);
        key.resize(Hash::size);
        hash.finish(std::span<std::byte, Hash::size>(key));
    }
    if (key.size() > mac::key_size) return "a key longer than the digest, and not than the block";
    key.resize(mac::key_size);
    bytes tag(TagSize);
    mac::make(std::span<const std::byte, mac::key_size>(key))
        .value()
        .authenticate(octets_of(vector, "msg"), std::span<std::byte, TagSize>(tag));
    CHECK(hc::constant_time::equal(tag, octets_of(vector, "tag")) == is_valid(vector));
    return no_reason;
}

template <class Hash>
std::string run_hmac(const json& group, const json& vector) {
    const auto tag_size = group.at("tagSize").get<std::size_t>() / 8;
    if (tag_size == Hash::size) return check_hmac<Hash, Hash::size>(vector);
    if (tag_size == Hash::size / 2) return check_hmac<Hash, Hash::size / 2>(vector);
    return "tag size";
}

std::string run_hkdf(const json&, const json& vector) {
    using kdf = hc::hkdf<hc::sha256>;
    std::array<std::byte, kdf::prk_size> prk{};
    CHECK(kdf::extract(octets_of(vector, "salt"), octets_of(vector, "ikm"), prk));
    bytes out(vector.at("size").get<std::size_t>());
    const auto expanded = kdf::expand(prk, octets_of(vector, "info"), out);
    CHECK(expanded.has_value() == is_valid(vector));
    if (expanded) CHECK(out == octets_of(vector, "okm"));
    return no_reason;
}

// The file has no vector of the result `acceptable`: each is valid or invalid, and so for us.
std::string run_ed25519(const json& group, const json& vector) {
    const auto key = octets_of(group.at("publicKey"), "pk");
    CHECK(hc::ed25519::verify(key, octets_of(vector, "msg"), octets_of(vector, "sig")) == is_valid(vector));
    return no_reason;
}

// For MGF1 in Java's default, and for old peers: the library itself has no SHA-1.
struct sha1 : hc::cryptopp::basic_hash<CryptoPP::SHA1> {
    static constexpr std::string_view name = "SHA-1";
};

// Our label is always empty, so what was encrypted with another one does not open.
template <class Transport>
void check_oaep(const json& group, const json& vector) {
    const auto message = octets_of(vector, "msg");
    auto keys = hc::cryptopp::rsa_oaep_test_access::from_pkcs8<Transport>(octets_of(group, "privateKeyPkcs8"));
    bytes secrets(message.size());
    const bool opened = std::move(keys).decapsulate(octets_of(vector, "ct"), secrets);
    CHECK(opened == (vector.at("result") != "invalid" && octets_of(vector, "label").empty()));
    if (opened) CHECK(secrets == message);
}

// Runs a vector whose group has these sizes and hashes.
template <std::size_t Bits, class Hash, class MgfHash>
bool run_if_of(const json& group, const json& vector) {
    if (group.at("keySize") != Bits || group.at("sha") != Hash::name || group.at("mgfSha") != MgfHash::name)
        return false;
    check_oaep<hc::rsa_oaep<Bits, Hash, MgfHash>>(group, vector);
    return true;
}
template <std::size_t Bits, class Hash>
bool run_with_any_mgf(const json& group, const json& vector) {
    return run_if_of<Bits, Hash, sha1>(group, vector) || run_if_of<Bits, Hash, hc::sha256>(group, vector) ||
        run_if_of<Bits, Hash, hc::sha384>(group, vector) || run_if_of<Bits, Hash, hc::sha512>(group, vector);
}

std::string run_oaep(const json& group, const json& vector) {
    const auto bits = group.at("keySize").get<std::size_t>();
    if (bits < 2048) return "a modulus of fewer than 2048 bits, which the library refuses";
    if (bits % 256 != 0) return "a modulus size that is no multiple of 256 bits, which the library refuses";
    if (group.at("sha") == "SHA-224" || group.at("mgfSha") == "SHA-224") return "SHA-224, for which there is no policy";
    const bool ran = run_with_any_mgf<2048, hc::sha256>(group, vector) ||
        run_with_any_mgf<2048, hc::sha384>(group, vector) || run_with_any_mgf<2048, hc::sha512>(group, vector) ||
        run_if_of<2048, sha1, sha1>(group, vector) || run_with_any_mgf<3072, hc::sha256>(group, vector) ||
        run_if_of<4096, hc::sha256, hc::sha256>(group, vector) ||
        run_if_of<4096, hc::sha512, hc::sha512>(group, vector);
    return ran ? no_reason : "another size with another hash: a combination that this test leaves out";
}

}  // namespace

TEST_CASE("Wycheproof: AES-CBC") {
    wycheproof::run_all("aes_cbc_pkcs5_test.json", run_aes);
}
TEST_CASE("Wycheproof: HMAC-SHA-256") {
    wycheproof::run_all("hmac_sha256_test.json", run_hmac<hc::sha256>);
}
TEST_CASE("Wycheproof: HMAC-SHA-512") {
    wycheproof::run_all("hmac_sha512_test.json", run_hmac<hc::sha512>);
}
TEST_CASE("Wycheproof: HKDF-SHA-256") {
    wycheproof::run_all("hkdf_sha256_test.json", run_hkdf);
}
TEST_CASE("Wycheproof: Ed25519") {
    wycheproof::run_all("ed25519_test.json", run_ed25519);
}
TEST_CASE("Wycheproof: RSA-OAEP, 2048 bits, SHA-256") {
    wycheproof::run_all("rsa_oaep_2048_sha256_mgf1sha256_test.json", run_oaep);
}
TEST_CASE("Wycheproof: RSA-OAEP, 3072 bits, SHA-256") {
    wycheproof::run_all("rsa_oaep_3072_sha256_mgf1sha256_test.json", run_oaep);
}
TEST_CASE("Wycheproof: RSA-OAEP, 2048 bits, SHA-256 with MGF1 over SHA-1") {
    wycheproof::run_all("rsa_oaep_2048_sha256_mgf1sha1_test.json", run_oaep);
}
TEST_CASE("Wycheproof: RSA-OAEP, 2048 bits, SHA-1") {
    wycheproof::run_all("rsa_oaep_2048_sha1_mgf1sha1_test.json", run_oaep);
}
TEST_CASE("Wycheproof: RSA-OAEP, all sizes and hashes") {
    wycheproof::run_all("rsa_oaep_misc_test.json", run_oaep);
}
