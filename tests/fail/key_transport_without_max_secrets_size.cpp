// EXPECT-g++: with KeyTransport = mine
// EXPECT-clang: 'mine' does not satisfy 'key_transport'
// EXPECT: ::max_secrets_size>
// EXPECT-clang: no member named 'max_secrets_size' in 'mine'
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine {
    static constexpr std::size_t public_key_size = 1;
    static constexpr std::size_t encapsulation_size = 64;
#ifdef MAKE_IT_COMPILE
    static constexpr std::size_t max_secrets_size = 64;
#endif
    static constexpr std::string_view name = "OWN";
    static hc::result<void> encapsulate(hc::octets, hc::mutable_octets, hc::mutable_octets,
                                        hc::random_function) noexcept {
        return {};
    }
    using key_pair = hc::archetype::key_transport::key_pair;
};

using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, mine, hc::record::mac_in_cipher, hc::derived,
                              hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
