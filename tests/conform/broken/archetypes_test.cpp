#include <handclasp/testing/conform.hpp>

#include "conform/expect.hpp"

#include <handclasp/core/archetype.hpp>
#include <handclasp/record/mac_in_cipher.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
namespace conform = hc::conform;

// They satisfy the concepts, which see shapes alone. The kit has to see that they protect nothing.
TEST_CASE("the archetypes do not conform") {
    using test::found_by;
    namespace archetype = hc::archetype;
    CHECK(found_by(conform::cipher<archetype::cipher>()) ==
          "[CBC by its definition][a changed bit spreads over its block][known answers][wiped objects]");
    CHECK(found_by(conform::mac<archetype::mac>()) ==
          "[a changed bit spreads over the tag][known answers][wiped objects][zeros at the end count]");
    CHECK(found_by(conform::aead<archetype::aead>()) ==
          "[known answers][moved boundaries][the nonce changes the ciphertext][wiped objects]");
    CHECK(found_by(conform::hash<archetype::hash>()) ==
          "[every bit of the message counts][known answers][zeros at the end count]");
    CHECK(found_by(conform::key_derivation<archetype::key_derivation>()) == "[known answers]");
    CHECK(found_by(conform::key_transport<archetype::key_transport>()) ==
          "[another pair's encapsulation][encapsulations of a wrong size]"
          "[failing random source of generate()][opens once][public keys of a wrong size][too many secrets]"
          "[two key pairs differ]");

    using suite = hc::basic_suite<archetype::cipher, archetype::mac, archetype::key_transport,
                                  hc::record::mac_in_cipher, hc::derived, hc::default_limits, archetype::primitives>;
    CHECK(found_by(conform::suite<suite>()) ==
          "[altered frames][altered initial units][exporter][messages are encrypted]"
          "[sessions differ][wiped objects]");
}
