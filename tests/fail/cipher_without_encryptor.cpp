// EXPECT-g++: with Cipher = mine
// EXPECT-clang: 'mine' does not satisfy 'cipher'
// EXPECT: typename C::encryptor
// EXPECT-clang: no type named 'encryptor' in 'mine'
// A sender holds an object for its direction.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine {
    static constexpr std::size_t key_size = 16;
    static constexpr std::size_t block_size = 16;
    static constexpr std::string_view name = "OWN";
#ifdef MAKE_IT_COMPILE
    using encryptor = hc::archetype::cipher::encryptor;
#endif
    using decryptor = hc::archetype::cipher::decryptor;
};

using suite = hc::basic_suite<mine, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
