// The naked primitives, through the policies of each backend: what the layers above cannot be faster than, one message
// at a time.
#include "support/cases.hpp"

#include <handclasp/handclasp.hpp>

#include <cryptopp/gcm.h>
#include <cryptopp/modes.h>

#if HANDCLASP_WITH_OPENSSL
#include <handclasp/openssl.hpp>
#endif
#if HANDCLASP_WITH_IPSEC_MB
#include <handclasp/ipsec_mb.hpp>
#endif

namespace bench {

namespace {

template <std::size_t Size>
std::span<const std::byte, Size> key_of() {
    static const bytes key = pattern(Size, 1);
    return std::span<const std::byte, Size>(key);
}

namespace on_cryptopp = hc::cryptopp;

// Each of these is one call on the same octets over and over, and a check against Crypto++'s own classes.

template <class Mac>
struct authentication {
    Mac mac = Mac::make(key_of<Mac::key_size>()).value();
    std::array<std::byte, Mac::tag_size> tag{};

    bool call(hc::mutable_octets text) { return mac.authenticate(text, tag).has_value(); }

    std::string fault(hc::mutable_octets text) {
        CryptoPP::HMAC<CryptoPP::SHA256> reference(on_cryptopp::bytes(key_of<Mac::key_size>()), Mac::key_size);
        std::array<std::byte, CryptoPP::SHA256::DIGESTSIZE> digest{};
        reference.CalculateDigest(on_cryptopp::bytes(digest), on_cryptopp::bytes(text), text.size());
        const bool same = call(text) && std::ranges::equal(tag, std::span(digest).first(tag.size()));
        return same ? "" : "the tag is not HMAC-SHA-256's";
    }
};

template <class Cipher>
struct cbc_encryption {
    typename Cipher::encryptor cipher = Cipher::encryptor::make(key_of<Cipher::key_size>()).value();

    bool call(hc::mutable_octets chain) { return cipher.encrypt_chain(chain).has_value(); }

    std::string fault(hc::mutable_octets chain) {
        std::vector<std::byte> expected(chain.begin(), chain.end());
        CryptoPP::CBC_Mode<CryptoPP::AES>::Encryption reference(on_cryptopp::bytes(key_of<Cipher::key_size>()),
                                                                Cipher::key_size, on_cryptopp::bytes(chain));
        const auto blocks = hc::mutable_octets(expected).subspan(Cipher::block_size);
        reference.ProcessData(on_cryptopp::bytes(blocks), on_cryptopp::bytes(blocks), blocks.size());
        return call(chain) && std::ranges::equal(chain, expected) ? "" : "the chain is not AES-CBC's";
    }
};

template <class Cipher>
struct cbc_decryption {
    typename Cipher::decryptor cipher = Cipher::decryptor::make(key_of<Cipher::key_size>()).value();

    bool call(hc::mutable_octets chain) { return cipher.decrypt_chain(chain).has_value(); }

    std::string fault(hc::mutable_octets chain) {
        const std::vector<std::byte> before(chain.begin(), chain.end());
        if (!cbc_encryption<Cipher>().call(chain) || !call(chain)) return "a call failed";
        return std::ranges::equal(chain, before) ? "" : "what was decrypted is not what was encrypted";
    }
};

template <class Aead>
struct aead_encryption {
    typename Aead::encryptor cipher = Aead::encryptor::make(key_of<Aead::key_size>()).value();
    std::array<std::byte, Aead::nonce_size> nonce{};
    std::uint64_t calls = 0;
    std::array<std::byte, 16> associated{};
    std::array<std::byte, Aead::tag_size> tag{};

    bool call(hc::mutable_octets text) {
        hc::store_big_endian(++calls, std::span(nonce).template last<sizeof calls>());
        return cipher.encrypt(nonce, associated, text, tag).has_value();
    }

    std::string fault(hc::mutable_octets text) {
        const std::vector<std::byte> before(text.begin(), text.end());
        auto decryptor = Aead::decryptor::make(key_of<Aead::key_size>()).value();
        const bool changed = call(text) && !std::ranges::equal(text, before);
        if (!changed || !decryptor.decrypt(nonce, associated, text, tag)) return "what was encrypted does not decrypt";
        return std::ranges::equal(text, before) ? "" : "what was decrypted is not what was encrypted";
    }
};

template <class Primitive>
void add_primitive(const std::string& subject, const std::string& what) {
    for (const std::size_t size : message_sizes) {
        if (size == 1350) continue;  // not whole blocks
        const auto time = [size](benchmark::State& state) {
            Primitive primitive;
            auto text = pattern(size + 16, 0);  // of a chain, the first block is the IV
            meter count(state);
            for (auto _ : state) {
                if (!primitive.call(text)) return state.SkipWithError("a call failed");
                benchmark::ClobberMemory();
            }
            count.finish(static_cast<double>(size));
        };
        const auto check = [size] {
            auto text = pattern(size + 16, 0);
            return Primitive().fault(text);
        };
        const std::string name = "primitives/" + subject + '/' + what + '/' + std::to_string(size);
        benchmark::RegisterBenchmark(name.c_str(), checked(check, time));
    }
}

template <class Backend>
void add_backend(const std::string& backend) {
    add_primitive<authentication<typename Backend::template hmac_sha256<16>>>("hmac_sha256@" + backend, "authenticate");
    add_primitive<cbc_encryption<typename Backend::template aes_cbc<128>>>("aes_128_cbc@" + backend, "encrypt");
    add_primitive<cbc_decryption<typename Backend::template aes_cbc<128>>>("aes_128_cbc@" + backend, "decrypt");
    add_primitive<aead_encryption<typename Backend::template aes_gcm<128>>>("aes_128_gcm@" + backend, "encrypt");
    add_primitive<aead_encryption<typename Backend::chacha20_poly1305>>("chacha20_poly1305@" + backend, "encrypt");
}

}  // namespace

void add_cases() {
    add_backend<hc::cryptopp_backend>("cryptopp");
#if HANDCLASP_WITH_OPENSSL
    add_backend<hc::openssl::backend>("openssl");
#endif
#if HANDCLASP_WITH_IPSEC_MB
    add_backend<hc::ipsec_mb::backend<hc::cryptopp_backend>>("ipsec_mb");
#endif
}

}  // namespace bench
