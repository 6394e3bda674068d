#pragma once

#include <handclasp/core/security.hpp>
#include <handclasp/suite/suite.hpp>

#include <algorithm>
#include <bit>

namespace handclasp {

// What a suite promises, as constants: how strong it is, what that rests on, and where each number comes from. It counts
// what the policies state of themselves and judges no algorithm.
template <protocol_suite Suite>
struct suite_report {
private:
    using protection = typename Suite::protection;
    using transport = typename Suite::key_transport;
    using limits = typename Suite::limits;

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
        contribution{"secrets sent", Suite::key_schedule::name, Suite::secrets_size * 8, "their size"},
    };

    // The weakest contribution decides; none where one of them is not stated.
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

    // With a block cipher: by how much all that one key encrypts before its limit differs from randomness at most, as a
    // power of 2 (the switching lemma: q^2 / 2^(n+1) for q blocks of n bits).
    static constexpr std::optional<int> volume_exponent = [] {
        if (protection::block_size == 0) return std::optional<int>();
        const int blocks = std::bit_width(octets_per_key / std::max(protection::block_size, std::size_t{1}) - 1);
        return std::optional<int>(2 * blocks - static_cast<int>(protection::block_size * 8) - 1);
    }();

    // Octets of a frame beyond the message and its padding, and the client's octets before its first message.
    static constexpr std::size_t frame_overhead = Suite::message_frame::overhead;
    static constexpr std::size_t encapsulation_size = transport::encapsulation_size;
};

}  // namespace handclasp
