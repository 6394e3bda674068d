// EXPECT: session_key_pair<typename
// EXPECT-g++: std::move(p).decapsulate(encapsulation, secrets)
// EXPECT-g++: return-type-requirement
// EXPECT-clang: std::same_as<handclasp::result<void>, _Bool
// An encapsulation that does not open is no error of its own, and a peer must not see one.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::key_transport {
    struct key_pair {
        static hc::result<key_pair> generate(hc::random_function) noexcept { return key_pair(); }
        std::span<const std::byte, public_key_size> public_key() const noexcept { return key; }
#ifdef MAKE_IT_COMPILE
        bool decapsulate(hc::octets, hc::mutable_octets) && noexcept { return true; }
#else
        hc::result<void> decapsulate(hc::octets, hc::mutable_octets) && noexcept { return {}; }
#endif
        key_pair() noexcept = default;
        key_pair(key_pair&&) noexcept = default;
        key_pair& operator=(key_pair&&) noexcept = default;
        std::array<std::byte, public_key_size> key{};
    };
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, mine, hc::record::mac_in_cipher, hc::derived,
                              hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
