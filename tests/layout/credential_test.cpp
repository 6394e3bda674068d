#include <handclasp/layout/credential.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/layout/aead_frame.hpp>
#include <handclasp/layout/mac_in_cipher_frame.hpp>

namespace hc = handclasp;
namespace layout = hc::layout;
using test::bytes;

namespace {

// Counted by hand from docs/protocol.md, section 3.3.
using in_cipher = layout::credential<layout::mac_in_cipher_frame<16, 16>, 16384>;
static_assert(in_cipher::limits.least == 48 && in_cipher::limits.most == 15920);
using with_aead = layout::credential<layout::aead_frame<16>, 16384>;
static_assert(with_aead::limits.least == 21 && with_aead::limits.most == 15893);

// A frame has no more than a frame holds.
using small = layout::credential<layout::aead_frame<16>, 200>;
static_assert(small::max_message_size == 200 && small::limits.most == 216);
static_assert(!layout::credential<layout::aead_frame<16>, 4>::limits.admit(20));

// kind 01, identity of 3 octets, signature of 2.
bytes a_proof() {
    return test::from_hex("01 0003 a1a2a3 0002 b1b2");
}

bytes of_sizes(std::size_t identity, std::size_t signature) {
    bytes message(layout::proof::size(identity, signature));
    layout::writer out(message);
    layout::proof::put_unsigned(out, hc::proof_kind::certificate, bytes(identity), signature);
    return message;
}

}  // namespace

TEST_CASE("a credential says what it was made of") {
    const auto message = a_proof();
    const auto said = in_cipher::parse(message).value();
    CHECK(said.kind == hc::proof_kind::ed25519);
    CHECK(test::to_hex(said.identity) == "a1a2a3");
    CHECK(test::to_hex(said.signature) == "b1b2");
    CHECK(layout::proof::size(3, 2) == message.size());
    CHECK(layout::proof::signed_size(3) == 6);

    bytes written(message.size());
    layout::writer out(written);
    layout::proof::put_unsigned(out, hc::proof_kind::ed25519, said.identity, 2);
    hc::copy(said.signature, out.take(2));
    CHECK(written == message);
}

TEST_CASE("a credential is cut at no octet and followed by none") {
    const auto message = a_proof();
    for (std::size_t size = 0; size < message.size(); ++size) {
        CHECK(in_cipher::parse(hc::octets(message).first(size)).error() == hc::errc::malformed);
    }
    auto longer = message;
    longer.push_back(std::byte{0});
    CHECK(in_cipher::parse(longer).error() == hc::errc::malformed);
}

TEST_CASE("a credential's fields have limits of their own") {
    CHECK(in_cipher::parse(of_sizes(15360, 512)).has_value());
    CHECK(in_cipher::parse(of_sizes(15361, 0)).error() == hc::errc::malformed);
    CHECK(in_cipher::parse(of_sizes(0, 513)).error() == hc::errc::malformed);
    CHECK(in_cipher::parse(of_sizes(0, 0)).has_value());
}
