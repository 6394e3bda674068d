// EXPECT: handclasp: the key transport's public key does not fit a hello
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct transport : hc::archetype::key_transport {
#ifndef MAKE_IT_COMPILE
    static constexpr std::size_t public_key_size = 65536;
    struct key_pair {
        static hc::result<key_pair> generate(hc::random_function) noexcept { return key_pair(); }
        key_pair() = default;
        key_pair(key_pair&&) noexcept = default;
        key_pair& operator=(key_pair&&) noexcept = default;
        std::span<const std::byte, public_key_size> public_key() const noexcept { return key; }
        bool decapsulate(hc::octets, hc::mutable_octets) && noexcept { return true; }
        std::array<std::byte, public_key_size> key;
    };
#endif
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
