#include <handclasp/suite/standard_suites.hpp>

#include "support/vectors.hpp"
#include "support/x25519_test_access.hpp"

#include <handclasp/policy/cryptopp/backend.hpp>

namespace hc = handclasp;

namespace {

struct scripted : hc::cryptopp_backend {
    using primitives = test::scripted_primitives;
};
using suites = hc::standard_suites<scripted>;

// The session's key pair, from the private key of the vectors.
template <class Suite>
struct keys {
    explicit keys(const nlohmann::json&) {}
    auto take() { return rsa.take(); }
    test::fixed_keys<Suite> rsa;
};
template <class Suite>
    requires std::is_same_v<typename Suite::key_transport, hc::x25519>
struct keys<Suite> {
    explicit keys(const nlohmann::json& inputs) : session_key(test::vectors::octets_of(inputs.at("session_key"))) {}
    hc::result<hc::x25519::key_pair> take() {
        return hc::cryptopp::x25519_test_access::from_private(std::span<const std::byte, 32>(session_key));
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

}  // namespace

TEST_CASE("vectors: standard") {
    check_all<suites::standard>("standard");
}
TEST_CASE("vectors: standard_256") {
    check_all<suites::standard_256>("standard_256");
}
TEST_CASE("vectors: encrypt_then_mac") {
    check_all<suites::encrypt_then_mac>("encrypt_then_mac");
}
TEST_CASE("vectors: gcm") {
    check_all<suites::gcm>("gcm");
}
TEST_CASE("vectors: chacha") {
    check_all<suites::chacha>("chacha");
}
TEST_CASE("vectors: modern") {
    check_all<suites::modern>("modern");
}
