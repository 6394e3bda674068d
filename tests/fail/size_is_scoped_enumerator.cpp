// EXPECT-g++: with Cipher = mine
// EXPECT-clang: 'mine' does not satisfy 'cipher'
// EXPECT: ::block_size>
// EXPECT-clang: is not implicitly convertible to 'unsigned long'
// An enum class keeps its numbers to itself.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine {
    static constexpr std::size_t key_size = 16;
#ifdef MAKE_IT_COMPILE
    static constexpr std::size_t block_size = 16;
#else
    enum class size : std::size_t { block = 16 };
    static constexpr size block_size = size::block;
#endif
    static constexpr std::string_view name = "OWN";
    using encryptor = hc::archetype::cipher::encryptor;
    using decryptor = hc::archetype::cipher::decryptor;
};

using suite = hc::basic_suite<mine, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
