#include <handclasp/schedule/derived.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/hkdf.hpp>

namespace hc = handclasp;
using kdf = hc::hkdf<hc::sha256>;

namespace {

template <class Source>
std::string derived_key(const Source& source, std::string_view label) {
    std::array<std::byte, 32> key{};
    REQUIRE(source.derive(label, key));
    return test::to_hex(key);
}

auto derive(unsigned transcript_seed, unsigned secrets_seed) {
    return hc::derived::derive<kdf>(test::pattern(32, transcript_seed), test::pattern(32, secrets_seed)).value();
}

}  // namespace

// The values themselves are held against the vectors of an independent implementation in tests/suite.
TEST_CASE("the directions, their keys and the exporter differ from each other") {
    const auto secrets = derive(1, 2);
    std::array<std::byte, 32> exported{};
    REQUIRE(secrets.exporter.derive("EXAMPLE", {}, exported));
    CHECK(derived_key(secrets.client, "handclasp/1 mac") != derived_key(secrets.server, "handclasp/1 mac"));
    CHECK(derived_key(secrets.client, "handclasp/1 mac") != derived_key(secrets.client, "handclasp/1 cipher"));
    CHECK(test::to_hex(exported) != derived_key(secrets.client, "EXAMPLE"));
}

TEST_CASE("another transcript or other secrets give other keys") {
    const auto key = [](unsigned transcript, unsigned secrets) {
        return derived_key(derive(transcript, secrets).client, "handclasp/1 cipher");
    };
    CHECK(key(1, 2) == key(1, 2));
    CHECK(key(1, 2) != key(1, 3));
    CHECK(key(1, 2) != key(3, 2));
}

TEST_CASE("a traffic secret is replaced by its successor") {
    auto secrets = derive(1, 2);
    const auto next = derived_key(secrets.client, "handclasp/1 next");
    const auto before = derived_key(secrets.client, "handclasp/1 cipher");
    REQUIRE(secrets.client.advance());
    CHECK(derived_key(secrets.client, "handclasp/1 cipher") != before);

    hc::secret<32> expected;
    hc::copy(test::from_hex(next), expected.overwrite());
    const hc::schedule::traffic_secret<kdf> successor(std::move(expected));
    CHECK(derived_key(secrets.client, "handclasp/1 mac") == derived_key(successor, "handclasp/1 mac"));
}

TEST_CASE("exported secrets depend on label, info and size") {
    const auto secrets = derive(1, 2);
    const auto exported = [&](std::string_view label, std::string_view info, std::size_t size) {
        test::bytes out(size);
        REQUIRE(secrets.exporter.derive(label, hc::as_octets(info), out));
        return test::to_hex(out);
    };
    CHECK(exported("A", "info", 32) == exported("A", "info", 32));
    CHECK(exported("A", "info", 32) != exported("B", "info", 32));
    CHECK(exported("A", "info", 32) != exported("A", "info2", 32));
    CHECK(exported("A", "info", 33).substr(0, 64) != exported("A", "info", 32));
    CHECK(exported("A", "", hc::exporter<kdf>::max_size).size() == 2 * 8160);
}

TEST_CASE("the exporter refuses arguments outside its range") {
    const auto secrets = derive(1, 2);
    test::bytes out(hc::exporter<kdf>::max_size + 1);
    const auto failure = [&](std::string_view label, std::size_t size) {
        return secrets.exporter.derive(label, {}, hc::mutable_octets(out).first(size)).error();
    };
    CHECK(failure("", 32) == hc::errc::invalid_argument);
    CHECK(failure(std::string(65, 'x'), 32) == hc::errc::invalid_argument);
    CHECK(failure("tab\t", 32) == hc::errc::invalid_argument);
    CHECK(failure("A", 0) == hc::errc::invalid_argument);
    CHECK(failure("A", hc::exporter<kdf>::max_size + 1) == hc::errc::invalid_argument);
    CHECK(secrets.exporter.derive(std::string(64, 'x'), {}, hc::mutable_octets(out).first(1)));
}

TEST_CASE("an exporter that was moved away exports nothing") {
    auto secrets = derive(1, 2);
    const auto taken = std::move(secrets.exporter);
    std::array<std::byte, 32> out{};
    // NOLINTNEXTLINE(bugprone-use-after-move)
    CHECK(secrets.exporter.derive("EXAMPLE", {}, out).error() == hc::errc::closed);
    CHECK(taken.derive("EXAMPLE", {}, out));
}

TEST_CASE("a traffic secret that was moved away derives nothing") {
    auto secrets = derive(1, 2);
    const auto taken = std::move(secrets.client);
    std::array<std::byte, 32> out{};
    // NOLINTBEGIN(bugprone-use-after-move)
    CHECK(secrets.client.derive("handclasp/1 cipher", out).error() == hc::errc::closed);
    CHECK(secrets.client.advance().error() == hc::errc::closed);
    // NOLINTEND(bugprone-use-after-move)
    CHECK(taken.derive("handclasp/1 cipher", out));
}
