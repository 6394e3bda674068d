#pragma once

#include "peers/frame.hpp"

#include <handclasp/policy/openssl/library.hpp>

namespace peers {

// AES-128-GCM on OpenSSL's EVP with both contexts kept, nonces that count, and 16 octets of associated data. Encrypts
// from the message straight into the frame.
class openssl_evp_gcm {
public:
    using keys = gcm_frame::keys;

    static constexpr std::string_view name = "OpenSSL EVP AES-128-GCM, contexts kept";

    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        return gcm_frame::sealed_size(message_size);
    }

    explicit openssl_evp_gcm(const keys& fixed) : keys_(fixed) {
        require(EVP_EncryptInit_ex(encryption_.get(), EVP_aes_128_gcm(), nullptr, bytes(fixed.cipher), nullptr) == 1,
                "EVP_EncryptInit_ex");
        require(EVP_DecryptInit_ex(decryption_.get(), EVP_aes_128_gcm(), nullptr, bytes(fixed.cipher), nullptr) == 1,
                "EVP_DecryptInit_ex");
    }

    outcome seal(octets message, mutable_octets out) {
        const outcome frame = gcm_frame::begin(message.size(), out);
        if (!frame) return std::nullopt;
        const auto place = place_of(sent_, *frame);
        const auto nonce = gcm_frame::nonce(keys_, sent_++);
        EVP_CIPHER_CTX* const context = encryption_.get();
        const mutable_octets text = gcm_frame::message(*frame);
        int size = 0, rest = 0;
        if (EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, bytes(nonce)) != 1 ||
            EVP_EncryptUpdate(context, nullptr, &size, bytes(place), static_cast<int>(place.size())) != 1 ||
            EVP_EncryptUpdate(context, bytes(text), &size, bytes(message), static_cast<int>(message.size())) != 1 ||
            EVP_EncryptFinal_ex(context, bytes(text) + size, &rest) != 1 ||
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, bytes(frame->last(tag_size))) != 1) {
            return refused(*frame);
        }
        return frame;
    }

    // The message is within the frame.
    outcome open(mutable_octets frame) {
        if (!gcm_frame::is_well_formed(frame)) return std::nullopt;
        const auto place = place_of(received_, frame);
        const auto nonce = gcm_frame::nonce(keys_, received_);
        EVP_CIPHER_CTX* const context = decryption_.get();
        const mutable_octets text = gcm_frame::message(frame);
        int size = 0, rest = 0;
        if (EVP_DecryptInit_ex(context, nullptr, nullptr, nullptr, bytes(nonce)) != 1 ||
            EVP_DecryptUpdate(context, nullptr, &size, bytes(place), static_cast<int>(place.size())) != 1 ||
            EVP_DecryptUpdate(context, bytes(text), &size, bytes(text), static_cast<int>(text.size())) != 1 ||
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_size, bytes(frame.last(tag_size))) != 1 ||
            EVP_DecryptFinal_ex(context, bytes(text) + size, &rest) != 1) {
            return refused(frame);
        }
        ++received_;
        return text;
    }

private:
    keys keys_;
    handclasp::openssl::cipher_context encryption_{EVP_CIPHER_CTX_new()}, decryption_{EVP_CIPHER_CTX_new()};
    std::uint64_t sent_ = 0, received_ = 0;
};

static_assert(peer<openssl_evp_gcm>);

}  // namespace peers
