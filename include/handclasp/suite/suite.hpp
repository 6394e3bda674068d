#pragma once

#include <handclasp/core/text.hpp>
#include <handclasp/layout/hello.hpp>
#include <handclasp/layout/initial.hpp>
#include <handclasp/record/mac_in_cipher.hpp>
#include <handclasp/record/suite_concept.hpp>
#include <handclasp/schedule/derived.hpp>

namespace handclasp {

// The limits of every standard suite. Other limits are a suite of one's own: derive from this and hide a member.
struct default_limits {
    static constexpr std::size_t frame_limit = 16384;                        // octets of plaintext in a frame
    static constexpr std::uint64_t frames_per_key = std::uint64_t{1} << 32;  // under one traffic secret
    static constexpr std::uint64_t octets_per_key = std::uint64_t{1} << 36;  // body octets under one traffic secret
};

// Composes a suite from its policies, and refuses what is not sound at compile time (docs/protocol.md, section 2.4).
// handclasp::suite is the same with this library's own defaults.
template <cipher Cipher, mac Mac, key_transport KeyTransport, composition<Cipher, Mac> Composition,
          key_schedule KeySchedule, suite_limits Limits, handclasp::primitives Primitives>
struct basic_suite {
    using primitives = Primitives;
    using key_derivation = typename Primitives::key_derivation;
    using key_transport = KeyTransport;
    using key_schedule = KeySchedule;
    using limits = Limits;
    using protection = typename Composition::template protection<Cipher, Mac>;
    static constexpr std::size_t secrets_size = protection::secrets_size;

private:
    static constexpr std::string_view plus = "+", slash = "/", frame_label = "/frame-", keys_label = "/keys-",
                                      dash = "-";
    static constexpr std::string_view cipher_name = Cipher::name, mac_name = Mac::name,
                                      schedule_name = KeySchedule::name;
    static constexpr std::string_view composition_name = Composition::name, transport_name = KeyTransport::name;

    // What differs from the default limits is part of the name, because both ends have to agree on it.
    static constexpr std::string_view frame_suffix = [] {
        if (Limits::frame_limit == default_limits::frame_limit) return std::string_view();
        return text::joined<frame_label, text::decimal<Limits::frame_limit>::value>::value;
    }();
    static constexpr std::string_view keys_suffix = [] {
        if (Limits::frames_per_key == default_limits::frames_per_key &&
            Limits::octets_per_key == default_limits::octets_per_key) {
            return std::string_view();
        }
        return text::joined<keys_label, text::decimal<Limits::frames_per_key>::value, dash,
                            text::decimal<Limits::octets_per_key>::value>::value;
    }();

public:
    // What both ends say of their suite in the handshake.
    static constexpr std::string_view name =
        text::joined<cipher_name, plus, mac_name, slash, composition_name, slash, transport_name, slash, schedule_name,
                     frame_suffix, keys_suffix>::value;

    using message_frame = typename protection::frame;
    using request = layout::request<name>;
    using refused = layout::refused<name>;
    using hello = layout::hello<name, KeyTransport::public_key_size>;
    using initial = layout::initial<KeyTransport::encapsulation_size, message_frame, Limits::frame_limit>;

private:
    static_assert(text::is_name(name), "handclasp: the suite's name has to be 1 to 128 printable ASCII characters");
    static_assert(secrets_size >= 32, "handclasp: the suite sends fewer than 256 bits of secrets");
    static_assert(secrets_size <= KeyTransport::max_secrets_size,
                  "handclasp: the key transport has no room for the suite's secrets");
    static_assert(Primitives::hash::size == 32 && key_derivation::prk_size == 32,
                  "handclasp: hash and key derivation have to be SHA-256 and HKDF-SHA-256 (32 octets)");
    static_assert(KeyTransport::public_key_size <= 0xffff && hello::limits.most <= layout::unit_header::max_length,
                  "handclasp: the key transport's public key does not fit a hello");
    static_assert(Limits::frame_limit >= 1 && Limits::frame_limit <= layout::unit_header::max_length &&
                      initial::limits.most <= layout::unit_header::max_length,
                  "handclasp: the frame limit has to be at least 1 and to fit a unit's 24-bit length");
    static_assert(Limits::frames_per_key >= 4 && Limits::frames_per_key <= default_limits::frames_per_key,
                  "handclasp: frames_per_key has to be 4 to 2^32");
    static_assert(Limits::octets_per_key >= 4 * message_frame::body_size(Limits::frame_limit) &&
                      Limits::octets_per_key <= default_limits::octets_per_key,
                  "handclasp: octets_per_key has to be 4 frames to 2^36 octets");
};

}  // namespace handclasp

namespace handclasp::layout {

// The constexpr sizes of a suite's message frames: overhead, frame_size(n), max_message(mtu), and the fields of a
// body.
template <protocol_suite Suite>
using message_frame = typename Suite::message_frame;

}  // namespace handclasp::layout
