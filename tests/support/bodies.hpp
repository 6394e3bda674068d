// Bodies of frames, sealed and opened by a protection under fixed keys, with no channel around it.
#pragma once

#include "support/channels.hpp"

#include <algorithm>

namespace test {

// Frame 7 of a direction. What length its header states is of no matter to a protection.
inline const auto place =
    handclasp::record::pseudo_header::make(7, handclasp::layout::unit_header::make(handclasp::unit_type::message, 112));

inline auto fixed_traffic() {
    return traffic<handclasp::standard>(1);
}

// The key that the fixed traffic secret gives for a label.
template <std::size_t Size>
handclasp::secret<Size> key_of(std::string_view label) {
    handclasp::secret<Size> derived;
    fixed_traffic().derive(label, derived.overwrite()).value();
    return derived;
}

template <class Protection>
bytes sealed_body(handclasp::octets message) {
    auto keys = Protection::sealing::make(fixed_traffic()).value();
    bytes body(Protection::frame::body_size(message.size()));
    handclasp::copy(message, handclasp::mutable_octets(body).subspan(Protection::frame::message_offset));
    keys.seal(body, message.size(), place).value();
    return body;
}

template <class Protection>
handclasp::result<bytes> opened(bytes body, const handclasp::record::pseudo_header::bytes& where = place) {
    auto keys = Protection::opening::make(fixed_traffic()).value();
    const auto message = keys.open(body, where);
    if (!message) return message.error();
    return copy_of(*message);
}

inline bytes with_flipped(bytes source, std::size_t bit) {
    source[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    return source;
}

inline bytes joined(handclasp::octets left, handclasp::octets right) {
    bytes both = copy_of(left);
    both.insert(both.end(), right.begin(), right.end());
    return both;
}

inline bool contains(handclasp::octets where, handclasp::octets what) {
    return std::search(where.begin(), where.end(), what.begin(), what.end()) != where.end();
}

inline bool all_zero(handclasp::octets body) {
    return std::ranges::all_of(body, [](std::byte octet) { return octet == std::byte{0}; });
}

}  // namespace test
