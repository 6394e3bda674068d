// The vectors of docs/vectors whose proofs are certificates: chains and signatures that another implementation made.
#include <handclasp/identity/x509/certified.hpp>
#include <handclasp/policy/openssl/backend.hpp>
#include <handclasp/suite/standard_suites.hpp>

#include "support/openssl_test_access.hpp"
#include "support/vectors.hpp"

namespace hc = handclasp;

namespace {

struct scripted_primitives : hc::openssl::primitives {
    using random = test::scripted_random;
};
struct scripted : hc::openssl::backend {
    using primitives = scripted_primitives;
};
using suite = hc::standard_suites<scripted>::modern;

struct keys {
    explicit keys(const nlohmann::json& inputs) : session_key(test::vectors::octets_of(inputs.at("session_key"))) {}
    hc::result<hc::openssl::x25519::key_pair> take() {
        return hc::openssl::x25519_test_access::from_private_key(std::span<const std::byte, 32>(session_key));
    }
    test::bytes session_key;
};

struct with_certificates {
    static constexpr bool verifies = true;
    static auto of(auto decision) { return hc::trust::certified(std::move(decision)); }
};

}  // namespace

TEST_CASE("vectors with certificates: both sides make the vectors' octets from the vectors' inputs") {
    test::vectors::check_handshakes<suite, keys, with_certificates>("certificates");
}
TEST_CASE("vectors with certificates: every invalid case is refused with its own error") {
    test::vectors::check_invalid_cases<suite, keys, with_certificates>("certificates");
}
