// EXPECT: aead_decryptor<typename
// EXPECT-g++: d.decrypt(nonce, associated, text, tag)
// EXPECT-g++: return-type-requirement
// EXPECT-clang: std::same_as<_Bool, result<void>
// False could be a forged tag or a library that failed, and to an operator they are not the same.
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
        bool decrypt(nonce, hc::octets, hc::mutable_octets, std::span<const std::byte, tag_size>) noexcept {
            return true;
        }
#endif
    };
};

using suite = hc::basic_aead_suite<mine, hc::archetype::key_transport, hc::derived, hc::default_limits,
                                   hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
