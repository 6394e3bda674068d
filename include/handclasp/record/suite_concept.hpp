#pragma once

#include <handclasp/core/concepts.hpp>

namespace handclasp {

// How a cipher and a MAC make a frame, as record::mac_in_cipher does.
template <class C, class Cipher, class Mac>
concept composition = requires {
    { C::name } -> std::convertible_to<std::string_view>;
    typename C::template protection<Cipher, Mac>;
};

// How a session's keys come from what was sent, as `derived` does.
template <class S>
concept key_schedule = requires {
    { S::name } -> std::convertible_to<std::string_view>;
};

// How large a frame may be, and how much one key may protect: see default_limits.
template <class L>
concept suite_limits = requires {
    typename std::integral_constant<std::size_t, L::frame_limit>;
    typename std::integral_constant<std::uint64_t, L::frames_per_key>;
    typename std::integral_constant<std::uint64_t, L::octets_per_key>;
};

// A suite: everything that two ends have to agree on, fixed at compile time. handclasp::suite composes one from
// policies. protection is what makes a frame of a message and back, a composition with its policies or an AEAD:
// `sealing` and `opening` hold the keys of a direction.
template <class S>
concept protocol_suite = primitives<typename S::primitives> && key_transport<typename S::key_transport> && requires {
    { S::name } -> std::convertible_to<std::string_view>;
    typename std::integral_constant<std::size_t, S::secrets_size>;
    typename std::integral_constant<std::size_t, S::limits::frame_limit>;
    typename std::integral_constant<std::uint64_t, S::limits::frames_per_key>;
    typename std::integral_constant<std::uint64_t, S::limits::octets_per_key>;
    typename S::message_frame;
    typename S::key_schedule;
    typename S::key_derivation;
    typename S::protection::sealing;
    typename S::protection::opening;
};

}  // namespace handclasp
