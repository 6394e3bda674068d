// EXPECT-g++: with Cipher = mine
// EXPECT-clang: 'mine' does not satisfy 'cipher'
// EXPECT: ::key_size>
// EXPECT-clang: is not a constant expression
// Sizes are part of the types: const is not enough where the value comes later.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine {
#ifdef MAKE_IT_COMPILE
    static constexpr std::size_t key_size = 16;
#else
    static std::size_t key_size;
#endif
    static constexpr std::size_t block_size = 16;
    static constexpr std::string_view name = "OWN";
    using encryptor = hc::archetype::cipher::encryptor;
    using decryptor = hc::archetype::cipher::decryptor;
};

using suite = hc::basic_suite<mine, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
