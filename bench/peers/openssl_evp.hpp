#pragma once

#include "peers/frame.hpp"

#include <handclasp/policy/openssl/library.hpp>

#include <openssl/crypto.h>

namespace peers {

// Where a frame's IV comes from: a call of RAND_bytes, as is usual, or the frame's number encrypted under a key of its
// own, as handclasp makes it; the difference of the two is the price of the random draw.
enum class iv_source { random, encrypted_number };

// AES-128-CBC and HMAC-SHA-256 on OpenSSL's EVP with every context kept and all done in place, one update each a
// frame. Of the interfaces that 3.0 has for an HMAC whose key stays (EVP_MAC, EVP_DigestSign on a copied context,
// HMAC()), an EVP_MAC_init() without a key takes the fewest instructions by far, under callgrind. An HMAC of one's own
// out of two copied hash contexts would take 500 fewer; users of a library do not write that.
template <iv_source IvSource>
class basic_openssl_evp {
public:
    using keys = mac_in_cipher::keys;

    static constexpr std::string_view name =
        IvSource == iv_source::random ? "OpenSSL EVP, contexts kept" : "OpenSSL EVP, contexts kept, IV of the number";

    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        return mac_in_cipher::sealed_size(message_size);
    }

    explicit basic_openssl_evp(const keys& fixed) {
        require(EVP_EncryptInit_ex(encryption_.get(), EVP_aes_128_cbc(), nullptr, bytes(fixed.cipher), nullptr) == 1 &&
                    EVP_CIPHER_CTX_set_padding(encryption_.get(), 0) == 1,
                "EVP_EncryptInit_ex");
        require(EVP_DecryptInit_ex(decryption_.get(), EVP_aes_128_cbc(), nullptr, bytes(fixed.cipher), nullptr) == 1 &&
                    EVP_CIPHER_CTX_set_padding(decryption_.get(), 0) == 1,
                "EVP_DecryptInit_ex");
        require(EVP_EncryptInit_ex(iv_.get(), EVP_aes_128_ecb(), nullptr, bytes(fixed.iv), nullptr) == 1 &&
                    EVP_CIPHER_CTX_set_padding(iv_.get(), 0) == 1,
                "EVP_EncryptInit_ex");

        const std::unique_ptr<EVP_MAC, releaser<EVP_MAC_free>> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
        require(hmac != nullptr, "EVP_MAC_fetch");
        hmac_.reset(EVP_MAC_CTX_new(hmac.get()));
        std::string digest = "SHA256";
        const std::array parameters = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                       OSSL_PARAM_construct_end()};
        require(hmac_ && EVP_MAC_init(hmac_.get(), bytes(fixed.mac), fixed.mac.size(), parameters.data()) == 1,
                "EVP_MAC_init");
    }

    outcome seal(octets message, mutable_octets out) {
        const outcome frame = mac_in_cipher::lay_out(sent_, message, out);
        if (!frame) return std::nullopt;
        const mutable_octets iv = mac_in_cipher::iv(*frame), encrypted = mac_in_cipher::encrypted(*frame);
        std::array<std::byte, digest_size> digest{};
        if (!make_iv(sent_++, iv) || !authenticate(mac_in_cipher::authenticated(*frame), digest)) {
            return refused(*frame);
        }
        handclasp::copy(octets(digest).first(tag_size), mac_in_cipher::tag(*frame));
        if (EVP_EncryptInit_ex(encryption_.get(), nullptr, nullptr, nullptr, bytes(iv)) != 1 ||
            !update<EVP_EncryptUpdate>(encryption_, encrypted)) {
            return refused(*frame);
        }
        return frame;
    }

    // The message is within the frame.
    outcome open(mutable_octets frame) {
        if (!mac_in_cipher::is_well_formed(frame)) return std::nullopt;
        const mutable_octets iv = mac_in_cipher::iv(frame), encrypted = mac_in_cipher::encrypted(frame);
        if (EVP_DecryptInit_ex(decryption_.get(), nullptr, nullptr, nullptr, bytes(iv)) != 1 ||
            !update<EVP_DecryptUpdate>(decryption_, encrypted)) {
            return refused(frame);
        }
        const auto tag = mac_in_cipher::exchange_tag(received_, frame);
        std::array<std::byte, digest_size> digest{};
        if (!authenticate(mac_in_cipher::authenticated(frame), digest) ||
            CRYPTO_memcmp(tag.data(), digest.data(), tag_size) != 0) {
            return refused(frame);
        }
        ++received_;
        return mac_in_cipher::unpadded(frame.subspan(mac_in_cipher::message_offset));
    }

private:
    template <auto Release>
    using releaser = handclasp::openssl::releaser<Release>;
    using cipher_context = handclasp::openssl::cipher_context;
    bool make_iv(std::uint64_t number, mutable_octets iv) {
        if constexpr (IvSource == iv_source::random) {
            return RAND_bytes(bytes(iv), static_cast<int>(iv.size())) == 1;
        } else {
            std::memset(iv.data(), 0, iv.size());
            handclasp::store_big_endian(number, iv.first(8));
            return update<EVP_EncryptUpdate>(iv_, iv);
        }
    }

    bool authenticate(octets authenticated, std::span<std::byte, digest_size> digest) {
        std::size_t written = 0;
        return EVP_MAC_init(hmac_.get(), nullptr, 0, nullptr) == 1 &&
            EVP_MAC_update(hmac_.get(), bytes(authenticated), authenticated.size()) == 1 &&
            EVP_MAC_final(hmac_.get(), bytes(digest), &written, digest.size()) == 1 && written == digest.size();
    }

    // Whole blocks, which without padding all come out at once.
    template <auto Update>
    static bool update(const cipher_context& context, mutable_octets blocks) {
        const int size = static_cast<int>(blocks.size());
        int written = 0;
        return Update(context.get(), bytes(blocks), &written, bytes(blocks), size) == 1 && written == size;
    }

    cipher_context encryption_{EVP_CIPHER_CTX_new()}, decryption_{EVP_CIPHER_CTX_new()}, iv_{EVP_CIPHER_CTX_new()};
    std::unique_ptr<EVP_MAC_CTX, releaser<EVP_MAC_CTX_free>> hmac_;
    std::uint64_t sent_ = 0, received_ = 0;
};

using openssl_evp = basic_openssl_evp<iv_source::random>;
using openssl_evp_counter_iv = basic_openssl_evp<iv_source::encrypted_number>;

static_assert(peer<openssl_evp> && peer<openssl_evp_counter_iv>);

}  // namespace peers
