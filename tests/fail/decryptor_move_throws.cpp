// EXPECT: cipher_decryptor<typename
// EXPECT: is_nothrow_move_constructible_v<
// A rekey that throws half way would leave a receiver with keys of two kinds.
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct mine : hc::archetype::cipher {
    struct decryptor {
        static hc::result<decryptor> make(key) noexcept { return decryptor(); }
        hc::result<void> decrypt_chain(hc::mutable_octets) noexcept { return {}; }
        decryptor() noexcept = default;
#ifdef MAKE_IT_COMPILE
        decryptor(decryptor&&) noexcept = default;
#else
        decryptor(decryptor&&) {}
#endif
        decryptor& operator=(decryptor&&) noexcept = default;
    };
};

using suite = hc::basic_suite<mine, hc::archetype::mac, hc::archetype::key_transport, hc::record::mac_in_cipher,
                              hc::derived, hc::default_limits, hc::archetype::primitives>;
static_assert(hc::protocol_suite<suite>);
