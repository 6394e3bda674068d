#include <handclasp/policy/cryptopp/hash.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace hc = handclasp;

static_assert(hc::sha256::size == 32 && hc::sha384::size == 48 && hc::sha512::size == 64);
static_assert(hc::sha256::name == "SHA-256" && hc::sha384::name == "SHA-384" && hc::sha512::name == "SHA-512");

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

}  // namespace

// FIPS 180-4's examples (csrc.nist.gov, "SHA256.pdf" and the like); those of the empty message: printf '' | sha256sum.
TEST_CASE("SHA-2 gives the known answers") {
    const auto abc = hc::as_octets("abc");
    CHECK(digest_of<hc::sha256>(abc) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(digest_of<hc::sha256>({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(digest_of<hc::sha384>(abc) ==
          "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
          "8086072ba1e7cc2358baeca134c825a7");
    CHECK(digest_of<hc::sha384>({}) ==
          "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
          "274edebfe76f65fbd51ad2f14898b95b");
    CHECK(digest_of<hc::sha512>(abc) ==
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    CHECK(digest_of<hc::sha512>({}) ==
          "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
          "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e");
}

TEMPLATE_TEST_CASE("a message may be hashed in any pieces", "", hc::sha256, hc::sha384, hc::sha512) {
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

TEMPLATE_TEST_CASE("a copy of a hash goes on by itself", "", hc::sha256, hc::sha384, hc::sha512) {
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
