#include <handclasp/handshake/credential_awaited.hpp>

#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/credentials.hpp"
#include "support/failing_policies.hpp"

namespace hc = handclasp;
using hc::errc;
using hc::unit_type;
using test::bytes;
using namespace test::credentials;

// Whom a server that demands credentials does not take, and to whom a client does not show any.
namespace {

const auto server_identity = identity_of(1);
const auto client_identity = identity_of(2);
const auto stranger = identity_of(3);
const auto trusted_server = hc::trust::pinned(server_identity.fingerprint());
const auto trusted_clients = hc::trust::pinned(client_identity.fingerprint());

// A client made by hand, and a server that waits for its credential.
template <class Suite, class Clients>
struct waiting_server {
    handmade_client<Suite> client;
    hc::credential_awaited<Suite, Clients> server;

    // What becomes of this unit. One that is refused is wiped.
    std::optional<errc> refusal_of(bytes unit) && {
        const auto served = std::move(server).accept(unit);
        if (served) return std::nullopt;
        CHECK(test::all_zero(unit));
        return served.error();
    }
    std::optional<errc> refusal_of_proof(hc::octets plaintext) && {
        auto unit = client.credential(plaintext);
        return std::move(*this).refusal_of(std::move(unit));
    }
};

template <class Suite, class Clients = hc::trust::pinned>
waiting_server<Suite, Clients> waiting(Clients clients = trusted_clients) {
    auto keys = cheap_keys<Suite>();
    const auto client = hc::client<Suite>::request(trusted_server).value();
    auto server = hc::server<Suite>::answer(client.request(), server_identity, keys, std::move(clients)).value();
    auto by_hand = handmade_client<Suite>::answering(client.request(), server.hello(), hc::as_octets("first"));
    auto awaiting = std::move(server).accept(by_hand.initial).value();
    return {std::move(by_hand), std::move(awaiting)};
}

// Says whether it was asked.
struct asked_trust {
    int* asked;
    hc::result<void> accept(const hc::peer_identity&) const noexcept {
        ++*asked;
        return {};
    }
};

// Shows one key and signs with another.
struct impostor {
    hc::octets shown;
    const hc::ed25519_identity* signs;

    hc::proof_kind kind() const noexcept { return hc::proof_kind::ed25519; }
    hc::octets encoded() const noexcept { return shown; }
    std::size_t signature_size() const noexcept { return 64; }
    hc::result<void> sign(hc::octets message, hc::mutable_octets signature) const noexcept {
        return signs->sign(message, signature);
    }
};

struct sized_identity {
    bytes encoding;
    std::size_t size;
    errc outcome = errc::backend;

    hc::proof_kind kind() const noexcept { return hc::proof_kind::certificate; }
    hc::octets encoded() const noexcept { return encoding; }
    std::size_t signature_size() const noexcept { return size; }
    hc::result<void> sign(hc::octets, hc::mutable_octets) const noexcept { return outcome; }
};

}  // namespace

TEMPLATE_TEST_CASE("a credential of another form is malformed", "", hc::standard, hc::modern) {
    const auto key = test::copy_of(client_identity.encoded());
    const auto refused = [&](auto&& make) {
        auto made = waiting<TestType>();
        const bytes signature =
            signed_by(client_identity, signed_message(made.client.transcript, 1, client_identity.encoded()));
        const bytes plaintext = make(signature);
        return std::move(made).refusal_of_proof(plaintext);
    };
    const auto cut = [](bytes source, std::size_t size) {
        source.resize(size);
        return source;
    };
    CHECK(refused([&](const bytes& by) { return proof(1, key, by); }) == std::nullopt);

    // Cut off at any octet, and followed by one.
    for (std::size_t size = 5; size < 5 + 32 + 64; ++size) {
        REQUIRE(refused([&](const bytes& by) { return cut(proof(1, key, by), size); }) == errc::malformed);
    }
    CHECK(refused([&](const bytes& by) { return cut(proof(1, key, by), 5 + 32 + 64 + 1); }) == errc::malformed);

    // Fields that are longer or shorter than they are for this kind.
    CHECK(refused([&](const bytes& by) { return proof(1, cut(key, 31), by); }) == errc::malformed);
    CHECK(refused([&](const bytes& by) { return proof(1, cut(key, 33), by); }) == errc::malformed);
    CHECK(refused([&](const bytes& by) { return proof(1, key, cut(by, 63)); }) == errc::malformed);
    CHECK(refused([&](const bytes& by) { return proof(1, key, cut(by, 65)); }) == errc::malformed);
    CHECK(refused([&](const bytes&) { return proof(1, {}, {}); }) == errc::malformed);

    // A proof of nothing.
    CHECK(refused([&](const bytes&) { return proof(0, {}, {}); }) == errc::malformed);
    CHECK(refused([&](const bytes& by) { return proof(0, key, by); }) == errc::malformed);

    // Kinds that nobody here verifies.
    CHECK(refused([&](const bytes& by) { return proof(2, key, by); }) == errc::bad_proof);
    CHECK(refused([&](const bytes& by) { return proof(3, key, by); }) == errc::bad_proof);
    CHECK(refused([&](const bytes& by) { return proof(255, key, by); }) == errc::bad_proof);

    // Above the limits of any proof.
    CHECK(refused([&](const bytes&) { return proof(2, bytes(15361), bytes(500)); }) == errc::malformed);
    CHECK(refused([&](const bytes&) { return proof(2, bytes(15000), bytes(513)); }) == errc::malformed);
}

TEST_CASE("a frame whose padding hides fewer octets than a credential has is malformed") {
    for (std::size_t size = 0; size < 5; ++size) {
        auto made = waiting<hc::standard>();
        CHECK(std::move(made).refusal_of_proof(bytes(size)) == errc::malformed);
    }
    for (const std::size_t signature : {511U, 512U, 513U, 522U}) {  // 15887 octets have the same body as 15877
        auto made = waiting<hc::standard>();
        CHECK(std::move(made).refusal_of_proof(proof(2, bytes(15360), bytes(signature))) ==
              (signature > 512 ? errc::malformed : errc::bad_proof));
    }
}

TEMPLATE_TEST_CASE("a credential that was not signed for this session by this key does not verify", "", hc::standard,
                   hc::modern) {
    const auto key = client_identity.encoded();
    SECTION("signed with another key") {
        auto made = waiting<TestType>();
        const auto signature = signed_by(stranger, signed_message(made.client.transcript, 1, key));
        CHECK(std::move(made).refusal_of_proof(proof(1, key, signature)) == errc::bad_proof);
    }
    SECTION("with another identity put in") {
        auto made = waiting<TestType>();
        const auto signature = signed_by(stranger, signed_message(made.client.transcript, 1, stranger.encoded()));
        CHECK(std::move(made).refusal_of_proof(proof(1, key, signature)) == errc::bad_proof);
    }
    SECTION("signed for another session, as somebody may who was shown it there") {
        const auto elsewhere = waiting<TestType>();
        auto made = waiting<TestType>();
        CHECK(std::move(made).refusal_of_proof(proof_by(client_identity, elsewhere.client.transcript)) ==
              errc::bad_proof);
    }
    SECTION("signed as another kind") {
        auto made = waiting<TestType>();
        const auto signature = signed_by(client_identity, signed_message(made.client.transcript, 2, key));
        CHECK(std::move(made).refusal_of_proof(proof(1, key, signature)) == errc::bad_proof);
    }
    SECTION("signed as a hello is") {
        auto made = waiting<TestType>();
        auto message = signed_message(made.client.transcript, 1, key);
        hc::copy(hc::as_octets("handclasp/1 hello"), message);
        message.erase(message.begin() + 17, message.begin() + 22);
        CHECK(std::move(made).refusal_of_proof(proof(1, key, signed_by(client_identity, message))) == errc::bad_proof);
    }
    SECTION("by the library's own client") {
        auto keys = cheap_keys<TestType>();
        auto client = hc::client<TestType>::request(trusted_server).value();
        auto server = hc::server<TestType>::answer(client.request(), server_identity, keys, trusted_clients).value();
        auto session = std::move(client).receive(server.hello(), {}, impostor{key, &stranger}).value();
        auto units = test::split_units(session.initial);
        auto awaiting = std::move(server).accept(units[0]).value();
        CHECK(std::move(awaiting).accept(units[1]).error() == errc::bad_proof);
    }
}

TEMPLATE_TEST_CASE("each bit of a credential's unit counts", "", hc::standard, hc::modern) {
    const std::size_t size = TestType::message_frame::frame_size(5 + 32 + 64);
    for (std::size_t bit = 0; bit < size * 8; bit += bit < 40 ? 1 : 7) {
        auto made = waiting<TestType>();
        auto unit = made.client.credential(proof_by(client_identity, made.client.transcript));
        REQUIRE(unit.size() == size);
        const auto error = std::move(made).refusal_of(test::with_flipped(std::move(unit), bit));
        CAPTURE(bit);
        REQUIRE(error == (bit < 8 ? errc::unexpected_unit : bit < 32 ? errc::unit_size : errc::authentication_failed));
    }
}

TEMPLATE_TEST_CASE("a credential of another session does not open", "", hc::standard, hc::modern) {
    auto elsewhere = waiting<TestType>();
    auto made = waiting<TestType>();
    auto unit = elsewhere.client.credential(proof_by(client_identity, elsewhere.client.transcript));
    CHECK(std::move(made).refusal_of(std::move(unit)) == errc::authentication_failed);
}

TEMPLATE_TEST_CASE("a credential is the client's frame 1", "", hc::standard, hc::modern) {
    auto made = waiting<TestType>();
    const auto shown = proof_by(client_identity, made.client.transcript);
    static_cast<void>(made.client.credential(shown));
    auto unit = made.client.credential(shown);  // frame 2
    CHECK(std::move(made).refusal_of(std::move(unit)) == errc::authentication_failed);
}

TEMPLATE_TEST_CASE("a server takes nothing but a credential in its place", "", hc::standard, hc::modern) {
    for (int type = 0; type < 256; ++type) {
        auto made = waiting<TestType>();
        const auto unit = made.client.frame(static_cast<unit_type>(type), bytes(101));
        const bool credential = type == static_cast<int>(unit_type::credential);
        const auto size = made.server.unit_size(hc::octets(unit).first(4));
        REQUIRE(size.has_value() == credential);
        if (credential) continue;
        REQUIRE(size.error() == errc::unexpected_unit);
        REQUIRE(std::move(made).refusal_of(unit) == errc::unexpected_unit);
    }
}

TEMPLATE_TEST_CASE("a credential has limits on its header", "", hc::standard, hc::modern) {
    using format = typename hc::handshake::credential<TestType>::format;
    const auto refused = [](std::size_t length) -> std::optional<errc> {
        auto made = waiting<TestType>();
        bytes unit(4 + length, std::byte{1});
        hc::copy(hc::layout::unit_header::make(unit_type::credential, length), unit);
        const auto size = made.server.unit_size(hc::octets(unit).first(4));
        const auto error = std::move(made).refusal_of(unit);
        if (size) return error;
        CHECK(error == size.error());
        return size.error();
    };
    CHECK(refused(0) == errc::unit_size);
    CHECK(refused(format::limits.least - 1) == errc::unit_size);
    CHECK(refused(format::limits.least) == errc::authentication_failed);
    CHECK(refused(format::limits.most) == errc::authentication_failed);
    CHECK(refused(format::limits.most + 1) == errc::unit_size);
    CHECK(refused(20000) == errc::unit_size);

    auto made = waiting<TestType>();
    const auto unit = made.client.credential(proof_by(client_identity, made.client.transcript));
    for (std::size_t size = 0; size <= unit.size() + 1; ++size) {
        if (size == unit.size()) continue;
        auto cut = unit;
        cut.resize(size);
        auto other = waiting<TestType>();
        REQUIRE(std::move(other).refusal_of(cut) == errc::unit_size);
    }
}

TEMPLATE_TEST_CASE("a trust decides about a client whose proof verifies, and about no other", "", hc::standard,
                   hc::modern) {
    SECTION("a stranger is untrusted") {
        auto made = waiting<TestType>();
        const auto shown = proof_by(stranger, made.client.transcript);
        CHECK(std::move(made).refusal_of_proof(shown) == errc::untrusted);
    }
    SECTION("nobody is trusted where nobody is named") {
        auto made = waiting<TestType>(hc::trust::pinned(std::vector<hc::fingerprint>()));
        const auto shown = proof_by(client_identity, made.client.transcript);
        CHECK(std::move(made).refusal_of_proof(shown) == errc::untrusted);
    }
    SECTION("anyone is anyone with a proof") {
        auto made = waiting<TestType, hc::trust::anyone>({});
        const auto shown = proof_by(stranger, made.client.transcript);
        CHECK(std::move(made).refusal_of_proof(shown) == std::nullopt);
        auto other = waiting<TestType, hc::trust::anyone>({});
        CHECK(std::move(other).refusal_of_proof(proof(0, {}, {})) == errc::malformed);
    }
    SECTION("it is not asked before") {
        int asked = 0;
        auto made = waiting<TestType, asked_trust>({&asked});
        auto shown = proof_by(client_identity, made.client.transcript);
        shown.back() ^= std::byte{1};
        CHECK(std::move(made).refusal_of_proof(shown) == errc::bad_proof);
        CHECK(asked == 0);
        auto other = waiting<TestType, asked_trust>({&asked});
        shown = proof_by(client_identity, other.client.transcript);
        CHECK(std::move(other).refusal_of_proof(shown) == std::nullopt);
        CHECK(asked == 1);
    }
}

TEST_CASE("a state that was used up takes nothing more") {
    // Keys that stay where they are moved from, as a policy of somebody else's may leave them.
    using suite = hc::basic_aead_suite<hc::archetype::aead, hc::archetype::key_transport, hc::derived,
                                       hc::default_limits, hc::cryptopp_primitives>;
    auto made = waiting<suite>();
    auto unit = made.client.credential(proof_by(client_identity, made.client.transcript));
    bytes wrong(unit.size());
    auto& server = made.server;
    CHECK(std::move(server).accept(wrong).error() == errc::unexpected_unit);
    CHECK(std::move(server).accept(unit).error() == errc::closed);  // NOLINT(bugprone-use-after-move)
    CHECK(test::all_zero(unit));
}

TEMPLATE_TEST_CASE("credentials have no place in a channel", "", hc::standard, hc::modern) {
    auto keys = cheap_keys<TestType>();
    const auto client = hc::client<TestType>::request(trusted_server).value();
    SECTION("where none was demanded") {
        auto server = hc::server<TestType>::answer(client.request(), server_identity, keys).value();
        auto by_hand = handmade_client<TestType>::answering(client.request(), server.hello());
        auto unit = by_hand.credential(proof_by(client_identity, by_hand.transcript));
        auto served = std::move(server).accept(by_hand.initial).value();
        CHECK(served.channel.unit_size(hc::octets(unit).first(4)).error() == errc::unexpected_unit);
    }
    SECTION("twice") {
        auto made = waiting<TestType>();
        auto unit = made.client.credential(proof_by(client_identity, made.client.transcript));
        auto again = made.client.credential(proof_by(client_identity, made.client.transcript));
        auto served = std::move(made.server).accept(unit).value();
        CHECK(served.channel.open(again).error() == errc::unexpected_unit);
        CHECK(test::all_zero(again));
    }
    SECTION("from a server") {
        auto server = hc::server<TestType>::answer(client.request(), server_identity, keys).value();
        auto awaiting = hc::client<TestType>::request(trusted_server).value();
        auto other = hc::server<TestType>::answer(awaiting.request(), server_identity, keys).value();
        auto session = std::move(awaiting).receive(other.hello(), {}).value();
        const auto header = hc::layout::unit_header::make(unit_type::credential, 117);
        CHECK(session.channel.unit_size(header).error() == errc::unexpected_unit);
    }
}

TEMPLATE_TEST_CASE("nobody on the way can add or take away the demand", "", hc::standard, hc::modern) {
    auto keys = cheap_keys<TestType>();
    const auto turned = [](hc::octets hello) {
        auto altered = test::copy_of(hello);
        altered[TestType::hello::flags.offset] ^= std::byte{1};
        return altered;
    };
    SECTION("of a server that proves who it is") {
        auto first = hc::client<TestType>::request(trusted_server).value();
        auto demands = hc::server<TestType>::answer(first.request(), server_identity, keys, trusted_clients).value();
        CHECK(std::move(first).receive(turned(demands.hello()), {}, client_identity).error() == errc::bad_proof);
        auto second = hc::client<TestType>::request(trusted_server).value();
        auto does_not = hc::server<TestType>::answer(second.request(), server_identity, keys).value();
        CHECK(std::move(second).receive(turned(does_not.hello()), {}, client_identity).error() == errc::bad_proof);
    }
    SECTION("of one that does not") {
        auto first = hc::client<TestType>::request(hc::trust::anyone()).value();
        auto demands = hc::server<TestType>::answer(first.request(), hc::no_identity(), keys, trusted_clients).value();
        auto session = std::move(first).receive(turned(demands.hello()), {}, client_identity).value();
        CHECK(std::move(demands).accept(session.initial).error() == errc::authentication_failed);
        CHECK(test::all_zero(session.initial));
    }
}

TEMPLATE_TEST_CASE("a client without a credential leaves, once it knows who demands one", "", hc::standard,
                   hc::modern) {
    auto keys = cheap_keys<TestType>();
    const auto meets = [&](auto trust, const auto& identity, auto&& alter) {
        auto client = hc::client<TestType>::request(trust).value();
        auto server = hc::server<TestType>::answer(client.request(), identity, keys, trusted_clients).value();
        auto hello = test::copy_of(server.hello());
        alter(hello);
        return std::move(client).receive(hello, hc::as_octets("first")).error();
    };
    const auto whole = [](bytes&) {};
    CHECK(meets(trusted_server, server_identity, whole) == errc::credential_demanded);
    CHECK(meets(hc::trust::anyone(), hc::no_identity(), whole) == errc::credential_demanded);
    CHECK(meets(trusted_server, stranger, whole) == errc::untrusted);
    CHECK(meets(trusted_server, server_identity, [](bytes& hello) { hello.back() ^= std::byte{1}; }) ==
          errc::bad_proof);
    // The demand comes before the public key is looked at.
    CHECK(meets(hc::trust::anyone(), hc::no_identity(), [](bytes& hello) {
              std::ranges::fill(TestType::hello::public_key.of(hc::mutable_octets(hello)), std::byte{0});
          }) == errc::credential_demanded);
    // Nor is a credential shown to somebody who is not trusted.
    auto client = hc::client<TestType>::request(trusted_server).value();
    auto server = hc::server<TestType>::answer(client.request(), stranger, keys, trusted_clients).value();
    CHECK(std::move(client).receive(server.hello(), {}, client_identity).error() == errc::untrusted);
}

TEST_CASE("an identity above the limits is misuse, whether it is demanded or not") {
    auto keys = cheap_keys<hc::modern>();
    const auto shows = [&](const auto& identity) {
        auto client = hc::client<hc::modern>::request(trusted_server).value();
        auto server = hc::server<hc::modern>::answer(client.request(), server_identity, keys).value();
        const auto session = std::move(client).receive(server.hello(), {}, identity);
        return session ? std::nullopt : std::optional(session.error());
    };
    CHECK(shows(sized_identity{bytes(15360), 512}) == std::nullopt);
    CHECK(shows(sized_identity{bytes(15361), 64}) == errc::invalid_argument);
    CHECK(shows(sized_identity{bytes(32), 513}) == errc::invalid_argument);

    // A frame of this suite has room for 64 octets.
    auto client = hc::client<test::small>::request(trusted_server).value();
    CHECK(std::move(client).receive({}, {}, client_identity).error() == errc::invalid_argument);
    auto other = hc::client<test::small>::request(trusted_server).value();
    CHECK(std::move(other).receive({}, {}, hc::no_identity()).error() == errc::unit_size);  // of the hello
}

TEST_CASE("a credential that cannot be signed ends the handshake with its own error") {
    auto keys = cheap_keys<hc::modern>();
    auto client = hc::client<hc::modern>::request(trusted_server).value();
    auto server = hc::server<hc::modern>::answer(client.request(), server_identity, keys, trusted_clients).value();
    const sized_identity signs_not{bytes(32), 64, errc::random_source};
    CHECK(std::move(client).receive(server.hello(), {}, signs_not).error() == errc::random_source);
}

TEST_CASE("a backend that fails at any call ends the handshake, and nothing is left in the units") {
    namespace failing = test::failing;
    using suite = hc::basic_aead_suite<failing::aead, hc::archetype::key_transport, hc::derived, hc::default_limits,
                                       hc::cryptopp_primitives>;
    const auto refused_after = [](std::size_t calls) -> std::optional<errc> {
        auto client = hc::client<suite>::request(trusted_server).value();
        auto server =
            hc::server<suite>::answer(client.request(), server_identity, hc::fresh_keys<suite>(), trusted_clients)
                .value();
        failing::after = calls;
        auto session = std::move(client).receive(server.hello(), hc::as_octets("first"), client_identity);
        if (!session) return session.error();
        auto units = test::split_units(session->initial);
        auto awaiting = std::move(server).accept(units[0]);
        CHECK(test::all_zero(units[0]));
        if (!awaiting) return awaiting.error();
        const auto served = std::move(*awaiting).accept(units[1]);
        if (served) return std::nullopt;
        CHECK(test::all_zero(units[1]));
        return served.error();
    };
    // Two keys and two frames, at each end.
    for (std::size_t calls = 0; calls < 8; ++calls) CHECK(refused_after(calls) == errc::backend);
    CHECK(refused_after(8) == std::nullopt);
    failing::after = failing::never;
}

TEMPLATE_TEST_CASE("certificates that do not verify are refused, on both sides", "", hc::standard, hc::modern) {
    const certified_identity chain(4);
    const auto trust = [&] { return verifying(hc::trust::pinned(chain.fingerprint())); };
    using trust_type = decltype(trust());
    const auto refused = [&](auto&& make) {
        auto made = waiting<TestType, trust_type>(trust());
        const bytes plaintext = make(made.client.transcript);
        return std::move(made).refusal_of_proof(plaintext);
    };
    const auto signature = [&](hc::octets transcript) {
        return signed_by(chain, signed_message(transcript, 2, chain.chain));
    };
    CHECK(refused([&](hc::octets said) { return proof(2, chain.chain, signature(said)); }) == std::nullopt);
    CHECK(refused([&](hc::octets) { return proof(2, chain.chain, signature({})); }) == errc::bad_proof);
    CHECK(refused([&](hc::octets) { return proof(2, {}, {}); }) == errc::malformed);
    CHECK(refused([&](hc::octets said) { return proof_by(certified_identity(5), said); }) == errc::untrusted);
    // Such a trust takes bare keys as well.
    CHECK(refused([&](hc::octets said) { return proof_by(chain.key, said); }) == std::nullopt);

    auto keys = cheap_keys<TestType>();
    const auto meets = [&](auto&& decides, const auto& identity) -> std::optional<errc> {
        auto client = hc::client<TestType>::request(std::forward<decltype(decides)>(decides)).value();
        auto server = hc::server<TestType>::answer(client.request(), identity, keys).value();
        const auto session = std::move(client).receive(server.hello(), {});
        return session ? std::nullopt : std::optional(session.error());
    };
    CHECK(meets(trust(), chain) == std::nullopt);
    CHECK(meets(trust(), certified_identity(5)) == errc::untrusted);
    CHECK(meets(trust(), certified_identity(4, 31)) == errc::malformed);
    CHECK(meets(hc::trust::anyone(), chain) == errc::bad_proof);
    CHECK(meets(hc::trust::pinned(chain.fingerprint()), chain) == errc::bad_proof);
}
