#pragma once

#include "peers/frame.hpp"

#include <cryptopp/filters.h>
#include <cryptopp/modes.h>
#include <handclasp/policy/cryptopp/library.hpp>

#include <string>
#include <variant>

namespace peers {

// Tutorials declare a pool beside the key, in a main() that encrypts once. Who makes a function of that gets one for
// each message, seeded by the operating system, or keeps it.
enum class random_pool { of_each_message, kept };

// AES-128-CBC and HMAC-SHA-256 on Crypto++ as its wiki and tutorials write it: strings through pipelines of filters,
// and new objects for every message. Padding is done beforehand because the HMAC covers it.
template <random_pool Pool>
class basic_cryptopp_tutorial {
public:
    using keys = mac_in_cipher::keys;

    static constexpr std::string_view name =
        Pool == random_pool::kept ? "Crypto++ as in tutorials, random pool kept" : "Crypto++ as in tutorials";

    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        return mac_in_cipher::sealed_size(message_size);
    }

    explicit basic_cryptopp_tutorial(const keys& fixed) : keys_(fixed) {}

    outcome seal(octets message, mutable_octets out) {
        const std::size_t size = sealed_size(message.size());
        if (out.size() < size || size - header_size > max_body_size) return std::nullopt;
        const mutable_octets frame = out.first(size);
        write_header(size - header_size, frame);
        try {
            std::string padded(handclasp::as_text(message));
            const std::size_t padding = block_size - message.size() % block_size;
            padded.append(padding, static_cast<char>(padding));

            CryptoPP::HMAC<CryptoPP::SHA256> hmac(bytes(keys_.mac), keys_.mac.size());
            std::string tag;
            CryptoPP::StringSource(place(sent_++, frame) + padded, true,
                                   new CryptoPP::HashFilter(hmac, new CryptoPP::StringSink(tag), false, tag_size));

            CryptoPP::SecByteBlock iv(block_size);
            draw(iv);
            CryptoPP::CBC_Mode<CryptoPP::AES>::Encryption cipher(bytes(keys_.cipher), keys_.cipher.size(), iv);
            std::string encrypted;
            CryptoPP::StringSource(
                tag + padded, true,
                new CryptoPP::StreamTransformationFilter(cipher, new CryptoPP::StringSink(encrypted), no_padding));

            handclasp::copy(std::as_bytes(std::span(iv.data(), iv.size())), mac_in_cipher::iv(frame));
            handclasp::copy(handclasp::as_octets(encrypted), mac_in_cipher::encrypted(frame));
            return frame;
        } catch (const std::exception&) {
            return std::nullopt;
        }
    }

    // The message is in a string of the object's own.
    outcome open(mutable_octets frame) {
        if (!mac_in_cipher::is_well_formed(frame)) return std::nullopt;
        try {
            CryptoPP::CBC_Mode<CryptoPP::AES>::Decryption cipher(bytes(keys_.cipher), keys_.cipher.size(),
                                                                 bytes(mac_in_cipher::iv(frame)));
            std::string decrypted;
            CryptoPP::StringSource(
                std::string(handclasp::as_text(mac_in_cipher::encrypted(frame))), true,
                new CryptoPP::StreamTransformationFilter(cipher, new CryptoPP::StringSink(decrypted), no_padding));
            const std::string tag = decrypted.substr(0, tag_size);
            std::string padded = decrypted.substr(tag_size);

            using verification = CryptoPP::HashVerificationFilter;
            CryptoPP::HMAC<CryptoPP::SHA256> hmac(bytes(keys_.mac), keys_.mac.size());
            CryptoPP::StringSource(
                tag + place(received_, frame) + padded, true,
                new verification(hmac, nullptr, verification::HASH_AT_BEGIN | verification::THROW_EXCEPTION, tag_size));
            opened_ = std::move(padded);
        } catch (const std::exception&) {
            return refused(frame);
        }
        ++received_;
        return mac_in_cipher::unpadded(std::as_writable_bytes(std::span(opened_)));
    }

private:
    static constexpr auto no_padding = CryptoPP::StreamTransformationFilter::NO_PADDING;

    static std::string place(std::uint64_t number, octets frame) {
        return std::string(handclasp::as_text(place_of(number, frame)));
    }

    static constexpr bool keeps_pool = Pool == random_pool::kept;

    void draw(CryptoPP::SecByteBlock& iv) {
        if constexpr (keeps_pool) {
            pool_.GenerateBlock(iv, iv.size());
        } else {
            CryptoPP::AutoSeededRandomPool pool;
            pool.GenerateBlock(iv, iv.size());
        }
    }

    keys keys_;
    std::conditional_t<keeps_pool, CryptoPP::AutoSeededRandomPool, std::monostate> pool_;
    std::string opened_;
    std::uint64_t sent_ = 0, received_ = 0;
};

using cryptopp_tutorial = basic_cryptopp_tutorial<random_pool::of_each_message>;
using cryptopp_tutorial_pool_kept = basic_cryptopp_tutorial<random_pool::kept>;

static_assert(peer<cryptopp_tutorial> && peer<cryptopp_tutorial_pool_kept>);

}  // namespace peers
