#include <handclasp/identity/x509/der.hpp>

#include "support/catch.hpp"
#include "support/certificates.hpp"

namespace hc = handclasp;
using hc::x509::der;
using test::bytes;
using test::from_hex;
namespace pki = test::pki;

TEST_CASE("a value has one encoding") {
    for (const char* const good : {"0500",
                                   "0101ff",
                                   "010100",
                                   "020100",
                                   "02017f",
                                   "020180",
                                   "02020080",
                                   "0202ff7f",
                                   "0a0101",
                                   "0400",
                                   "0403000000",
                                   "030100",
                                   "03020700",
                                   "03020780",
                                   "3000",
                                   "3100",
                                   "3003020101",
                                   "a003020102",
                                   "a000",
                                   "8003000000",
                                   "1f1f00",
                                   "1f810000",
                                   "3106020101020102",
                                   "3106020101020101",
                                   "31060101ff020100",
                                   "0c0568656c6c6f"}) {
        CAPTURE(good);
        CHECK(der::is_one_value(from_hex(good)));
    }
    for (const char* const bad : {"",
                                  "05",
                                  "0501",
                                  "050000",
                                  "30030201",
                                  "0500"
                                  "0500",  // cut short, or more
                                  "058100",
                                  "04810100",
                                  "0482000100",
                                  "0484000000"
                                  "0100",
                                  "3081"
                                  "0500",  // longer than they have to be
                                  "3080"
                                  "0500"
                                  "0000",
                                  "2480"
                                  "040100"
                                  "0000",
                                  "0480"
                                  "00"
                                  "0000",  // indefinite
                                  "2403040100",
                                  "2303"
                                  "030100",
                                  "2c03"
                                  "0c0161",
                                  "1000",
                                  "1100",  // in pieces, or none where there are some
                                  "010101",
                                  "0100",
                                  "0102ff00",
                                  "010180",  // BOOLEAN
                                  "0200",
                                  "02020000",
                                  "0202007f",
                                  "0202ffff",
                                  "0202ff80",
                                  "0a00",
                                  "0a020001",  // INTEGER, ENUMERATED
                                  "0300",
                                  "030108",
                                  "030101",
                                  "03020801",
                                  "03020701",
                                  "030201ff",  // BIT STRING
                                  "3106020102020101",
                                  "310602010101"
                                  "01ff",  // SET
                                  "1f00",
                                  "1f1e00",
                                  "1f801f00",
                                  "1f80",
                                  "1f8181818101"
                                  "00",  // long tags
                                  "a0030201",
                                  "a00402020001",
                                  "3005"
                                  "3003"
                                  "0201",  // inside
                                  "0485"
                                  "0100000000",
                                  "0488"
                                  "ffffffffffffffff",
                                  "04ff"}) {
        CAPTURE(bad);
        CHECK_FALSE(der::is_one_value(from_hex(bad)));
    }
}

TEST_CASE("values inside others are looked at to a depth that is enough") {
    const auto nested = [](int depth) {
        bytes value;
        for (int i = 0; i < depth; ++i)
            value.insert(value.begin(), {std::byte{0x30}, static_cast<std::byte>(value.size())});
        return value;
    };
    CHECK(der::is_one_value(nested(33)));
    CHECK_FALSE(der::is_one_value(nested(34)));
    CHECK_FALSE(der::is_one_value(nested(60)));
}

TEST_CASE("what OpenSSL makes is in DER, and any part of it is not") {
    for (const auto& key : {pki::curve_key(), pki::ed25519_key(), pki::rsa_key(2048)}) {
        const auto whole = pki::issue(nullptr, {}, key).certificate.der();
        CHECK(der::is_one_value(whole));
        for (std::size_t size = 0; size < whole.size(); ++size) {
            if (der::is_one_value(hc::octets(whole).first(size))) FAIL("cut short at " << size);
        }
    }
}
