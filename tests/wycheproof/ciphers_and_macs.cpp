#include "wycheproof/run.hpp"

#include <handclasp/core/constant_time.hpp>
#include <handclasp/record/cbc_and_mac.hpp>

namespace test::wycheproof {
namespace {

// The padding is the compositions' own.
template <class Backend, class Cipher>
outcome run_aes_cbc_of(const json& vector) {
    using record = hc::record::cbc_and_mac<Cipher, typename Backend::template hmac<typename Backend::sha256, 16>>;
    const auto key = octets_of(vector, "key"), iv = octets_of(vector, "iv");
    const auto message = octets_of(vector, "msg"), ciphertext = octets_of(vector, "ct");
    const typename Cipher::key sized_key = sized<Cipher::key_size>(key);

    bool held = true;
    if (must_pass(vector)) {
        bytes chain = iv;
        chain.insert(chain.end(), message.begin(), message.end());
        chain.resize(iv.size() + (message.size() / Cipher::block_size + 1) * Cipher::block_size);
        record::pad(hc::mutable_octets(chain).subspan(iv.size() + message.size()));
        held = Cipher::encryptor::make(sized_key).value().encrypt_chain(chain).has_value() &&
            std::ranges::equal(hc::octets(chain).subspan(iv.size()), ciphertext);
    }
    // A composition takes no frame without a block, or of a part of one.
    if (ciphertext.empty() || ciphertext.size() % Cipher::block_size != 0)
        return outcome::ran(held && !must_pass(vector));
    bytes chain = iv;
    chain.insert(chain.end(), ciphertext.begin(), ciphertext.end());
    held = held && Cipher::decryptor::make(sized_key).value().decrypt_chain(chain).has_value();
    const auto decrypted = record::unpad(hc::mutable_octets(chain).subspan(iv.size()));
    held = held && decrypted.has_value() == must_pass(vector);
    return outcome::ran(held && (!decrypted || std::ranges::equal(*decrypted, message)));
}

template <class Backend>
outcome run_aes_cbc(const json& group, const json& vector) {
    switch (group.at("keySize").get<int>()) {
        case 128: return run_aes_cbc_of<Backend, typename Backend::template aes_cbc<128>>(vector);
        case 192: return run_aes_cbc_of<Backend, typename Backend::template aes_cbc<192>>(vector);
        case 256: return run_aes_cbc_of<Backend, typename Backend::template aes_cbc<256>>(vector);
        default: return outcome::skipped("with a key of no size that AES has");
    }
}

template <class Mac>
outcome run_mac(const bytes& key, const json& vector) {
    bytes tag(Mac::tag_size);
    const auto keyed = Mac::make(sized<Mac::key_size>(key)).value();
    const bool done =
        keyed.authenticate(octets_of(vector, "msg"), std::span<std::byte, Mac::tag_size>(tag)).has_value();
    return outcome::ran(done && hc::constant_time::equal(tag, octets_of(vector, "tag")) == must_pass(vector));
}

template <class Backend>
outcome run_aes_cmac(const json& group, const json& vector) {
    if (group.at("tagSize") != 128) return outcome::skipped("with a tag of another size than 128 bits");
    const auto key = octets_of(vector, "key");
    switch (group.at("keySize").get<int>()) {
        case 128: return run_mac<typename Backend::template aes_cmac<128>>(key, vector);
        case 192: return run_mac<typename Backend::template aes_cmac<192>>(key, vector);
        case 256: return run_mac<typename Backend::template aes_cmac<256>>(key, vector);
        default: return outcome::skipped("with a key of no size that AES has");
    }
}

// Under a key of another size than the digest's. A shorter one is the same as one that is filled with zeros, one longer
// than the hash's block the same as its hash (RFC 2104, section 2), and the step extract of HKDF is HMAC under a key of
// any size (RFC 5869, section 2.2).
template <class Backend, class Hash, std::size_t TagSize>
outcome run_hmac_of(const json& vector) {
    using mac = typename Backend::template hmac<Hash, TagSize>;
    constexpr std::size_t block_size = 2 * Hash::size;  // of SHA-256 and SHA-512
    auto key = octets_of(vector, "key");
    if (key.size() > mac::key_size && key.size() <= block_size) {
        std::array<std::byte, Hash::size> tag{};
        const auto message = octets_of(vector, "msg");
        const bool done = Backend::template hkdf<Hash>::extract(key, message, tag).has_value();
        const hc::octets cut = hc::octets(tag).first(TagSize);
        return outcome::ran(done && hc::constant_time::equal(cut, octets_of(vector, "tag")) == must_pass(vector));
    }
    if (key.size() > block_size) {
        Hash hash;
        hash.update(key);
        key.resize(Hash::size);
        hash.finish(std::span<std::byte, Hash::size>(key));
    }
    key.resize(mac::key_size);
    return run_mac<mac>(key, vector);
}

template <class Backend, class Hash>
outcome run_hmac(const json& group, const json& vector) {
    const auto tag_size = group.at("tagSize").get<std::size_t>() / 8;
    if (tag_size == Hash::size) return run_hmac_of<Backend, Hash, Hash::size>(vector);
    if (tag_size == Hash::size / 2) return run_hmac_of<Backend, Hash, Hash::size / 2>(vector);
    return outcome::skipped("with a tag of another size");
}

// Wrong on purpose: a cipher that leaves the ciphertext as it is, and MACs whose tags end in another octet.
struct on_broken_policies : on_cryptopp {
    template <std::size_t KeyBits>
    struct aes_cbc : hc::aes_cbc<KeyBits> {
        struct decryptor {
            static hc::result<decryptor> make(typename aes_cbc::key) noexcept { return decryptor{}; }
            hc::result<void> decrypt_chain(hc::mutable_octets) noexcept { return {}; }
        };
    };
    template <class Right>
    struct other_tag : Right {
        explicit other_tag(Right right) noexcept : Right(std::move(right)) {}
        static hc::result<other_tag> make(std::span<const std::byte, Right::key_size> key) noexcept {
            auto made = Right::make(key);
            if (!made) return made.error();
            return other_tag(*std::move(made));
        }
        hc::result<void> authenticate(hc::octets message, std::span<std::byte, Right::tag_size> tag) const noexcept {
            auto done = Right::authenticate(message, tag);
            tag.back() ^= std::byte{0x5a};
            return done;
        }
    };
    template <std::size_t KeyBits>
    using aes_cmac = other_tag<hc::aes_cmac<KeyBits>>;
    template <class Hash, std::size_t TagSize>
    using hmac = other_tag<hc::hmac<Hash, TagSize>>;
};

TEMPLATE_LIST_TEST_CASE("Wycheproof: AES-CBC", "", frame_backends) {
    run_file<TestType>("aes_cbc_pkcs5_test.json", run_aes_cbc<TestType>);
}

TEMPLATE_LIST_TEST_CASE("Wycheproof: AES-CMAC", "", backends) {
    if constexpr (requires { typename TestType::template aes_cmac<128>; }) {
        run_file<TestType>("aes_cmac_test.json", run_aes_cmac<TestType>);
    } else {
        leave_out<TestType>("aes_cmac_test.json");
    }
}

TEMPLATE_LIST_TEST_CASE("Wycheproof: HMAC-SHA-256", "", frame_backends) {
    run_file<TestType>("hmac_sha256_test.json", run_hmac<TestType, typename TestType::sha256>);
}

TEMPLATE_LIST_TEST_CASE("Wycheproof: HMAC-SHA-512", "", backends) {
    run_file<TestType>("hmac_sha512_test.json", run_hmac<TestType, typename TestType::sha512>);
}

TEST_CASE("Wycheproof: a cipher that is none, and tags that differ in an octet, are noticed at every valid vector") {
    using broken = on_broken_policies;
    // And at one that is invalid, whose ciphertext looks like padded text.
    if (const auto wrong = failures("aes_cbc_pkcs5_test.json", run_aes_cbc<broken>)) CHECK(*wrong == 72 + 1);
    if (const auto wrong = failures("aes_cmac_test.json", run_aes_cmac<broken>)) CHECK(*wrong == 63);
    if (const auto wrong = failures("hmac_sha256_test.json", run_hmac<broken, hc::sha256>)) CHECK(*wrong == 66);
    // Six run through HKDF, which is not broken here.
    if (const auto wrong = failures("hmac_sha512_test.json", run_hmac<broken, hc::sha512>)) CHECK(*wrong == 60);
}

}  // namespace
}  // namespace test::wycheproof
