#pragma once

#include <handclasp/core/text.hpp>
#include <handclasp/layout/hello.hpp>
#include <handclasp/layout/initial.hpp>
#include <handclasp/record/aead_protection.hpp>
#include <handclasp/record/encrypt_then_mac.hpp>
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

// What every suite is: a protection of frames, called ProtectionName in the suite's name, and a key transport. Refuses
// what is not sound at compile time (docs/protocol.md, section 2.4).
template <const std::string_view& ProtectionName, class Protection, key_transport KeyTransport,
          key_schedule KeySchedule, suite_limits Limits, handclasp::primitives Primitives>
struct composed_suite {
    using primitives = Primitives;
    using key_derivation = typename Primitives::key_derivation;
    using key_transport = KeyTransport;
    using key_schedule = KeySchedule;
    using limits = Limits;
    using protection = Protection;
    static constexpr std::size_t secrets_size = Protection::secrets_size;

private:
    static constexpr std::string_view slash = "/", frame_label = "/frame-", keys_label = "/keys-", dash = "-";
    static constexpr std::string_view transport_name = KeyTransport::name, schedule_name = KeySchedule::name;

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
        text::joined<ProtectionName, slash, transport_name, slash, schedule_name, frame_suffix, keys_suffix>::value;

    using message_frame = typename Protection::frame;
    using request = layout::request<name>;
    using refused = layout::refused<name>;
    using hello = layout::hello<name, KeyTransport::public_key_size>;
    using initial = layout::initial<KeyTransport::encapsulation_size, message_frame, Limits::frame_limit>;

private:
    static_assert(text::is_name(name), "handclasp: the suite's name has to be 1 to 128 printable ASCII characters");
    static_assert(secrets_size >= 32, "handclasp: the suite sends fewer than 256 bits of secrets");
    static_assert(secrets_size <= KeyTransport::max_secrets_size,
                  "handclasp: the key transport has no room for the suite's secrets");
    static_assert(
        requires(octets transcript, octets secrets) {
            {
                KeySchedule::template derive<key_derivation>(transcript, secrets)
            } noexcept -> std::same_as<result<typename KeySchedule::template session_secrets<key_derivation>>>;
        }, "handclasp: the key schedule has to derive<Kdf>(transcript, secrets) a session's secrets");
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

// How a suite's name says what protects its frames: cipher, MAC and composition, or the AEAD alone.
template <class Cipher, class Mac, class Composition>
struct cipher_and_mac_name {
    static constexpr std::string_view plus = "+", slash = "/";
    static constexpr std::string_view cipher = Cipher::name, mac = Mac::name, composition = Composition::name;
    static constexpr std::string_view value = text::joined<cipher, plus, mac, slash, composition>::value;
};
template <class Aead>
struct aead_name {
    static constexpr std::string_view aead = Aead::name, composition = "/aead";
    static constexpr std::string_view value = text::joined<aead, composition>::value;
};

// A suite of a cipher and a MAC, and one of an AEAD, from their policies. handclasp::suite and handclasp::aead_suite
// are the same with this library's own defaults.
template <cipher Cipher, mac Mac, key_transport KeyTransport, composition<Cipher, Mac> Composition,
          key_schedule KeySchedule, suite_limits Limits, primitives Primitives>
struct basic_suite : composed_suite<cipher_and_mac_name<Cipher, Mac, Composition>::value,
                                    typename Composition::template protection<Cipher, Mac>, KeyTransport, KeySchedule,
                                    Limits, Primitives> {};

template <aead Aead, key_transport KeyTransport, key_schedule KeySchedule, suite_limits Limits, primitives Primitives>
struct basic_aead_suite : composed_suite<aead_name<Aead>::value, record::aead_protection<Aead>, KeyTransport,
                                         KeySchedule, Limits, Primitives> {};

}  // namespace handclasp

namespace handclasp::layout {

// The constexpr sizes of a suite's message frames: overhead, frame_size(n), max_message(mtu), and the fields of a
// body.
template <protocol_suite Suite>
using message_frame = typename Suite::message_frame;

}  // namespace handclasp::layout
