#include "wycheproof/run.hpp"

namespace test::wycheproof {
namespace {

// What is invalid in the file asks for more octets than HKDF has.
template <class Backend>
outcome run_hkdf(const json&, const json& vector) {
    using kdf = typename Backend::template hkdf<typename Backend::sha256>;
    std::array<std::byte, kdf::prk_size> prk{};
    if (!kdf::extract(octets_of(vector, "salt"), octets_of(vector, "ikm"), prk)) return outcome::ran(false);
    bytes derived(vector.at("size").get<std::size_t>());
    const auto expanded = kdf::expand(prk, octets_of(vector, "info"), derived);
    if (!must_pass(vector)) return outcome::ran(!expanded && expanded.error() == hc::errc::invalid_argument);
    return outcome::ran(expanded && derived == octets_of(vector, "okm"));
}

// Wrong on purpose: one that forgets the info, and one that forgets the limit on the size.
struct on_policies_without_info : on_cryptopp {
    template <class Hash>
    struct hkdf : hc::hkdf<Hash> {
        static hc::result<void> expand(std::span<const std::byte, hkdf::prk_size> prk, hc::octets,
                                       hc::mutable_octets out) noexcept {
            return hc::hkdf<Hash>::expand(prk, {}, out);
        }
    };
};
struct on_policies_without_limit : on_cryptopp {
    template <class Hash>
    struct hkdf : hc::hkdf<Hash> {
        static hc::result<void> expand(std::span<const std::byte, hkdf::prk_size> prk, hc::octets info,
                                       hc::mutable_octets out) noexcept {
            return hc::hkdf<Hash>::expand(prk, info, out.first(std::min(out.size(), hkdf::max_size)));
        }
    };
};

TEMPLATE_LIST_TEST_CASE("Wycheproof: HKDF-SHA-256", "", backends) {
    run_file<TestType>("hkdf_sha256_test.json", run_hkdf<TestType>);
}

TEST_CASE("Wycheproof: an HKDF without info or without its limit is noticed") {
    if (const auto wrong = failures("hkdf_sha256_test.json", run_hkdf<on_policies_without_info>)) CHECK(*wrong == 52);
    if (const auto wrong = failures("hkdf_sha256_test.json", run_hkdf<on_policies_without_limit>)) CHECK(*wrong == 3);
}

}  // namespace
}  // namespace test::wycheproof
