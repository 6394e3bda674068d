#pragma once

#include "counter.hpp"

#include <handclasp/suite/suite.hpp>

namespace gate {

template <class Key, std::size_t Size>
Key keyed() {
    std::array<std::byte, Size> key;
    fill(key);
    return Key::make(key).value();
}

// The calls that a frame cannot do without, made by hand on the same octets and nothing around them. What a channel
// takes beyond them is this library's own, whatever the compiler and the cryptographic library.
template <class Protection>
class by_hand {
    using cipher = typename Protection::cipher_policy;
    using mac = typename Protection::mac_policy;
    using frame = typename Protection::frame;

public:
    [[nodiscard]] bool seal(hc::mutable_octets body) {
        bool done = mac_.authenticate(covered(body), tag_).has_value();
        done &= iv_key_.encrypt_block(std::span<std::byte, cipher::block_size>(frame::iv.of(body))).has_value();
        return done & encryptor_.encrypt_chain(Protection::chain_of(body)).has_value();
    }
    [[nodiscard]] bool open(hc::mutable_octets body) {
        const bool done = decryptor_.decrypt_chain(Protection::chain_of(body)).has_value();
        return done & mac_.authenticate(covered(body), tag_).has_value();
    }

private:
    // As many octets as the MAC covers, at their place.
    [[nodiscard]] static hc::octets covered(hc::mutable_octets body) noexcept {
        constexpr std::size_t place = hc::record::pseudo_header::size;
        if constexpr (Protection::order == hc::record::sealing_order::authenticate_then_encrypt) {
            return body.subspan(frame::message_offset - place);
        } else {
            return body.first(body.size() - Protection::tag_size + place);
        }
    }

    mac mac_ = keyed<mac, mac::key_size>();
    typename cipher::encryptor iv_key_ = keyed<typename cipher::encryptor, cipher::key_size>();
    typename cipher::encryptor encryptor_ = keyed<typename cipher::encryptor, cipher::key_size>();
    typename cipher::decryptor decryptor_ = keyed<typename cipher::decryptor, cipher::key_size>();
    std::array<std::byte, mac::tag_size> tag_{};
};

template <hc::aead Aead>
class by_hand<hc::record::aead_protection<Aead>> {
public:
    [[nodiscard]] bool seal(hc::mutable_octets body) {
        return encryptor_.encrypt(nonce_, place_, text(body), body.template last<Aead::tag_size>()).has_value();
    }
    [[nodiscard]] bool open(hc::mutable_octets body) {
        return decryptor_.decrypt(nonce_, place_, text(body), body.template last<Aead::tag_size>()).has_value();
    }

private:
    [[nodiscard]] static hc::mutable_octets text(hc::mutable_octets body) noexcept {
        return body.first(body.size() - Aead::tag_size);
    }

    typename Aead::encryptor encryptor_ = keyed<typename Aead::encryptor, Aead::key_size>();
    typename Aead::decryptor decryptor_ = keyed<typename Aead::decryptor, Aead::key_size>();
    std::array<std::byte, Aead::nonce_size> nonce_{};
    hc::record::pseudo_header::bytes place_{};
};

template <class Protection>
void count_by_hand(const std::string& name, std::size_t size) {
    by_hand<Protection> calls;
    const auto body = [size](std::size_t i) {
        return slot(i).subspan(hc::layout::unit_header::size, Protection::frame::body_size(size));
    };
    const auto seal = [&](std::size_t i) { return calls.seal(body(i)); };
    const auto open = [&](std::size_t i) { return calls.open(body(i)); };
    for (std::size_t i = 0; i < frames; ++i) {
        fill(body(i));
        require(seal(i) && open(i), name);
    }
    count_each(name + "/seal_by_hand/" + std::to_string(size), seal);
    count_each(name + "/open_by_hand/" + std::to_string(size), open);
}

}  // namespace gate
