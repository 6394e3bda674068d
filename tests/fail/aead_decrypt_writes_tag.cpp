// EXPECT: aead_decryptor<typename
// EXPECT: d.decrypt(nonce, associated, text, tag)
// The tag that came is read and compared; decrypt() hands out none.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::aead {
    struct decryptor {
        static hc::result<decryptor> make(key) noexcept { return decryptor(); }
#ifdef MAKE_IT_COMPILE
        hc::result<void> decrypt(nonce, hc::octets, hc::mutable_octets, std::span<const std::byte, tag_size>) noexcept {
            return {};
        }
#else
        hc::result<void> decrypt(nonce, hc::octets, hc::mutable_octets, std::span<std::byte, tag_size>) noexcept {
            return {};
        }
#endif
    };
};

using suite = hc::basic_aead_suite<mine, hc::archetype::key_transport, hc::derived, hc::default_limits,
                                   hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
