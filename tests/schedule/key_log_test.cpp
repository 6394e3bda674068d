#include <handclasp/schedule/key_log.hpp>

#include "support/catch.hpp"
#include "support/channels.hpp"
#include "support/fixed_keys.hpp"

#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/policy/cryptopp/ed25519.hpp>

namespace hc = handclasp;
using test::bytes;

namespace {

// Keeps what it is given; logs of different Numbers keep apart.
template <int Number>
struct kept {
    static inline std::vector<std::string> lines;
    static void write(hc::octets transcript, hc::octets secrets) noexcept {
        lines.push_back(hc::key_log_line(transcript, secrets));
    }
};

template <class Log>
using logged = hc::suite<hc::aes_cbc<128>, hc::hmac<hc::sha256, 16>, hc::rsa_oaep<2048>, hc::record::mac_in_cipher,
                         hc::key_logging<Log>>;

using client_log = kept<1>;
using server_log = kept<2>;

struct write_may_throw {
    static void write(hc::octets, hc::octets) {}
};
struct write_of_objects {
    void write(hc::octets, hc::octets) noexcept {}
};
static_assert(hc::key_log<client_log> && hc::protocol_suite<logged<client_log>>);
static_assert(!hc::key_log<write_may_throw> && !hc::key_log<write_of_objects> && !hc::key_log<hc::derived>);

// On the wire a suite with a log is the one without.
static_assert(logged<client_log>::name == hc::standard::name);
static_assert(logged<client_log>::hello::limits.most == hc::standard::hello::limits.most);

// The default has no log at all.
static_assert(std::is_same_v<hc::standard::key_schedule, hc::derived>);
static_assert(std::is_same_v<hc::standard_256::key_schedule, hc::derived>);

// Holds a session of two ends, each with its suite, and a message in each direction.
template <class ClientSuite, class ServerSuite>
void talk() {
    client_log::lines.clear();
    server_log::lines.clear();
    test::fixed_keys<ServerSuite> keys;
    auto awaiting_hello = hc::client<ClientSuite>::request(hc::trust::anyone()).value();
    auto awaiting_initial = hc::server<ServerSuite>::answer(awaiting_hello.request(), hc::no_identity(), keys).value();
    auto client = std::move(awaiting_hello).receive(awaiting_initial.hello(), hc::as_octets("first")).value();
    auto server = std::move(awaiting_initial).accept(client.initial).value();
    CHECK(test::text_of(server.message) == "first");
    auto unit = test::sealed(server.channel, hc::as_octets("welcome"));
    CHECK(test::text_of(client.channel.open(unit).value().data) == "welcome");
    unit = test::sealed(client.channel, hc::as_octets("thanks"));
    CHECK(test::text_of(server.channel.open(unit).value().data) == "thanks");
}

}  // namespace

TEST_CASE("a line of a log names the session and its secrets") {
    CHECK(hc::key_log_line(test::from_hex("00ff"), test::from_hex("9a0102")) == "handclasp/1 00ff 9a0102");
}

TEST_CASE("a key schedule with a log derives what the one without derives") {
    using kdf = hc::hkdf<hc::sha256>;
    const auto transcript = test::pattern(32, 1), secrets = test::pattern(32, 2);
    client_log::lines.clear();
    const auto with = hc::key_logging<client_log>::derive<kdf>(transcript, secrets).value();
    CHECK(client_log::lines == std::vector{hc::key_log_line(transcript, secrets)});
    const auto without = hc::derived::derive<kdf>(transcript, secrets).value();
    CHECK(client_log::lines.size() == 1);

    std::array<std::byte, 32> ours{}, theirs{};
    for (const auto* const label : {"handclasp/1 cipher", "handclasp/1 mac", "handclasp/1 next"}) {
        REQUIRE(with.client.derive(label, ours));
        REQUIRE(without.client.derive(label, theirs));
        CHECK(ours == theirs);
        REQUIRE(with.server.derive(label, ours));
        REQUIRE(without.server.derive(label, theirs));
        CHECK(ours == theirs);
    }
}

TEST_CASE("ends with and without a log speak to each other, and only the one with it logs") {
    talk<logged<client_log>, hc::standard>();
    CHECK(client_log::lines.size() == 1);
    CHECK(server_log::lines.empty());

    talk<hc::standard, logged<server_log>>();
    CHECK(client_log::lines.empty());
    CHECK(server_log::lines.size() == 1);

    talk<logged<client_log>, logged<server_log>>();
    CHECK(client_log::lines.size() == 1);
    CHECK(client_log::lines == server_log::lines);
}

TEST_CASE("the standard suite logs nothing") {
    talk<hc::standard, hc::standard>();
    CHECK(client_log::lines.empty());
    CHECK(server_log::lines.empty());
}
