#include "wycheproof/run.hpp"

namespace test::wycheproof {
namespace {

// The file has no vector of the result `acceptable`: each is valid or invalid, and so for us.
template <class Backend>
outcome run_ed25519(const json& group, const json& vector) {
    const auto key = octets_of(group.at("publicKey"), "pk");
    const bool verified = Backend::ed25519::verify(key, octets_of(vector, "msg"), octets_of(vector, "sig"));
    return outcome::ran(verified == must_pass(vector));
}

template <class Backend>
outcome run_rsa_pss(const json& group, const json& vector) {
    const bool ours = group.at("keySize") == 2048 && group.at("sha") == "SHA-256" && group.at("mgf") == "MGF1" &&
        group.at("mgfSha") == "SHA-256" && group.at("sLen") == 32;
    if (!ours) return outcome::skipped("with another size, hash or salt");
    const auto key = octets_of(group, "publicKeyDer");
    using policy = typename Backend::template rsa_pss<2048>;
    const bool verified = policy::verify(key, octets_of(vector, "msg"), octets_of(vector, "sig"));
    return outcome::ran(verified == must_pass(vector));
}

// Wrong on purpose: one verifier that takes everything, one that takes nothing.
template <bool Answer>
struct on_policies_that_answer : on_cryptopp {
    struct ed25519 {
        static bool verify(hc::octets, hc::octets, hc::octets) noexcept { return Answer; }
    };
    template <std::size_t>
    using rsa_pss = ed25519;
};

TEMPLATE_LIST_TEST_CASE("Wycheproof: Ed25519", "", backends) {
    run_file<TestType>("ed25519_test.json", run_ed25519<TestType>);
}

TEMPLATE_LIST_TEST_CASE("Wycheproof: RSA-PSS, 2048 bits, SHA-256", "", backends) {
    run_file<TestType>("rsa_pss_2048_sha256_mgf1_32_test.json", run_rsa_pss<TestType>);
}

TEST_CASE("Wycheproof: a verifier that always answers the same is noticed") {
    using takes_all = on_policies_that_answer<true>;
    using takes_none = on_policies_that_answer<false>;
    const std::string ed25519 = "ed25519_test.json", rsa_pss = "rsa_pss_2048_sha256_mgf1_32_test.json";
    if (const auto wrong = failures(ed25519, run_ed25519<takes_all>)) CHECK(*wrong == 63);
    if (const auto wrong = failures(ed25519, run_ed25519<takes_none>)) CHECK(*wrong == 88);
    if (const auto wrong = failures(rsa_pss, run_rsa_pss<takes_all>)) CHECK(*wrong == 45);
    if (const auto wrong = failures(rsa_pss, run_rsa_pss<takes_none>)) CHECK(*wrong == 63);
}

}  // namespace
}  // namespace test::wycheproof
