#pragma once

#include <handclasp/core/security.hpp>
#include <handclasp/suite/suite.hpp>

#include <algorithm>
#include <bit>

namespace handclasp {

// What a suite promises, as constants: how strong it is, what that rests on, and where each number comes from. It
// counts what the policies state of themselves and judges no algorithm.
template <protocol_suite Suite>
struct suite_report {
private:
    using protection = typename Suite::protection;
    using transport = typename Suite::key_transport;
    using limits = typename Suite::limits;
    using hash = typename Suite::primitives::hash;
    static constexpr std::size_t prk_size = Suite::key_derivation::prk_size;

    static constexpr bool has_default_limits = limits::frames_per_key == default_limits::frames_per_key &&
        limits::octets_per_key == default_limits::octets_per_key;

    [[nodiscard]] static constexpr contribution of_transport() noexcept {
        contribution part{"key transport", transport::name, std::nullopt, "not stated by the policy"};
        if constexpr (requires { std::size_t{transport::security_bits}; }) {
            part.bits = transport::security_bits;
            part.source = "stated by the policy";
        }
        if constexpr (requires { std::string_view{transport::security_source}; }) {
            part.source = transport::security_source;
        }
        return part;
    }

public:
    static constexpr std::string_view name = Suite::name;
    static constexpr std::size_t key_bits = protection::key_size * 8;
    static constexpr std::size_t tag_bits = protection::tag_size * 8;

    // Of an RSA key transport.
    static constexpr std::optional<std::size_t> modulus_bits = [] {
        if constexpr (requires { std::size_t{transport::modulus_bits}; }) {
            return std::optional<std::size_t>(transport::modulus_bits);
        } else {
            return std::optional<std::size_t>();
        }
    }();

    // As the key transport states it.
    static constexpr forward_secrecy secrecy = [] {
        if constexpr (requires { forward_secrecy{transport::secrecy}; }) {
            return forward_secrecy{transport::secrecy};
        } else {
            return forward_secrecy::not_stated;
        }
    }();

    static constexpr std::array contributions = {
        protection::contributions[0],
        protection::contributions[1],
        of_transport(),
        contribution{"session secrets", Suite::key_schedule::name, std::min(Suite::secrets_size, prk_size) * 8,
                     Suite::secrets_size <= prk_size ? "their size" : "the size of HKDF's key"},
        contribution{"transcript", hash::name, hash::size * 4, "half the digest's size"},
        contribution{"server's proof", "Ed25519", 128, "RFC 8032, section 1"},
    };

    // The weakest contribution decides: how much work breaks the suite. None where one of them is not stated.
    static constexpr std::optional<std::size_t> security_bits = [] {
        std::optional<std::size_t> least = contributions[0].bits;
        for (const contribution& part : contributions) {
            if (!part.bits) return std::optional<std::size_t>();
            least = std::min(*least, *part.bits);
        }
        return least;
    }();

    // What one traffic secret may protect before a rekey.
    static constexpr std::size_t frame_limit = limits::frame_limit;          // octets of plaintext in a frame
    static constexpr std::uint64_t frames_per_key = limits::frames_per_key;  // frames
    static constexpr std::uint64_t octets_per_key = limits::octets_per_key;  // octets of frames' bodies
    static constexpr std::string_view limits_source =
        has_default_limits ? "the protocol, section 8" : "the suite's own";

    // The block cipher's blocks, in octets: 0 for an AEAD that has none, nothing where its policy does not state it.
    static constexpr std::optional<std::size_t> block_size = protection::block_size;

    // With a block cipher: by how much all that one key encrypts before a rekey differs from randomness at most, as a
    // power of 2 (the switching lemma: q^2 / 2^(n+1) for q blocks of n bits).
    static constexpr std::optional<int> volume_exponent = [] {
        if (block_size.value_or(0) == 0) return std::optional<int>();
        const std::uint64_t volume =
            std::min(octets_per_key, frames_per_key * Suite::message_frame::body_size(frame_limit));
        const int blocks = static_cast<int>(std::bit_width(volume / std::max(*block_size, std::size_t{1}) - 1));
        return std::optional<int>(2 * blocks - static_cast<int>(*block_size * 8) - 1);
    }();

    // The chance that one forged frame of the frame limit is taken, as a power of 2; shorter ones have no better
    // chance. A direction of a session gives one attempt. Nothing where an AEAD's policy does not state it.
    static constexpr std::optional<int> forgery_exponent = protection::forgery_exponent(frame_limit);

    // Octets of a frame beyond the message and its padding, and the client's octets before its first message.
    static constexpr std::size_t frame_overhead = Suite::message_frame::overhead;
    static constexpr std::size_t encapsulation_size = transport::encapsulation_size;
};

}  // namespace handclasp
