#include <handclasp/identity/allowed_clients.hpp>

#include "identity/scratch.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <thread>

namespace hc = handclasp;
using hc::identity_fault;
using hc::trust::allowed_clients;
using test::a;
using test::b;
using test::c;
using test::expected;
using test::fingerprint_of;
using test::seen_of;

namespace {

hc::peer_identity peer(char digit) {
    return {hc::proof_kind::certificate, {}, fingerprint_of(digit)};
}

}  // namespace

TEST_CASE("clients that are listed are allowed, and have their names") {
    const test::scratch place;
    const allowed_clients clients(
        place.write("clients", "# all\r\n" + a + "  Ada Lovelace \r\n\n\t" + std::string(64, 'B') + "\n#" + c));
    CHECK(clients.accept(peer('a')).has_value());
    CHECK(clients.accept(peer('b')).has_value());
    CHECK(clients.accept(peer('c')).error() == hc::errc::untrusted);
    CHECK(clients.name_of(fingerprint_of('a')).value() == "Ada Lovelace");
    CHECK(clients.name_of(fingerprint_of('b')).value().empty());
    CHECK_FALSE(clients.name_of(fingerprint_of('c')).has_value());
}

TEST_CASE("a refusal says who was refused, and an acceptance nothing") {
    const test::scratch place;
    const auto file = place.write("clients", a + " Ada\n" + std::string(64, '0') + " nobody\n");
    const allowed_clients clients(file);
    CHECK(clients.why().text().empty());
    CHECK_FALSE(clients.accept(peer('b')).has_value());
    CHECK(clients.why().text() ==
          file.string() + ": the client " + b +
              " is not listed; to allow it, add a line of that fingerprint and a name");
    CHECK(clients.accept(peer('a')).has_value());
    CHECK(clients.why().text().empty());
    CHECK_FALSE(clients.accept({hc::proof_kind::none, {}, {}}).has_value());
    CHECK(clients.why().text() == file.string() + ": a client that proves no identity is not allowed");
}

TEST_CASE("the name of the list stands in a refusal as plain text") {
    const test::scratch place;
    const allowed_clients clients(place.write("a\x1b[31mEVIL\n", ""));
    CHECK_FALSE(clients.accept(peer('a')).has_value());
    CHECK(clients.why().text().starts_with((place / "a\\x1b[31mEVIL\\x0a: the client ").string()));
}

TEST_CASE("an empty list allows nobody") {
    const test::scratch place;
    allowed_clients clients(place.write("clients", "# nobody yet\n"));
    CHECK(clients.empty());
    CHECK_FALSE(clients.accept(peer('a')).has_value());
    place.write("clients", a + "\n");
    clients.reload();
    CHECK_FALSE(clients.empty());
}

TEST_CASE("a file with an error in it is refused whole") {
    const test::scratch place;
    const auto reading = [](const std::filesystem::path& file) {
        return seen_of([&] { const allowed_clients clients(file); });
    };
    const auto refused = [&](const std::string& line, const std::string& reason) {
        const auto file = place.write("clients", a + " Ada\n# b\n" + line + "\n");
        CAPTURE(line);
        CHECK(reading(file) ==
              expected(identity_fault::malformed, file, "line 3 " + reason + "; correct it, or put a # before it"));
    };
    const std::string no_fingerprint = "has no fingerprint of 64 hexadecimal digits where one belongs";
    refused("Ada " + b, no_fingerprint);
    refused(b.substr(1), no_fingerprint);
    refused(b + "b", no_fingerprint);
    refused("sha256:" + b, no_fingerprint);
    refused(b + " \u202e", "has invisible characters");
    refused(b + std::string(1024, ' '), "has more than 1024 octets");
    refused(a + " Bob", "has the fingerprint of line 1 again");
    refused(std::string(64, 'A') + " Ada", "has the fingerprint of line 1 again");

    const auto orders = place.write("clients", b + " \x1b[1m");
    CHECK(reading(orders) ==
          expected(identity_fault::malformed, orders, "line 1 has control characters; is it the right file?"));

    CHECK(reading(place / "none") == expected(identity_fault::missing, place / "none", "there is no such file"));
    const auto large = place.write("large", std::string((1U << 20) + 1, '\n'));
    CHECK(reading(large).starts_with(expected(identity_fault::too_large, large, "")));
    const auto exposed = place.write("exposed", a + "\n", 0666);
    CHECK(reading(exposed).starts_with(expected(identity_fault::exposed, exposed, "")));
}

TEST_CASE("a list that is read again reaches all copies") {
    const test::scratch place;
    const auto file = place.write("clients", a + " Ada\n");
    allowed_clients clients(file);
    const auto copied = clients;
    const auto moved = std::move(clients);  // NOLINT(performance-move-const-arg): a move is a copy
    place.write("clients", b + " Bob\n");
    CHECK(copied.accept(peer('a')).has_value());
    clients.reload();  // NOLINT(bugprone-use-after-move)
    for (const allowed_clients* const each : {static_cast<const allowed_clients*>(&clients), &copied, &moved}) {
        CHECK_FALSE(each->accept(peer('a')).has_value());
        CHECK(each->accept(peer('b')).has_value());
        CHECK(each->name_of(fingerprint_of('b')).value() == "Bob");
    }
}

TEST_CASE("sessions of one list have texts of their own") {
    const test::scratch place;
    const auto file = place.write("clients", a + " Ada\n");
    allowed_clients clients(file);
    CHECK_FALSE(clients.accept(peer('c')).has_value());
    const auto one = clients.for_session();
    const auto other = clients.for_session();
    CHECK(one.why().text().empty());
    CHECK_FALSE(one.accept(peer('b')).has_value());
    CHECK(other.accept(peer('a')).has_value());
    CHECK(one.why().text().starts_with(file.string() + ": the client " + b + " is not listed"));
    CHECK(other.why().text().empty());
    CHECK(clients.why().text().starts_with(file.string() + ": the client " + c + " is not listed"));

    place.write("clients", b + " Bob\n");
    clients.reload();
    CHECK(one.accept(peer('b')).has_value());
    CHECK_FALSE(other.accept(peer('a')).has_value());
}

TEST_CASE("a bad file leaves the list as it was") {
    const test::scratch place;
    const auto file = place.write("clients", a + " Ada\n");
    allowed_clients clients(file);
    place.write("clients", b + " Bob\nno fingerprint\n");
    CHECK(seen_of([&] { clients.reload(); }).starts_with(expected(identity_fault::malformed, file, "line 2 ")));
    CHECK(clients.accept(peer('a')).has_value());
    CHECK_FALSE(clients.accept(peer('b')).has_value());
    std::filesystem::remove(file);
    CHECK(seen_of([&] { clients.reload(); }) == expected(identity_fault::missing, file, "there is no such file"));
    CHECK(clients.name_of(fingerprint_of('a')).value() == "Ada");
}

TEST_CASE("sessions on many threads hear of their own client alone") {
    const test::scratch place;
    const auto file = place.write("clients", a + " Ada\n");
    const allowed_clients clients(file);
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> sessions;
        sessions.reserve(4);
        for (const char digit : {'b', 'c', 'd', 'e'}) {
            sessions.emplace_back([&, digit] {
                const auto name = fingerprint_of(digit).text();
                for (int i = 0; i < 200; ++i) {
                    const auto own = clients.for_session();
                    if (own.accept(peer(digit)) || own.why().text().find(name) == std::string::npos) ++wrong;
                }
            });
        }
    }
    CHECK(wrong == 0);
}

// Either list at any moment, and never a mixture: ThreadSanitizer looks on.
TEST_CASE("a list may be read again while it is asked") {
    const test::scratch place;
    place.write("clients", a + " old\n");
    allowed_clients clients(place / "clients");
    std::atomic<bool> done = false;
    std::atomic<int> neither = 0;
    {
        std::vector<std::jthread> asking;
        asking.reserve(2);
        for (int i = 0; i < 2; ++i) {
            asking.emplace_back([&, copied = clients] {
                while (!done) {
                    const auto name = copied.name_of(fingerprint_of('a'));
                    if (!name || (*name != "old" && *name != "new")) ++neither;
                    if (!copied.accept(peer('a'))) ++neither;
                    static_cast<void>(copied.accept(peer('b')));
                    static_cast<void>(copied.why().text());
                }
            });
        }
        for (int i = 0; i < 50; ++i) {
            const std::string content = a + (i % 2 == 0 ? " new\n" : " old\n");
            hc::file_update(place / "clients", hc::file_privacy::open).commit(hc::as_octets(content));
            clients.reload();
        }
        done = true;
    }
    CHECK(neither == 0);
    CHECK(clients.name_of(fingerprint_of('a')).value() == "old");
}
