// The vectors once more, with everything from OpenSSL but RSA, whose OAEP seed OpenSSL takes from nobody.
#include <handclasp/policy/openssl/backend.hpp>
#include <handclasp/suite/standard_suites.hpp>

#include "support/openssl_test_access.hpp"
#include "support/vectors.hpp"

#include <handclasp/policy/cryptopp/rsa_oaep.hpp>

namespace hc = handclasp;

namespace {

struct scripted_primitives : hc::openssl::primitives {
    using random = test::scripted_random;
};
struct scripted : hc::openssl::backend {
    using primitives = scripted_primitives;
    template <std::size_t ModulusBits>
    using rsa_oaep = hc::rsa_oaep<ModulusBits>;
};
using suites = hc::standard_suites<scripted>;

template <class Suite>
struct keys {
    explicit keys(const nlohmann::json&) {}
    auto take() { return rsa.take(); }
    test::fixed_keys<Suite> rsa;
};
template <class Suite>
    requires std::is_same_v<typename Suite::key_transport, hc::openssl::x25519>
struct keys<Suite> {
    explicit keys(const nlohmann::json& inputs) : session_key(test::vectors::octets_of(inputs.at("session_key"))) {}
    hc::result<hc::openssl::x25519::key_pair> take() {
        return hc::openssl::x25519_test_access::from_private_key(std::span<const std::byte, 32>(session_key));
    }
    test::bytes session_key;
};

template <class Suite>
void check_all(const std::string& name) {
    SECTION("both sides make the vectors' octets from the vectors' inputs") {
        test::vectors::check_handshakes<Suite, keys<Suite>>(name);
    }
    SECTION("both directions' frames are the vectors'") {
        test::vectors::check_both_directions<Suite, keys<Suite>>(name);
    }
    SECTION("every invalid case is refused with its own error") {
        test::vectors::check_invalid_cases<Suite, keys<Suite>>(name);
    }
}

// The part of a vector that RSA on OpenSSL has: it opens the encapsulation that another implementation made.
template <class Suite>
void check_accepted(const std::string& name) {
    const auto file = test::vectors::load(name);
    for (const auto& vector : file.at("handshakes")) {
        CAPTURE(vector.at("name").get<std::string>());
        auto pair = hc::openssl::rsa_oaep_test_access::from_pem<typename Suite::key_transport>(
            test::read_file(std::string(HANDCLASP_VECTORS) + "/" +
                            vector.at("inputs").at("session_key_file").template get<std::string>()));
        CHECK(test::to_hex(pair.public_key()) == vector.at("inputs").at("public_key"));
        test::bytes secrets(Suite::secrets_size);
        REQUIRE(std::move(pair).decapsulate(test::vectors::octets_of(vector.at("encapsulation")), secrets));
        CHECK(test::to_hex(secrets) == vector.at("inputs").at("secrets"));
    }
}

}  // namespace

TEST_CASE("vectors on OpenSSL: standard") {
    check_all<suites::standard>("standard");
}
TEST_CASE("vectors on OpenSSL: standard_256") {
    check_all<suites::standard_256>("standard_256");
}
TEST_CASE("vectors on OpenSSL: encrypt_then_mac") {
    check_all<suites::encrypt_then_mac>("encrypt_then_mac");
}
TEST_CASE("vectors on OpenSSL: gcm") {
    check_all<suites::gcm>("gcm");
}
TEST_CASE("vectors on OpenSSL: chacha") {
    check_all<suites::chacha>("chacha");
}
TEST_CASE("vectors on OpenSSL: modern") {
    check_all<suites::modern>("modern");
}
TEST_CASE("OpenSSL's RSA opens the vectors' encapsulations") {
    check_accepted<hc::standard_suites<hc::openssl::backend>::standard>("standard");
    check_accepted<hc::standard_suites<hc::openssl::backend>::standard_256>("standard_256");
    check_accepted<hc::standard_suites<hc::openssl::backend>::gcm>("gcm");
}
