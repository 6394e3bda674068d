#include <handclasp/layout/hello.hpp>
#include <handclasp/layout/initial.hpp>
#include <handclasp/layout/mac_in_cipher_frame.hpp>
#include <handclasp/layout/request.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace hc = handclasp;
namespace layout = hc::layout;
using test::bytes;

namespace {

constexpr std::string_view name = "AES-128-CBC+HMAC-SHA-256-128/mac-in-cipher/RSA-2048-OAEP-SHA-256/derived";
static_assert(name.size() == 72);

// Counted by hand from docs/protocol.md, section 4.
using request = layout::request<name>;
static_assert(request::version.offset == 4 && request::name_size.offset == 5 && request::name.offset == 6);
static_assert(request::nonce.offset == 78 && request::size == 110);
static_assert(layout::request_limits.least == 35 && layout::request_limits.most == 162);

using hello = layout::hello<name, 294>;
static_assert(hello::nonce.offset == 78 && hello::flags.offset == 110 && hello::key_size.offset == 111);
static_assert(hello::public_key.offset == 113 && hello::fixed_size == 407);
static_assert(hello::size(0, 0) == 412 && hello::size(32, 64) == 508);
static_assert(hello::limits.least == 403 + 5 && hello::limits.most == 403 + 15877);

using refused = layout::refused<name>;
static_assert(refused::size == 4 + 2 + 72);
static_assert(layout::refused_limits.least == 3 && layout::refused_limits.most == 130);

using initial = layout::initial<256, layout::mac_in_cipher_frame<16, 16>, 16384>;
static_assert(initial::encapsulation.offset == 4 && initial::body_offset == 260);
static_assert(initial::size(0) == 308 && initial::size(16) == 324);
static_assert(initial::limits.least == 256 + 48 && initial::limits.most == 256 + 32 + 16400);

bytes with_length(bytes unit) {
    hc::copy(layout::unit_header::make(layout::unit_header::type_of(unit), unit.size() - 4), unit);
    return unit;
}

bytes a_hello() {
    bytes unit(hello::size(32, 64));
    const auto key = test::pattern(294), nonce = test::pattern(32, 2);
    const auto identity = test::pattern(32, 3), signature = test::pattern(64, 4);
    const auto signed_part = hello::write(unit, std::span(nonce).first<32>(), std::span(key).first<294>(),
                                          hc::proof_kind::ed25519, identity, 64);
    REQUIRE(signed_part.data() == unit.data() + 4);
    REQUIRE(signed_part.size() == unit.size() - 4 - 2 - 64);
    hc::copy(signature, hc::mutable_octets(unit).last(64));
    return unit;
}

}  // namespace

TEST_CASE("a request says what it was made of") {
    const auto nonce = test::pattern(32);
    const auto unit = request::make(std::span(nonce).first<32>());
    CHECK(test::to_hex(hc::octets(unit).first(6)) == "1000006a0148");
    CHECK(test::copy_of(request::nonce.of(hc::octets(unit))) == nonce);
    const auto said = layout::parse_request(unit).value();
    CHECK(said.version == 1);
    CHECK(said.suite_name == name);
}

TEST_CASE("a request with a form of its own is refused") {
    const auto nonce = test::pattern(32);
    const auto made = request::make(std::span(nonce).first<32>());
    const bytes unit(made.begin(), made.end());

    SECTION("another version, whatever follows") {
        for (const int version : {0, 2, 255}) {
            auto other = unit;
            other[4] = static_cast<std::byte>(version);
            CHECK(layout::parse_request(other).error() == hc::errc::version);
            other.resize(40);
            CHECK(layout::parse_request(other).error() == hc::errc::version);
        }
    }
    SECTION("cut at each octet, or with one more") {
        for (std::size_t size = 5; size < unit.size(); ++size) {
            CHECK(layout::parse_request(
                      with_length(bytes(unit.begin(), unit.begin() + static_cast<std::ptrdiff_t>(size))))
                      .error() == hc::errc::malformed);
        }
        auto longer = unit;
        longer.push_back(std::byte{0});
        CHECK(layout::parse_request(with_length(longer)).error() == hc::errc::malformed);
    }
    SECTION("a name size that is not the name's") {
        for (const int size : {0, 71, 73, 255}) {
            auto other = unit;
            other[5] = static_cast<std::byte>(size);
            CHECK(layout::parse_request(other).error() == hc::errc::malformed);
        }
    }
    SECTION("a name that is not printable") {
        for (const int character : {0x00, 0x1f, 0x7f, 0x80, 0xff}) {
            auto other = unit;
            other[20] = static_cast<std::byte>(character);
            CHECK(layout::parse_request(other).error() == hc::errc::malformed);
        }
    }
}

TEST_CASE("a refusal says what the server would have taken") {
    constexpr auto unit = refused::make();
    STATIC_REQUIRE(unit[0] == std::byte{0x13});
    const auto said = layout::parse_refused(unit).value();
    CHECK(said.version == 1);
    CHECK(said.suite_name == name);
    CHECK(layout::parse_refused(hc::octets(unit).first(70)).error() == hc::errc::malformed);
    CHECK(layout::parse_refused(test::from_hex("130000020100")).error() == hc::errc::malformed);
    CHECK(layout::parse_refused(test::from_hex("13000003070141")).error() == hc::errc::version);
    CHECK(layout::parse_refused(test::from_hex("1300000402ffff41")).error() == hc::errc::version);
}

TEST_CASE("a hello says what it was made of") {
    const auto unit = a_hello();
    CHECK(test::to_hex(hc::octets(unit).first(6)) == "110001f80148");
    const auto said = hello::parse(unit).value();
    CHECK(said.flags == std::byte{0});
    CHECK(test::copy_of(said.public_key) == test::pattern(294));
    CHECK(said.proof.kind == hc::proof_kind::ed25519);
    CHECK(test::copy_of(said.proof.identity) == test::pattern(32, 3));
    CHECK(test::copy_of(said.proof.signature) == test::pattern(64, 4));
    CHECK(said.signed_part.data() == unit.data() + 4);
    CHECK(said.signed_part.size() == 403 + 3 + 32);
}

TEST_CASE("a hello with a form of its own is refused") {
    const auto unit = a_hello();
    SECTION("cut at each octet, or with one more") {
        for (std::size_t size = 5; size < unit.size(); ++size) {
            const bytes cut(unit.begin(), unit.begin() + static_cast<std::ptrdiff_t>(size));
            CHECK(hello::parse(with_length(cut)).error() == hc::errc::malformed);
        }
        auto longer = unit;
        longer.push_back(std::byte{0});
        CHECK(hello::parse(with_length(longer)).error() == hc::errc::malformed);
    }
    SECTION("another version or name") {
        auto other = unit;
        other[4] = std::byte{2};
        CHECK(hello::parse(other).error() == hc::errc::version);
        other = unit;
        other[6] = std::byte{'B'};
        CHECK(hello::parse(other).error() == hc::errc::wrong_suite);
    }
    SECTION("flags that this version does not know") {
        for (int bit = 1; bit < 8; ++bit) {
            auto other = unit;
            other[hello::flags.offset] = static_cast<std::byte>(1 << bit);
            CHECK(hello::parse(other).error() == hc::errc::malformed);
        }
    }
    SECTION("sizes within that lead elsewhere") {
        auto other = unit;
        other[hello::key_size.offset + 1] ^= std::byte{1};
        CHECK_FALSE(hello::parse(other).has_value());
        other = unit;
        other[hello::fixed_size + 2] ^= std::byte{1};  // identity size
        CHECK(hello::parse(other).error() == hc::errc::malformed);
        other = unit;
        other[hello::fixed_size + 1] = std::byte{0xff};
        CHECK(hello::parse(other).error() == hc::errc::malformed);
    }
    SECTION("a public key of another size") {
        using shorter = layout::hello<name, 293>;
        bytes short_unit(shorter::size(0, 0));
        const auto key = test::pattern(293), nonce = test::pattern(32);
        static_cast<void>(shorter::write(short_unit, std::span(nonce).first<32>(), std::span(key).first<293>(),
                                         hc::proof_kind::none, {}, 0));
        CHECK(hello::parse(short_unit).error() == hc::errc::bad_public_key);
    }
}
