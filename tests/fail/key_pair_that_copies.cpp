// EXPECT: session_key_pair<typename
// EXPECT: is_copy_constructible_v<
// decapsulate() uses up an object: of two copies each would open an encapsulation.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::key_transport {
    struct key_pair {
        static hc::result<key_pair> generate(hc::random_function) noexcept { return key_pair(); }
        std::span<const std::byte, public_key_size> public_key() const noexcept { return key; }
        bool decapsulate(hc::octets, hc::mutable_octets) && noexcept { return true; }
        key_pair() noexcept = default;
#ifdef MAKE_IT_COMPILE
        key_pair(key_pair&&) noexcept = default;
        key_pair& operator=(key_pair&&) noexcept = default;
#else
        key_pair(const key_pair&) noexcept = default;
        key_pair& operator=(const key_pair&) noexcept = default;
#endif
        std::array<std::byte, public_key_size> key{};
    };
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, mine, hc::record::mac_in_cipher, hc::derived,
                              hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
