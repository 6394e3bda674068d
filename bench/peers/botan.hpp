#pragma once

#include "peers/frame.hpp"

#include <botan/aead.h>
#include <botan/auto_rng.h>
#include <botan/mac.h>
#include <botan/mem_ops.h>

#include <algorithm>
#include <memory>

namespace peers {

// One direction of a mode of Botan 2, kept. Its contract wants whole steps of a granularity in place, and the last
// octets in a vector of its own that finish() may lengthen or shorten.
template <class Mode>
class botan_mode {
public:
    botan_mode(std::unique_ptr<Mode> mode, octets key) : mode_(std::move(mode)) {
        mode_->set_key(bytes(key), key.size());
    }

    void associate(octets data) { mode_->set_associated_data(bytes(data), data.size()); }

    // Transforms text in place. The output may be longer or shorter than the input by a tag: there is
    // room for it in target, which begins where text does.
    void transform(octets nonce, mutable_octets text, mutable_octets target) {
        mode_->start(bytes(nonce), nonce.size());
        const std::size_t step = mode_->update_granularity(), least = std::max(mode_->minimum_final_size(), block_size);
        const std::size_t whole = text.size() > least ? (text.size() - least) / step * step : 0;
        if (whole > 0) mode_->process(bytes(text), whole);
        const octets rest = text.subspan(whole);
        last_.assign(bytes(rest), bytes(rest) + rest.size());
        mode_->finish(last_);
        require(last_.size() == target.size() - whole, "Botan::Cipher_Mode::finish");
        handclasp::copy(std::as_bytes(std::span(last_)), target.subspan(whole));
    }

private:
    static constexpr std::size_t block_size = 16;

    std::unique_ptr<Mode> mode_;
    Botan::secure_vector<std::uint8_t> last_;
};

// AES-128-CBC and HMAC-SHA-256 on Botan with every object kept.
class botan_cbc_hmac {
public:
    using keys = mac_in_cipher::keys;

    static constexpr std::string_view name = "Botan AES-128/CBC, HMAC(SHA-256), objects kept";

    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        return mac_in_cipher::sealed_size(message_size);
    }

    explicit botan_cbc_hmac(const keys& fixed)
        : encryption_(Botan::Cipher_Mode::create_or_throw("AES-128/CBC/NoPadding", Botan::ENCRYPTION), fixed.cipher),
          decryption_(Botan::Cipher_Mode::create_or_throw("AES-128/CBC/NoPadding", Botan::DECRYPTION), fixed.cipher),
          hmac_(Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-256)")) {
        hmac_->set_key(bytes(fixed.mac), fixed.mac.size());
    }

    outcome seal(octets message, mutable_octets out) {
        const outcome frame = mac_in_cipher::lay_out(sent_, message, out);
        if (!frame) return std::nullopt;
        ++sent_;
        try {
            const mutable_octets iv = mac_in_cipher::iv(*frame), encrypted = mac_in_cipher::encrypted(*frame);
            random_.randomize(bytes(iv), iv.size());
            const auto digest = authenticate(mac_in_cipher::authenticated(*frame));
            handclasp::copy(octets(digest).first(tag_size), mac_in_cipher::tag(*frame));
            encryption_.transform(iv, encrypted, encrypted);
            return frame;
        } catch (const std::exception&) {
            return refused(*frame);
        }
    }

    // The message is within the frame.
    outcome open(mutable_octets frame) {
        if (!mac_in_cipher::is_well_formed(frame)) return std::nullopt;
        try {
            const mutable_octets encrypted = mac_in_cipher::encrypted(frame);
            decryption_.transform(mac_in_cipher::iv(frame), encrypted, encrypted);
            const auto tag = mac_in_cipher::exchange_tag(received_, frame);
            const auto digest = authenticate(mac_in_cipher::authenticated(frame));
            if (!Botan::constant_time_compare(bytes(tag), bytes(digest), tag_size)) {
                return refused(frame);
            }
        } catch (const std::exception&) {
            return refused(frame);
        }
        ++received_;
        return mac_in_cipher::unpadded(frame.subspan(mac_in_cipher::message_offset));
    }

private:
    std::array<std::byte, digest_size> authenticate(octets authenticated) {
        std::array<std::byte, digest_size> digest{};
        hmac_->update(bytes(authenticated), authenticated.size());
        hmac_->final(bytes(digest));
        return digest;
    }

    botan_mode<Botan::Cipher_Mode> encryption_, decryption_;
    std::unique_ptr<Botan::MessageAuthenticationCode> hmac_;
    Botan::AutoSeeded_RNG random_;
    std::uint64_t sent_ = 0, received_ = 0;
};

// AES-128-GCM on Botan with both modes kept, nonces that count, and 16 octets of associated data.
class botan_gcm {
public:
    using keys = gcm_frame::keys;

    static constexpr std::string_view name = "Botan AES-128/GCM, objects kept";

    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        return gcm_frame::sealed_size(message_size);
    }

    explicit botan_gcm(const keys& fixed)
        : keys_(fixed), encryption_(Botan::AEAD_Mode::create_or_throw("AES-128/GCM", Botan::ENCRYPTION), fixed.cipher),
          decryption_(Botan::AEAD_Mode::create_or_throw("AES-128/GCM", Botan::DECRYPTION), fixed.cipher) {}

    outcome seal(octets message, mutable_octets out) {
        const outcome frame = gcm_frame::begin(message.size(), out);
        if (!frame) return std::nullopt;
        const auto place = place_of(sent_, *frame);
        const auto nonce = gcm_frame::nonce(keys_, sent_++);
        const mutable_octets text = gcm_frame::message(*frame);
        handclasp::copy(message, text);
        try {
            encryption_.associate(place);
            encryption_.transform(nonce, text, frame->subspan(header_size));
            return frame;
        } catch (const std::exception&) {
            return refused(*frame);
        }
    }

    // The message is within the frame.
    outcome open(mutable_octets frame) {
        if (!gcm_frame::is_well_formed(frame)) return std::nullopt;
        const mutable_octets text = gcm_frame::message(frame);
        try {
            decryption_.associate(place_of(received_, frame));
            decryption_.transform(gcm_frame::nonce(keys_, received_), frame.subspan(header_size), text);
        } catch (const std::exception&) {
            return refused(frame);
        }
        ++received_;
        return text;
    }

private:
    keys keys_;
    botan_mode<Botan::AEAD_Mode> encryption_, decryption_;
    std::uint64_t sent_ = 0, received_ = 0;
};

static_assert(peer<botan_cbc_hmac> && peer<botan_gcm>);

}  // namespace peers
