#pragma once

#include "peers/frame.hpp"

#include <cryptopp/misc.h>
#include <cryptopp/modes.h>
#include <handclasp/policy/cryptopp/library.hpp>

namespace peers {

// AES-128-CBC and HMAC-SHA-256 on Crypto++ with every object kept: key schedules, the keyed HMAC and the random pool.
// All is done in place, one call to each for a frame.
class cryptopp_tuned {
public:
    using keys = mac_in_cipher::keys;

    static constexpr std::string_view name = "Crypto++, objects kept";

    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        return mac_in_cipher::sealed_size(message_size);
    }

    explicit cryptopp_tuned(const keys& fixed)
        : hmac_(bytes(fixed.mac), fixed.mac.size()),
          encryption_(bytes(fixed.cipher), fixed.cipher.size(), bytes(fixed.iv)),
          decryption_(bytes(fixed.cipher), fixed.cipher.size(), bytes(fixed.iv)) {}

    outcome seal(octets message, mutable_octets out) {
        const outcome frame = mac_in_cipher::lay_out(sent_, message, out);
        if (!frame) return std::nullopt;
        ++sent_;
        try {
            const mutable_octets iv = mac_in_cipher::iv(*frame), encrypted = mac_in_cipher::encrypted(*frame);
            random_.GenerateBlock(bytes(iv), iv.size());
            const auto tag = authenticate(mac_in_cipher::authenticated(*frame));
            handclasp::copy(tag, mac_in_cipher::tag(*frame));
            encryption_.Resynchronize(bytes(iv), static_cast<int>(iv.size()));
            encryption_.ProcessData(bytes(encrypted), bytes(encrypted), encrypted.size());
            return frame;
        } catch (const CryptoPP::Exception&) {
            return refused(*frame);
        }
    }

    // The message is within the frame.
    outcome open(mutable_octets frame) {
        if (!mac_in_cipher::is_well_formed(frame)) return std::nullopt;
        try {
            const mutable_octets iv = mac_in_cipher::iv(frame), encrypted = mac_in_cipher::encrypted(frame);
            decryption_.Resynchronize(bytes(iv), static_cast<int>(iv.size()));
            decryption_.ProcessData(bytes(encrypted), bytes(encrypted), encrypted.size());
            const auto received = mac_in_cipher::exchange_tag(received_, frame);
            const auto computed = authenticate(mac_in_cipher::authenticated(frame));
            if (!CryptoPP::VerifyBufsEqual(bytes(received), bytes(computed), tag_size)) return refused(frame);
        } catch (const CryptoPP::Exception&) {
            return refused(frame);
        }
        ++received_;
        return mac_in_cipher::unpadded(frame.subspan(mac_in_cipher::message_offset));
    }

private:
    // Leaves the object ready for the next message.
    std::array<std::byte, tag_size> authenticate(octets authenticated) {
        std::array<std::byte, tag_size> tag{};
        hmac_.Update(bytes(authenticated), authenticated.size());
        hmac_.TruncatedFinal(bytes(tag), tag.size());
        return tag;
    }

    CryptoPP::HMAC<CryptoPP::SHA256> hmac_;
    CryptoPP::CBC_Mode<CryptoPP::AES>::Encryption encryption_;
    CryptoPP::CBC_Mode<CryptoPP::AES>::Decryption decryption_;
    CryptoPP::AutoSeededRandomPool random_;
    std::uint64_t sent_ = 0, received_ = 0;
};

static_assert(peer<cryptopp_tuned>);

}  // namespace peers
