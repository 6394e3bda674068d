#include <handclasp/policy/openssl/hash.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/hash.hpp>

namespace hc = handclasp;
namespace ossl = handclasp::openssl;

static_assert(ossl::sha256::name == hc::sha256::name && ossl::sha384::name == hc::sha384::name &&
              ossl::sha512::name == hc::sha512::name);
static_assert(ossl::sha256::size == 32 && ossl::sha384::size == 48 && ossl::sha512::size == 64);
static_assert(std::is_nothrow_copy_constructible_v<ossl::sha256> && std::is_nothrow_copy_assignable_v<ossl::sha512>);

namespace {

template <class Hash>
std::string finished(Hash hash) {
    std::array<std::byte, Hash::size> digest{};
    hash.finish(digest);
    return test::to_hex(digest);
}

template <class Hash>
std::string digest_of(hc::octets message) {
    Hash hash;
    hash.update(message);
    return finished(hash);
}

template <class Ours, class Theirs>
void check_against() {
    const auto source = test::pattern(600);
    for (std::size_t size = 0; size <= 590; ++size) {
        const auto message = hc::octets(source).subspan(size % 10, size);
        CAPTURE(size);
        CHECK(digest_of<Ours>(message) == digest_of<Theirs>(message));
    }
}

}  // namespace

// FIPS 180-4's examples (csrc.nist.gov, "SHA256.pdf" and the like); that of the empty message: printf '' | sha256sum.
TEST_CASE("SHA-2 on OpenSSL gives the known answers") {
    const auto abc = hc::as_octets("abc");
    CHECK(digest_of<ossl::sha256>(abc) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(digest_of<ossl::sha256>({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(digest_of<ossl::sha384>(abc) ==
          "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
          "8086072ba1e7cc2358baeca134c825a7");
    CHECK(digest_of<ossl::sha512>(abc) ==
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST_CASE("SHA-2 on OpenSSL agrees with Crypto++ over 0 to 590 octets at any alignment") {
    check_against<ossl::sha256, hc::sha256>();
    check_against<ossl::sha384, hc::sha384>();
    check_against<ossl::sha512, hc::sha512>();
}

TEMPLATE_TEST_CASE("a message may be hashed in any pieces, on OpenSSL", "", ossl::sha256, ossl::sha384, ossl::sha512) {
    const auto message = test::pattern(300);
    const auto whole = digest_of<TestType>(message);
    for (std::size_t piece = 1; piece <= message.size(); ++piece) {
        TestType hash;
        for (hc::octets rest = message; !rest.empty();) {
            const auto size = std::min(piece, rest.size());
            hash.update(rest.first(size));
            hash.update({});
            rest = rest.subspan(size);
        }
        CAPTURE(piece);
        CHECK(finished(hash) == whole);
    }
}

TEMPLATE_TEST_CASE("a copy of a hash goes on by itself, on OpenSSL", "", ossl::sha256, ossl::sha384, ossl::sha512) {
    TestType hash;
    hash.update(hc::as_octets("a"));
    TestType copy = hash;
    copy.update(hc::as_octets("x"));
    hash.update(hc::as_octets("bc"));
    CHECK(finished(hash) == digest_of<TestType>(hc::as_octets("abc")));
    CHECK(finished(copy) == digest_of<TestType>(hc::as_octets("ax")));
    copy = hash;
    CHECK(finished(copy) == digest_of<TestType>(hc::as_octets("abc")));
}

TEST_CASE("a hash on OpenSSL takes no memory, and leaves none of what it absorbed") {
    const auto message = test::pattern(1000);
    std::array<std::byte, 64> digest{};
    const auto before = test::allocations_now();
    {
        ossl::sha512 hash;
        hash.update(message);
        ossl::sha512 copy = hash;
        copy.finish(digest);
    }
    CHECK(test::allocations_now().calls == before.calls);

    alignas(ossl::sha256) std::array<std::byte, sizeof(ossl::sha256)> place{};
    auto* const hash = new (place.data()) ossl::sha256;
    hash->update(message);
    CHECK(place != std::array<std::byte, sizeof(ossl::sha256)>{});
    hash->~sha256();
    const std::vector<std::byte> left(place.begin(), place.end());
    CHECK(left == test::bytes(place.size()));
}
