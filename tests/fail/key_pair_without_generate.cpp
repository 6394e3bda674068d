// EXPECT: session_key_pair<typename
// EXPECT: P::generate(random)
// EXPECT-clang: no member named 'generate' in 'mine::key_pair'
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::key_transport {
    struct key_pair {
#ifdef MAKE_IT_COMPILE
        static hc::result<key_pair> generate(hc::random_function) noexcept { return key_pair(); }
#endif
        std::span<const std::byte, public_key_size> public_key() const noexcept { return key; }
        bool decapsulate(hc::octets, hc::mutable_octets) && noexcept { return true; }
        key_pair() noexcept = default;
        key_pair(key_pair&&) noexcept = default;
        key_pair& operator=(key_pair&&) noexcept = default;
        std::array<std::byte, public_key_size> key{};
    };
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, mine, hc::record::mac_in_cipher, hc::derived,
                              hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
