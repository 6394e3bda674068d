#include "wycheproof/run.hpp"

namespace test::wycheproof {
namespace {

template <class Aead>
outcome run_aead(const json& vector) {
    const auto key = octets_of(vector, "key"), iv = octets_of(vector, "iv"), associated = octets_of(vector, "aad");
    const auto message = octets_of(vector, "msg"), ciphertext = octets_of(vector, "ct"), tag = octets_of(vector, "tag");
    if (iv.size() != Aead::nonce_size) return outcome::skipped("with a nonce of another size than 96 bits");
    if (tag.size() != Aead::tag_size) return outcome::skipped("with a tag of another size than 128 bits");
    const auto sized_key = sized<Aead::key_size>(key);
    const auto nonce = sized<Aead::nonce_size>(iv);

    if (must_pass(vector)) {
        bytes text = message, written(Aead::tag_size);
        auto encryptor = Aead::encryptor::make(sized_key).value();
        const auto done = encryptor.encrypt(nonce, associated, text, std::span<std::byte, Aead::tag_size>(written));
        if (!done || text != ciphertext || written != tag) return outcome::ran(false);
    }
    bytes text = ciphertext;
    auto decryptor = Aead::decryptor::make(sized_key).value();
    const auto opened = decryptor.decrypt(nonce, associated, text, sized<Aead::tag_size>(tag));
    if (!must_pass(vector)) return outcome::ran(!opened && opened.error() == hc::errc::authentication_failed);
    return outcome::ran(opened && text == message);
}

template <class Backend>
outcome run_aes_gcm(const json& group, const json& vector) {
    switch (group.at("keySize").get<int>()) {
        case 128: return run_aead<typename Backend::template aes_gcm<128>>(vector);
        case 192: return run_aead<typename Backend::template aes_gcm<192>>(vector);
        case 256: return run_aead<typename Backend::template aes_gcm<256>>(vector);
        default: return outcome::skipped("with a key of no size that AES has");
    }
}

template <class Backend>
outcome run_chacha20_poly1305(const json&, const json& vector) {
    return run_aead<typename Backend::chacha20_poly1305>(vector);
}

// Wrong on purpose: AEADs that open whatever tag there is.
struct on_policies_without_tags : on_cryptopp {
    template <class Right>
    struct any_tag : Right {
        struct decryptor {
            typename Right::decryptor right;
            static hc::result<decryptor> make(std::span<const std::byte, Right::key_size> key) noexcept {
                auto made = Right::decryptor::make(key);
                if (!made) return made.error();
                return decryptor{*std::move(made)};
            }
            hc::result<void> decrypt(std::span<const std::byte, 12> nonce, hc::octets associated,
                                     hc::mutable_octets text, std::span<const std::byte, 16> tag) noexcept {
                const auto done = right.decrypt(nonce, associated, text, tag);
                if (!done && done.error() != hc::errc::authentication_failed) return done;
                return {};
            }
        };
    };
    template <std::size_t KeyBits>
    using aes_gcm = any_tag<hc::aes_gcm<KeyBits>>;
    using chacha20_poly1305 = any_tag<hc::chacha20_poly1305>;
};

TEMPLATE_LIST_TEST_CASE("Wycheproof: AES-GCM", "", frame_backends) {
    run_file<TestType>("aes_gcm_test.json", run_aes_gcm<TestType>);
}

TEMPLATE_LIST_TEST_CASE("Wycheproof: ChaCha20-Poly1305", "", backends) {
    run_file<TestType>("chacha20_poly1305_test.json", run_chacha20_poly1305<TestType>);
}

TEST_CASE("Wycheproof: an AEAD that takes any tag is noticed, at every modified one") {
    using wrong_policies = on_policies_without_tags;
    if (const auto wrong = failures("aes_gcm_test.json", run_aes_gcm<wrong_policies>)) CHECK(*wrong == 81);
    if (const auto wrong = failures("chacha20_poly1305_test.json", run_chacha20_poly1305<wrong_policies>))
        CHECK(*wrong == 60);
}

}  // namespace
}  // namespace test::wycheproof
