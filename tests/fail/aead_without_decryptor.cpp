// EXPECT-g++: with Aead = mine
// EXPECT-clang: 'mine' does not satisfy 'aead'
// EXPECT: typename A::decryptor
// EXPECT-clang: no type named 'decryptor' in 'mine'
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine {
    static constexpr std::size_t key_size = 16;
    static constexpr std::size_t nonce_size = 12;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::string_view name = "OWN";
    using encryptor = hc::archetype::aead::encryptor;
#ifdef MAKE_IT_COMPILE
    using decryptor = hc::archetype::aead::decryptor;
#endif
};

using suite = hc::basic_aead_suite<mine, hc::archetype::key_transport, hc::derived, hc::default_limits,
                                   hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
