// The same suites on each backend, and on mixtures of both.
#pragma once

#include <handclasp/policy/cryptopp/backend.hpp>
#include <handclasp/policy/openssl/backend.hpp>
#include <handclasp/suite/standard_suites.hpp>

namespace test {

namespace hc = handclasp;

struct on_cryptopp : hc::cryptopp_backend {
    using sha384 = hc::sha384;
    using sha512 = hc::sha512;
    template <class Hash, std::size_t TagSize>
    using hmac = hc::hmac<Hash, TagSize>;
};
struct on_openssl : hc::openssl::backend {
    using sha384 = hc::openssl::sha384;
    using sha512 = hc::openssl::sha512;
    template <class Hash, std::size_t TagSize>
    using hmac = hc::openssl::hmac<Hash, TagSize>;
};

// Each policy from the library that its neighbours are not from.
struct on_both : on_cryptopp {
    template <std::size_t KeyBits>
    using aes_cbc = on_openssl::aes_cbc<KeyBits>;
    template <std::size_t KeyBits>
    using aes_gcm = on_openssl::aes_gcm<KeyBits>;
    using x25519 = on_openssl::x25519;
};
struct on_both_otherwise : on_openssl {
    template <std::size_t KeyBits>
    using aes_cbc = on_cryptopp::aes_cbc<KeyBits>;
    template <std::size_t KeyBits>
    using aes_gcm = on_cryptopp::aes_gcm<KeyBits>;
    using x25519 = on_cryptopp::x25519;
};

// Beyond the standard suites: the other key sizes, hashes, tags and compositions.
template <class Backend>
struct further_suites {
private:
    template <std::size_t KeyBits, class Hash, std::size_t TagSize, class Composition>
    using of_cipher =
        hc::basic_suite<typename Backend::template aes_cbc<KeyBits>, typename Backend::template hmac<Hash, TagSize>,
                        typename Backend::template rsa_oaep<2048>, Composition, hc::derived, hc::default_limits,
                        typename Backend::primitives>;

public:
    using inside_192 = of_cipher<192, typename Backend::sha384, 48, hc::record::mac_in_cipher>;
    using inside_256 = of_cipher<256, typename Backend::sha512, 32, hc::record::mac_in_cipher>;
    using outside_192 = of_cipher<192, typename Backend::sha512, 64, hc::record::encrypt_then_mac>;
    using outside_256 = of_cipher<256, typename Backend::sha384, 20, hc::record::encrypt_then_mac>;
    using gcm_192 = hc::basic_aead_suite<typename Backend::template aes_gcm<192>, typename Backend::x25519, hc::derived,
                                         hc::default_limits, typename Backend::primitives>;
};

// Calls visit.operator()<Left suite, Right suite>() for every suite, the same one on two backends.
template <class Left, class Right, class Visit>
void for_each_suite(Visit&& visit) {
    using left = hc::standard_suites<Left>;
    using right = hc::standard_suites<Right>;
    using further_left = further_suites<Left>;
    using further_right = further_suites<Right>;
    visit.template operator()<typename left::standard, typename right::standard>();
    visit.template operator()<typename left::standard_256, typename right::standard_256>();
    visit.template operator()<typename left::encrypt_then_mac, typename right::encrypt_then_mac>();
    visit.template operator()<typename left::gcm, typename right::gcm>();
    visit.template operator()<typename left::chacha, typename right::chacha>();
    visit.template operator()<typename left::modern, typename right::modern>();
    visit.template operator()<typename further_left::inside_192, typename further_right::inside_192>();
    visit.template operator()<typename further_left::inside_256, typename further_right::inside_256>();
    visit.template operator()<typename further_left::outside_192, typename further_right::outside_192>();
    visit.template operator()<typename further_left::outside_256, typename further_right::outside_256>();
    visit.template operator()<typename further_left::gcm_192, typename further_right::gcm_192>();
}

}  // namespace test
