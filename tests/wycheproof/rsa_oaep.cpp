#include "wycheproof/run.hpp"

namespace test::wycheproof {
namespace {

// Our label is always empty, so what was encrypted with another one does not open.
template <class Backend, class Transport>
outcome run_oaep_of(const json& group, const json& vector) {
    const auto message = octets_of(vector, "msg");
    bytes secrets(message.size());
    const bool opened =
        Backend::template decapsulate<Transport>(octets_of(group, "privateKeyPkcs8"), octets_of(vector, "ct"), secrets);
    if (vector.at("result") != "invalid" && !octets_of(vector, "label").empty())
        return outcome::refused_on_purpose(!opened, "with a label, where ours is empty");
    return outcome::ran(opened == must_pass(vector) && (!opened || secrets == message));
}

template <class Backend, std::size_t ModulusBits, class Hash, class... MgfHashes>
std::optional<outcome> run_with_hash(const json& group, const json& vector, const std::tuple<MgfHashes...>&) {
    std::optional<outcome> result;
    const auto run_if_it_is = [&]<class MgfHash>(const MgfHash&) {
        if (group.at("sha") != Hash::name || group.at("mgfSha") != MgfHash::name) return;
        using transport = typename Backend::template rsa_oaep<ModulusBits, Hash, MgfHash>;
        result = run_oaep_of<Backend, transport>(group, vector);
    };
    (run_if_it_is(MgfHashes()), ...);
    return result;
}

template <class Backend, std::size_t ModulusBits, class... Hashes>
outcome run_of_size(const json& group, const json& vector, const std::tuple<Hashes...>& hashes) {
    std::optional<outcome> result;
    ((result = result ? result : run_with_hash<Backend, ModulusBits, Hashes>(group, vector, hashes)), ...);
    return result.value();  // throws for a hash that is none of them
}

template <class Backend>
outcome run_oaep(const json& group, const json& vector) {
    const auto bits = group.at("keySize").get<std::size_t>();
    if (bits < 2048) return outcome::skipped("with a modulus of fewer than 2048 bits");
    if (bits % 256 != 0) return outcome::skipped("with a modulus of no multiple of 256 bits");
    const typename Backend::hashes hashes;
    switch (bits) {
        case 2048: return run_of_size<Backend, 2048>(group, vector, hashes);
        case 3072: return run_of_size<Backend, 3072>(group, vector, hashes);
        case 4096: return run_of_size<Backend, 4096>(group, vector, hashes);
        case 8192: return run_of_size<Backend, 8192>(group, vector, hashes);
        default: throw std::logic_error("a modulus size that could run, and that this test does not know");
    }
}

// Wrong on purpose: every block opens, and holds what it should.
struct on_policies_that_open : on_cryptopp {
    template <class Transport>
    static bool decapsulate(const bytes& pkcs8, const bytes& encapsulation, bytes& secrets) {
        static_cast<void>(on_cryptopp::decapsulate<Transport>(pkcs8, encapsulation, secrets));
        return true;
    }
};
// And one that forgets to look at the content.
struct on_policies_that_lose : on_cryptopp {
    template <class Transport>
    static bool decapsulate(const bytes& pkcs8, const bytes& encapsulation, bytes& secrets) {
        bytes lost(secrets.size());
        return on_cryptopp::decapsulate<Transport>(pkcs8, encapsulation, lost);
    }
};

TEMPLATE_LIST_TEST_CASE("Wycheproof: RSA-OAEP, 2048 bits, SHA-1", "", backends) {
    run_file<TestType>("rsa_oaep_2048_sha1_mgf1sha1_test.json", run_oaep<TestType>);
}
TEMPLATE_LIST_TEST_CASE("Wycheproof: RSA-OAEP, 2048 bits, SHA-256 with MGF1 over SHA-1", "", backends) {
    run_file<TestType>("rsa_oaep_2048_sha256_mgf1sha1_test.json", run_oaep<TestType>);
}
TEMPLATE_LIST_TEST_CASE("Wycheproof: RSA-OAEP, 2048 bits, SHA-256", "", backends) {
    run_file<TestType>("rsa_oaep_2048_sha256_mgf1sha256_test.json", run_oaep<TestType>);
}
TEMPLATE_LIST_TEST_CASE("Wycheproof: RSA-OAEP, 3072 bits, SHA-256", "", backends) {
    run_file<TestType>("rsa_oaep_3072_sha256_mgf1sha256_test.json", run_oaep<TestType>);
}
TEMPLATE_LIST_TEST_CASE("Wycheproof: RSA-OAEP, all sizes and hashes", "", backends) {
    run_file<TestType>("rsa_oaep_misc_test.json", run_oaep<TestType>);
}

TEST_CASE("Wycheproof: an RSA-OAEP that opens everything, or something else, is noticed") {
    const std::string file = "rsa_oaep_2048_sha256_mgf1sha256_test.json";
    if (const auto wrong = failures(file, run_oaep<on_policies_that_open>)) CHECK(*wrong == 19 + 8);  // 8 with a label
    if (const auto wrong = failures(file, run_oaep<on_policies_that_lose>)) CHECK(*wrong == 8);
}

}  // namespace
}  // namespace test::wycheproof
