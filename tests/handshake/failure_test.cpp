#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>

#include "support/catch.hpp"
#include "support/fixed_keys.hpp"
#include "support/scripted_random.hpp"

#include <handclasp/suite/standard.hpp>

namespace hc = handclasp;

// What a machine may do to a handshake: no random numbers, no key pair, no signature.
namespace {

using scripted = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<2048>, hc::record::mac_in_cipher,
                           hc::derived, hc::default_limits, test::scripted_primitives>;
using keys = test::fixed_keys<scripted>;

void will_draw(std::size_t draws) {
    test::scripted_random::script().clear();
    for (std::size_t draw = 0; draw < draws; ++draw) {
        test::scripted_random::script().push_back(test::pattern(32, static_cast<unsigned>(draw)));
    }
}

struct signs_not : hc::no_identity {
    hc::result<void> sign(hc::octets, hc::mutable_octets) const noexcept { return hc::errc::backend; }
};
static_assert(hc::identity<signs_not>);

struct oversized : hc::no_identity {
    std::vector<std::byte> encoding;
    std::size_t size = 0;
    hc::octets encoded() const noexcept { return encoding; }
    std::size_t signature_size() const noexcept { return size; }
};

}  // namespace

TEST_CASE("a handshake draws nonce, secrets and seed on one side, nonce and stand-in secrets on the other") {
    will_draw(1);
    auto client = hc::client<scripted>::request(hc::trust::anyone()).value();
    CHECK(test::scripted_random::script().empty());
    will_draw(1);
    auto server = hc::server<scripted>::answer(client.request(), hc::no_identity(), keys()).value();
    CHECK(test::scripted_random::script().empty());
    will_draw(2);
    auto session = std::move(client).receive(server.hello(), {}).value();
    CHECK(test::scripted_random::script().empty());
    will_draw(1);
    CHECK(std::move(server).accept(session.initial).has_value());
    CHECK(test::scripted_random::script().empty());
}

TEST_CASE("without random numbers a handshake ends at each draw") {
    will_draw(0);
    CHECK(hc::client<scripted>::request(hc::trust::anyone()).error() == hc::errc::random_source);

    will_draw(1);
    auto client = hc::client<scripted>::request(hc::trust::anyone()).value();
    keys supply;
    CHECK(hc::server<scripted>::answer(client.request(), hc::no_identity(), supply).error() == hc::errc::random_source);
    CHECK(supply.taken == 0);

    will_draw(1);
    auto server = hc::server<scripted>::answer(client.request(), hc::no_identity(), supply).value();
    SECTION("for the secrets") {
        will_draw(0);
    }
    SECTION("for OAEP's seed") {
        will_draw(1);
    }
    CHECK(std::move(client).receive(server.hello(), {}).error() == hc::errc::random_source);
}

TEST_CASE("without stand-in secrets the server ends before it decrypts") {
    will_draw(4);
    auto client = hc::client<scripted>::request(hc::trust::anyone()).value();
    auto server = hc::server<scripted>::answer(client.request(), hc::no_identity(), keys()).value();
    auto session = std::move(client).receive(server.hello(), {}).value();
    will_draw(0);
    CHECK(std::move(server).accept(session.initial).error() == hc::errc::random_source);
}

TEST_CASE("an encapsulation that does not open ends like a wrong tag") {
    for (const std::byte fill :
         {std::byte{0x00}, std::byte{0x01}, std::byte{0xff}}) {  // 0 and above the modulus among them
        will_draw(4);
        auto client = hc::client<scripted>::request(hc::trust::anyone()).value();
        auto server = hc::server<scripted>::answer(client.request(), hc::no_identity(), keys()).value();
        auto session = std::move(client).receive(server.hello(), {}).value();
        std::ranges::fill(scripted::initial::encapsulation.of(hc::mutable_octets(session.initial)), fill);
        will_draw(1);
        CHECK(std::move(server).accept(session.initial).error() == hc::errc::authentication_failed);
        CHECK(test::scripted_random::script().empty());
    }
}

TEST_CASE("a supply or an identity that fails ends the session with its own error") {
    struct no_keys {
        hc::result<scripted::key_transport::key_pair> take() { return hc::errc::timed_out; }
    };
    will_draw(10);
    const auto client = hc::client<scripted>::request(hc::trust::anyone()).value();
    const auto answer = [&](const auto& identity, auto supply) {
        return hc::server<scripted>::answer(client.request(), identity, supply).error();
    };
    CHECK(answer(hc::no_identity(), no_keys()) == hc::errc::timed_out);
    CHECK(answer(signs_not(), keys()) == hc::errc::backend);

    oversized identity;
    identity.encoding.resize(hc::layout::proof::max_identity_size + 1);
    CHECK(answer(identity, keys()) == hc::errc::invalid_argument);
    identity.encoding.clear();
    identity.size = hc::layout::proof::max_signature_size + 1;
    CHECK(answer(identity, keys()) == hc::errc::invalid_argument);
}
