// EXPECT: decapsulate
// A session's key pair that can be used as it stands could be used again: it has to take decapsulate() as an rvalue.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct reusable : hc::archetype::key_transport {
#ifndef MAKE_IT_COMPILE
    struct key_pair {
        static hc::result<key_pair> generate(hc::random_function) noexcept { return key_pair(); }
        key_pair() noexcept = default;
        key_pair(key_pair&&) noexcept = default;
        key_pair& operator=(key_pair&&) noexcept = default;
        std::array<std::byte, public_key_size> key{};
        std::span<const std::byte, public_key_size> public_key() const noexcept { return key; }
        bool decapsulate(hc::octets, hc::mutable_octets) & noexcept { return true; }
    };
#endif
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, reusable, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
