#include "wycheproof/run.hpp"

namespace test::wycheproof {
namespace {

// A shared point of zero is refused (RFC 7748, section 6.1). Every other vector, valid or acceptable, has to come out
// as it says: a public key that is not canonical is reduced, and one on the twist is computed with like any other
// (section 5).
template <class Backend>
outcome run_x25519(const json&, const json& vector) {
    const auto own = octets_of(vector, "private"), peer = octets_of(vector, "public");
    const auto shared = Backend::shared_point(sized<32>(own), sized<32>(peer));
    if (has_flag(vector, "ZeroSharedSecret")) return outcome::refused_on_purpose(!shared, "whose shared point is zero");
    const bool taken = shared && std::ranges::equal(*shared, octets_of(vector, "shared"));
    return outcome::ran(taken == (vector.at("result") != "invalid"));
}

// Wrong on purpose: one that takes zero, and one that refuses public keys with the highest bit set.
struct on_policies_that_take_zero : on_cryptopp {
    static std::optional<point> shared_point(std::span<const std::byte, 32> own, std::span<const std::byte, 32> peer) {
        return on_cryptopp::shared_point(own, peer).value_or(point{});
    }
};
struct on_policies_without_a_bit : on_cryptopp {
    static std::optional<point> shared_point(std::span<const std::byte, 32> own, std::span<const std::byte, 32> peer) {
        if ((peer.back() & std::byte{0x80}) != std::byte{0}) return std::nullopt;
        return on_cryptopp::shared_point(own, peer);
    }
};

TEMPLATE_LIST_TEST_CASE("Wycheproof: X25519", "", backends) {
    run_file<TestType>("x25519_test.json", run_x25519<TestType>);
}

TEST_CASE("Wycheproof: an X25519 that takes zero, or not every public key, is noticed") {
    if (const auto wrong = failures("x25519_test.json", run_x25519<on_policies_that_take_zero>)) CHECK(*wrong == 31);
    if (const auto wrong = failures("x25519_test.json", run_x25519<on_policies_without_a_bit>)) CHECK(*wrong == 9);
}

}  // namespace
}  // namespace test::wycheproof
