#pragma once

#include <handclasp/suite/suite.hpp>

namespace handclasp {

// The six standard suites (docs/protocol.md, section 2) on the policies of one library: cryptopp_backend or
// openssl::backend, or a struct of one's own with the same members. The names are the algorithms', so the two ends of a
// channel may use different ones.
template <class Backend>
struct standard_suites {
private:
    template <class Cipher, class KeyTransport, class Composition>
    using of_cipher = basic_suite<Cipher, typename Backend::template hmac_sha256<16>, KeyTransport, Composition,
                                  derived, default_limits, typename Backend::primitives>;
    template <class Aead, class KeyTransport>
    using of_aead = basic_aead_suite<Aead, KeyTransport, derived, default_limits, typename Backend::primitives>;
    using aes_128 = typename Backend::template aes_cbc<128>;
    using aes_256 = typename Backend::template aes_cbc<256>;
    using rsa_2048 = typename Backend::template rsa_oaep<2048>;
    using rsa_3072 = typename Backend::template rsa_oaep<3072>;

public:
    using standard = of_cipher<aes_128, rsa_2048, record::mac_in_cipher>;
    using standard_256 = of_cipher<aes_256, rsa_3072, record::mac_in_cipher>;
    using encrypt_then_mac = of_cipher<aes_128, rsa_2048, record::encrypt_then_mac>;
    using gcm = of_aead<typename Backend::template aes_gcm<128>, rsa_2048>;
    using chacha = of_aead<typename Backend::chacha20_poly1305, typename Backend::x25519>;
    using modern = of_aead<typename Backend::template aes_gcm<256>, typename Backend::x25519>;

    static_assert(protocol_suite<standard> && protocol_suite<standard_256> && protocol_suite<encrypt_then_mac>);
    static_assert(protocol_suite<gcm> && protocol_suite<chacha> && protocol_suite<modern>);
};

}  // namespace handclasp
