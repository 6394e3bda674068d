// EXPECT: invalid use of non-static data member
// EXPECT: tag_size
// EXPECT-clang: 'mine' does not satisfy 'mac'
// A size belongs to the type and not to an object of it.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::mac {
    explicit mine(hc::archetype::mac source) noexcept : hc::archetype::mac(std::move(source)) {}
    static hc::result<mine> make(std::span<const std::byte, key_size> key) noexcept {
        return mine(*hc::archetype::mac::make(key));
    }
#ifndef MAKE_IT_COMPILE
    std::size_t tag_size = 16;
#endif
};

using suite = hc::basic_suite<hc::archetype::cipher, mine, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
