#include <handclasp/identity/replaceable.hpp>

#include "support/catch.hpp"
#include "support/fixed_keys.hpp"

#include <handclasp/handshake/client.hpp>
#include <handclasp/handshake/server.hpp>
#include <handclasp/suite/standard.hpp>

#include <array>
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

// ThreadSanitizer runs all of this as well.
namespace hc = handclasp;
using suite = hc::standard;
using hc::replaceable;

namespace {

hc::ed25519_identity new_identity() {
    return hc::ed25519_identity::generate().value();
}

// What a client that pins this fingerprint makes of a server that has this identity.
hc::result<void> meet(const hc::ed25519_identity& server, const hc::fingerprint& pinned) {
    auto awaiting_hello = hc::client<suite>::request(hc::trust::pinned(pinned)).value();
    auto answered = hc::server<suite>::answer(awaiting_hello.request(), server, test::fixed_keys<suite>{}).value();
    const auto session = std::move(awaiting_hello).receive(answered.hello(), {});
    if (!session) return session.error();
    return {};
}

}  // namespace

TEST_CASE("a handshake begun before the identity was replaced ends under it", "[replaceable]") {
    replaceable<hc::ed25519_identity> identities(new_identity());
    const auto old = identities.current()->fingerprint();

    // The server has its identity in hand, and the client its request on the way, when the other one comes.
    const auto begun_with = identities.current();
    auto awaiting_hello = hc::client<suite>::request(hc::trust::pinned(old)).value();
    identities.replace(new_identity());
    auto answered = hc::server<suite>::answer(awaiting_hello.request(), *begun_with, test::fixed_keys<suite>{}).value();
    auto client = std::move(awaiting_hello).receive(answered.hello(), hc::as_octets("hello")).value();
    auto server = std::move(answered).accept(client.initial).value();
    CHECK(hc::as_text(server.message) == "hello");

    const auto next = identities.current()->fingerprint();
    CHECK(next != old);
    CHECK(meet(*identities.current(), next));
    CHECK(meet(*identities.current(), old).error() == hc::errc::untrusted);
    CHECK(meet(*begun_with, old));

    SECTION("and the session that came of it goes on after another") {
        identities.replace(new_identity());
        std::array<std::byte, hc::channel<suite>::sealed_size(16)> buffer;
        const auto frame = server.channel.seal(hc::as_octets("still here"), buffer).value();
        CHECK(hc::as_text(client.channel.open(hc::mutable_octets(buffer).first(frame.size())).value().data) ==
              "still here");
    }
}

TEST_CASE("a client that knows both identities sees no gap", "[replaceable]") {
    replaceable<hc::ed25519_identity> identities(new_identity());
    auto next = new_identity();
    const hc::trust::pinned both({identities.current()->fingerprint(), next.fingerprint()});
    const auto accepted = [&] {
        const auto identity = identities.current();
        return both.accept({identity->kind(), identity->encoded(), identity->fingerprint()});
    };
    CHECK(accepted());
    identities.replace(std::move(next));
    CHECK(accepted());
    identities.replace(new_identity());
    CHECK(accepted().error() == hc::errc::untrusted);
}

namespace {

// Tells when it ends.
struct witness {
    std::function<void()> at_end;

    explicit witness(std::function<void()> call) : at_end(std::move(call)) {}
    witness(witness&& other) noexcept : at_end(std::exchange(other.at_end, nullptr)) {}
    witness& operator=(witness&&) = delete;
    ~witness() {
        if (at_end) at_end();
    }
};

}  // namespace

TEST_CASE("what was replaced ends once nobody holds it", "[replaceable]") {
    int ended = 0;
    replaceable<witness> held(witness([&] { ++ended; }));
    auto kept = held.current();
    held.replace(witness([] {}));
    CHECK(ended == 0);
    kept.reset();
    CHECK(ended == 1);
}

TEST_CASE("what ends may ask for what holds now", "[replaceable]") {
    std::shared_ptr<const witness> seen;
    const replaceable<witness>* asked = nullptr;
    replaceable<witness> held(witness([&] { seen = asked->current(); }));
    asked = &held;
    held.replace(witness([] {}));  // does not wait for itself
    CHECK(seen == held.current());
}

namespace {

struct refuses_to_move {
    enum class mood { calm, throwing } state;
    int number;

    refuses_to_move(mood with, int value) : state(with), number(value) {}
    refuses_to_move(refuses_to_move&& other) : state(other.state), number(other.number) {
        if (state == mood::throwing) throw std::runtime_error("no");
    }
};

}  // namespace

TEST_CASE("what cannot be made leaves what holds now", "[replaceable]") {
    using mood = refuses_to_move::mood;
    replaceable<refuses_to_move> held(refuses_to_move(mood::calm, 1));
    const auto before = held.current();
    CHECK_THROWS_AS(held.replace(refuses_to_move(mood::throwing, 2)), std::runtime_error);
    CHECK(held.current() == before);
    CHECK(held.current()->number == 1);
}

TEST_CASE("many threads read while others replace", "[replaceable]") {
    // Whoever reads sees a whole object, and never one that is older than what it has seen before.
    struct numbered {
        std::uint64_t number;
        std::array<std::uint64_t, 64> copies;
    };
    const auto make = [](std::uint64_t number) {
        numbered made{number, {}};
        made.copies.fill(number);
        return made;
    };
    constexpr std::uint64_t last = 2000;
    replaceable<numbered> held(make(0));
    std::atomic<bool> over = false;
    std::atomic<int> faults = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            std::uint64_t seen = 0;
            for (bool once_more = true; once_more;) {
                once_more = !over;
                const auto found = held.current();
                for (const auto copy : found->copies) faults += copy != found->number ? 1 : 0;
                faults += found->number < seen ? 1 : 0;
                seen = found->number;
            }
            faults += seen != last ? 1 : 0;
        });
    }
    for (std::uint64_t number = 1; number <= last; ++number) {
        held.replace(make(number));
        if (held.current()->number != number) ++faults;
    }
    over = true;
    for (auto& reader : readers) reader.join();
    CHECK(faults == 0);
}

TEST_CASE("sessions begin on several threads while the identity is replaced", "[replaceable]") {
    // Each handshake is between a client that trusts whom the server was at its start, and that server: with an
    // identity that changed under it, the signature would not verify or the client would refuse it.
    replaceable<hc::ed25519_identity> identities(new_identity());
    std::atomic<bool> over = false;
    std::atomic<int> refused = 0, met = 0;
    std::vector<std::thread> servers;
    for (int i = 0; i < 2; ++i) {
        servers.emplace_back([&] {
            do {
                const auto mine = identities.current();
                refused += meet(*mine, mine->fingerprint()) ? 0 : 1;
                ++met;
            } while (!over);
        });
    }
    for (int i = 0; i < 50; ++i) identities.replace(new_identity());
    over = true;
    for (auto& server : servers) server.join();
    CHECK(met >= 2);
    CHECK(refused == 0);
}
