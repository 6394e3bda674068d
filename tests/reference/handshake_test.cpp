#include <handclasp/reference/reference.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/rsa_test_access.hpp"

namespace hc = handclasp;
namespace reference = hc::reference;
using test::bytes;

namespace {

using suite = reference::suite<reference::for_old_peers_only>;
using transport = suite::key_transport;

// One private key for all tests, which no session would share.
const CryptoPP::RSA::PrivateKey& private_key() {
    static const auto key = [] {
        CryptoPP::AutoSeededRandomPool random;
        CryptoPP::RSA::PrivateKey made;
        made.Initialize(random, 1024, 65537);
        return made;
    }();
    return key;
}

reference::initial_awaited<suite> server() {
    return reference::initial_awaited<suite>(
        hc::cryptopp::rsa_oaep_test_access::from_private_key<transport>(private_key()));
}

bytes unit_of(hc::octets content) {
    bytes unit(4 + content.size());
    hc::store_big_endian(content.size(), hc::mutable_octets(unit).first(4));
    hc::copy(content, hc::mutable_octets(unit).subspan(4));
    return unit;
}

// A SubjectPublicKeyInfo as Crypto++ writes it.
bytes public_key(unsigned bits, unsigned exponent) {
    CryptoPP::AutoSeededRandomPool random;
    CryptoPP::RSA::PrivateKey made;
    made.Initialize(random, bits, exponent);
    std::string der;
    CryptoPP::StringSink sink(der);
    CryptoPP::RSA::PublicKey(made).Save(sink);
    return test::copy_of(hc::as_octets(der));
}

}  // namespace

TEST_CASE("two ends of the original description speak to each other") {
    auto waiting = reference::initial_awaited<suite>::start().value();
    reference::hello_awaited<suite> client;
    CHECK(waiting.hello().size() == 4 + 162);
    CHECK(client.unit_size(waiting.hello()).value() == waiting.hello().size());
    auto ours = std::move(client).receive(waiting.hello(), hc::as_octets("first")).value();
    CHECK(waiting.unit_size(ours.initial).value() == ours.initial.size());
    auto theirs = std::move(waiting).accept(ours.initial).value();
    CHECK(test::text_of(theirs.message) == "first");

    bytes buffer(1000);
    auto unit = test::copy_of(theirs.session.sender.seal(hc::as_octets("back"), buffer).value());
    CHECK(test::text_of(ours.session.receiver.open(unit).value()) == "back");
    unit = test::copy_of(ours.session.sender.seal(hc::as_octets("and forth"), buffer).value());
    CHECK(test::text_of(theirs.session.receiver.open(unit).value()) == "and forth");
}

TEST_CASE("the suite's parameters can be those of other peers") {
    using stronger = reference::suite<reference::for_old_peers_only, 2048, hc::sha256, hc::sha1, hc::sha256, 32>;
    auto waiting = reference::initial_awaited<stronger>::start().value();
    auto ours = reference::hello_awaited<stronger>().receive(waiting.hello(), hc::as_octets("first")).value();
    CHECK(test::text_of(std::move(waiting).accept(ours.initial).value().message) == "first");
}

TEST_CASE("first messages of every size up to the limit arrive, and no longer one is sent") {
    for (std::size_t size = 0; size <= suite::limits::first_message + 1; ++size) {
        auto waiting = server();
        const auto message = test::pattern(size);
        auto ours = reference::hello_awaited<suite>().receive(waiting.hello(), message);
        if (size > suite::limits::first_message) {
            CHECK(ours.error() == hc::errc::invalid_argument);
            continue;
        }
        REQUIRE(test::copy_of(std::move(waiting).accept(ours->initial).value().message) == message);
    }
}

TEST_CASE("public keys with the exponents of old peers are taken, and nothing else") {
    const auto outcome = [](const bytes& key) {
        const auto made = reference::hello_awaited<suite>().receive(unit_of(key), {});
        return made ? std::optional<hc::errc>() : made.error();
    };
    CHECK(outcome(public_key(1024, 65537)) == std::nullopt);
    CHECK(outcome(public_key(1024, 17)) == std::nullopt);
    CHECK(outcome(public_key(1024, 3)) == hc::errc::bad_public_key);
    CHECK(outcome(public_key(512, 65537)) == hc::errc::unit_size);
    CHECK(outcome(public_key(2048, 65537)) == hc::errc::unit_size);
    CHECK(outcome(bytes(2086, std::byte{0x30})) == hc::errc::unit_size);
    auto key = public_key(1024, 65537);
    for (std::size_t i = 0; i < key.size(); ++i) {
        auto altered = key;
        altered[i] ^= std::byte{0x80};
        if (i > 29 && i < key.size() - 5) continue;  // the modulus, of which any odd value might be somebody's
        CAPTURE(i);
        CHECK(outcome(altered) == hc::errc::bad_public_key);
    }
    key[key.size() - 6] ^= std::byte{1};
    CHECK(outcome(key) == hc::errc::bad_public_key);
}

TEST_CASE("a handshake refuses lengths outside its limits on the length alone") {
    const reference::hello_awaited<suite> client;
    const auto waiting = server();
    for (const std::uint32_t length : {0U, 92U, 159U, 163U, 303U, 401U, 2086U, 0x80000000U, 0xffffffffU}) {
        std::array<std::byte, 4> header{};
        hc::store_big_endian(length, header);
        CHECK(client.unit_size(header).error() == hc::errc::unit_size);
        CHECK(waiting.unit_size(header).error() == hc::errc::unit_size);
    }
}

TEST_CASE("each bit of an initial unit counts, and all failures are one") {
    auto waiting = server();
    const auto initial = reference::hello_awaited<suite>().receive(waiting.hello(), hc::as_octets("first"))->initial;
    for (std::size_t bit = 32; bit < initial.size() * 8; bit += 3) {
        auto altered = initial;
        altered[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
        CAPTURE(bit);
        REQUIRE(server().accept(altered).error() == hc::errc::authentication_failed);
        REQUIRE(std::ranges::all_of(altered, [](std::byte octet) { return octet == std::byte{0}; }));
    }
}

TEST_CASE("a block that holds no key of 16 octets ends like a wrong tag") {
    const auto modulus = private_key().GetModulus();
    const auto hello = server();
    for (const std::size_t size : {0U, 15U, 17U, 24U, 32U}) {
        for (const auto& place : {suite::first_block, suite::second_block}) {
            auto initial = reference::hello_awaited<suite>().receive(hello.hello(), {}).value().initial;
            const auto block = place.of(hc::mutable_octets(initial)).first<transport::block_size>();
            REQUIRE(transport::encrypt(hello.hello().subspan(4), test::pattern(size), block, hc::os_random::fill));
            CHECK(server().accept(initial).error() == hc::errc::authentication_failed);
        }
    }
    for (const std::byte fill : {std::byte{0}, std::byte{0xff}}) {
        auto initial = reference::hello_awaited<suite>().receive(hello.hello(), {}).value().initial;
        std::ranges::fill(suite::first_block.of(hc::mutable_octets(initial)), fill);
        CHECK(server().accept(initial).error() == hc::errc::authentication_failed);
    }
}
