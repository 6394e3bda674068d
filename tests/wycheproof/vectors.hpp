// The vectors of Project Wycheproof (github.com/C2SP/wycheproof, testvectors_v1), read where they are: in the folder
// that HANDCLASP_WYCHEPROOF names, or in ../shared/vectors/wycheproof from the project's root.
#pragma once

#include "support/hex.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>

namespace test::wycheproof {

using json = nlohmann::json;

// What the files are about, in the order of the table.
struct primitive {
    std::string_view name;
    std::vector<std::string> files;
};
[[nodiscard]] inline const std::vector<primitive>& primitives() {
    static const std::vector<primitive> all = {
        {"AES-CBC", {"aes_cbc_pkcs5_test.json"}},
        {"AES-CMAC", {"aes_cmac_test.json"}},
        {"AES-GCM", {"aes_gcm_test.json"}},
        {"ChaCha20-Poly1305", {"chacha20_poly1305_test.json"}},
        {"HMAC-SHA-256", {"hmac_sha256_test.json"}},
        {"HMAC-SHA-512", {"hmac_sha512_test.json"}},
        {"HKDF-SHA-256", {"hkdf_sha256_test.json"}},
        {"X25519", {"x25519_test.json"}},
        {"RSA-OAEP",
         {"rsa_oaep_2048_sha1_mgf1sha1_test.json", "rsa_oaep_2048_sha256_mgf1sha1_test.json",
          "rsa_oaep_2048_sha256_mgf1sha256_test.json", "rsa_oaep_3072_sha256_mgf1sha256_test.json",
          "rsa_oaep_misc_test.json"}},
        {"RSA-PSS", {"rsa_pss_2048_sha256_mgf1_32_test.json"}},
        {"Ed25519", {"ed25519_test.json"}},
    };
    return all;
}

[[nodiscard]] inline std::optional<std::filesystem::path> folder() {
    std::vector<std::filesystem::path> candidates;
    if (const char* named = std::getenv("HANDCLASP_WYCHEPROOF")) candidates.emplace_back(named);
    const std::filesystem::path vectors = HANDCLASP_VECTORS;  // docs/vectors
    candidates.push_back(vectors.parent_path().parent_path().parent_path() / "shared/vectors/wycheproof");
    const auto found = std::ranges::find_if(candidates, [](const auto& each) { return exists(each); });
    if (found == candidates.end()) return std::nullopt;
    return *found;
}

// None where the vectors are not on this machine. Throws for a file that the folder lacks, or that is not JSON.
[[nodiscard]] inline std::optional<json> contents_of(const std::string& file) {
    const auto place = folder();
    if (!place) return std::nullopt;
    std::ifstream stream(*place / file);
    if (!stream) throw std::runtime_error("the folder of the vectors has no " + file);
    return json::parse(stream);
}

[[nodiscard]] inline bytes octets_of(const json& vector, const char* field) {
    return from_hex(vector.at(field).get<std::string>());
}

// A key or the like of the one size that a policy takes.
template <std::size_t Size>
[[nodiscard]] std::span<const std::byte, Size> sized(const bytes& source) {
    if (source.size() != Size) throw std::length_error("a vector's field is not of the size that it should have");
    return std::span<const std::byte, Size>(source);
}

[[nodiscard]] inline bool has_flag(const json& vector, std::string_view flag) {
    const auto& flags = vector.at("flags");
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

// What the file asks for. The result `acceptable` leaves it to the implementation: whoever reads such vectors decides,
// and does not call this for them.
[[nodiscard]] inline bool must_pass(const json& vector) {
    const auto& result = vector.at("result");
    if (result == "valid") return true;
    if (result == "invalid") return false;
    throw std::logic_error("nobody has decided about a vector of the result " + result.dump());
}

}  // namespace test::wycheproof
