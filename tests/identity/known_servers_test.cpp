#include <handclasp/identity/known_servers.hpp>

#include "identity/scratch.hpp"
#include "support/catch.hpp"

#include <thread>

namespace hc = handclasp;
using hc::identity_fault;
using hc::unknown_server;
using test::a;
using test::b;
using test::c;
using test::content_of;
using test::expected;
using test::fingerprint_of;
using test::seen_of;

namespace {

hc::peer_identity peer(char digit) {
    return {hc::proof_kind::ed25519, {}, fingerprint_of(digit)};
}

const auto says_yes = [](const std::string&, const hc::fingerprint&) { return true; };

// What a trust says about a peer: nothing where it accepts it.
std::string verdict(const hc::trust::known_servers& trust, const hc::peer_identity& peer) {
    const auto accepted = trust.accept(peer);
    if (accepted) return trust.why().text();
    return accepted.error() == hc::errc::untrusted ? trust.why().text() : "another error";
}

// Every entry, with a bar between two.
std::string listed(const hc::known_servers& file) {
    std::string all;
    for (const auto& entry : file.list()) {
        all += (all.empty() ? "" : "|") + std::to_string(entry.line) + " " + entry.host + " " +
            entry.name.text().substr(0, 2) + (entry.comment.empty() ? "" : " ") + entry.comment;
    }
    return all;
}

std::string listing(const std::filesystem::path& file) {
    return seen_of([&] { static_cast<void>(hc::known_servers(file).list()); });
}

}  // namespace

TEST_CASE("a server's name has one spelling") {
    const std::pair<std::string, std::string> good[] = {
        {"example.org:4000", "example.org:4000"},
        {"EXAMPLE.Org:1", "example.org:1"},
        {"a_b-c.d:65535", "a_b-c.d:65535"},
        {"192.0.2.1:4000", "192.0.2.1:4000"},
        {"[2001:DB8:0:0:0:0:0:1]:4000", "[2001:db8::1]:4000"},
        {"[::ffff:192.0.2.1]:4000", "[::ffff:192.0.2.1]:4000"},
        {std::string(253, 'x') + ":1", std::string(253, 'x') + ":1"},
    };
    for (const auto& [text, spelled] : good) CHECK(hc::canonical_server_name(text).value() == spelled);
    const std::string bad[] = {"",
                               ":",
                               "host",
                               "host:",
                               ":4000",
                               "host:0",
                               "host:04000",
                               "host:65536",
                               "host:99999999999999999999",
                               "host:+1",
                               "host:-1",
                               "host: 1",
                               "host:1 ",
                               "host:http",
                               "::1:4000",
                               "[::1]",
                               "[::1:4000",
                               "::1]:4000",
                               "[]:4000",
                               "[:4000",
                               "[host]:4000",
                               "[192.0.2.1]:4000",
                               "[fe80::1%eth0]:4000",
                               "[::1 ]:4000",
                               std::string("[::1\0x]:4000", 12),
                               "ho st:4000",
                               "h\xc3\xb6st:4000",
                               "host/:4000",
                               std::string("ho\0st:4000", 10),
                               std::string(254, 'x') + ":1"};
    for (const auto& text : bad) {
        CAPTURE(text);
        CHECK_FALSE(hc::canonical_server_name(text).has_value());
    }
}

TEST_CASE("a file's entries are listed with their lines") {
    const test::scratch place;
    const hc::known_servers file(place.write("known",
                                             "# first\n\nexample.org:1 " + a + " of  Ada \r\n\t[0:0::1]:2\t" + b +
                                                 "\n  # more\nEXAMPLE.org:1 " + std::string(64, 'C')));
    CHECK(listed(file) == "3 example.org:1 aa of  Ada|4 [::1]:2 bb|6 example.org:1 cc");
    CHECK(file.find("Example.org:1").size() == 2U);
    CHECK(file.find("[::1]:2").size() == 1U);
    CHECK(file.find("example.org:2").empty());
    CHECK(listed(hc::known_servers(place / "none")).empty());
    CHECK(listed(hc::known_servers(place.write("empty", ""))).empty());
    CHECK(place.names() == "empty known");
}

TEST_CASE("a line that is not an entry is an error with its number") {
    const test::scratch place;
    const auto refused = [&](const std::string& line, const std::string& reason,
                             const std::string& advice = "correct it, or put a # before it") {
        const auto file = place.write("known", "# a comment\nhost:1 " + a + "\n" + line + "\nhost:2 " + b + "\n");
        CAPTURE(line);
        CHECK(listing(file) == expected(identity_fault::malformed, file, "line 3 " + reason + "; " + advice));
    };
    const std::string no_host = "does not begin with host:port or [IPv6 address]:port";
    refused("host " + a, no_host);
    refused(a + " host:1", no_host);
    refused("host:1," + a, no_host);
    refused("\xef\xbb\xbfhost:1 " + a, "has invisible characters");
    const std::string no_fingerprint = "has no fingerprint of 64 hexadecimal digits where one belongs";
    refused("host:1", no_fingerprint);
    refused("host:1 " + a.substr(1), no_fingerprint);
    refused("host:1 " + a + "a", no_fingerprint);
    refused("host:1 " + a.substr(1) + "g", no_fingerprint);
    refused("host:1 " + a + "comment", no_fingerprint);
    const std::string control = "has control characters", right_file = "is it the right file?";
    refused("host:1 " + a + " \x1b[2J", control, right_file);
    refused("# \x7f", control, right_file);
    refused("host:1 " + a + "\rhost:3 " + b, control, right_file);
    refused(std::string("host:1 ") + a + std::string(1, '\0'), control, right_file);
    refused("host:1 " + a +
                " \xc2\x9b"
                "2J",
            control);
    refused("host:1 " + a +
                " \x9b"
                "2J",
            "is not UTF-8");
    refused("# a comment\rhost:3 " + b, control, right_file);  // lines of another kind
    refused("#\x1b[2J", control, right_file);
    refused("host:1 " + a +
                " \u202e"
                "moc.elpmaxe",
            "has invisible characters");
    refused("#" + std::string(1024, 'x'), "has more than 1024 octets");
    CHECK(listing(place.write("good", "#" + std::string(1023, 'x') + "\n")) == "(nothing thrown)");
}

TEST_CASE("comments are in any language and encoding, and so are those of entries in UTF-8") {
    const test::scratch place;
    const std::string persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645";
    const std::string technologist = "\U0001f469\U0001f3fd\u200d\U0001f4bb \u2764\ufe0f";
    const hc::known_servers file(place.write("known",
                                             "# " + persian + technologist + "\n# M\xfcller \u202e\u200b\x9b\nhost:1 " +
                                                 a + " " + persian + "\nhost:2 " + b + " " + technologist + "\n"));
    CHECK(listed(file) == "3 host:1 aa " + persian + "|4 host:2 bb " + technologist);
}

TEST_CASE("a file may be given other limits") {
    const auto seen = [&](const std::string& content, hc::files::text_limits limits) {
        std::string taken;
        const auto thrown = seen_of([&] {
            hc::files::for_each_entry(
                content, "list", [&](const auto& line) { taken += line.text; }, limits);
        });
        return taken + " " + thrown;
    };
    CHECK(seen("one\ntwo\n", {.line_octets = 3, .entries = 2}) == "onetwo (nothing thrown)");
    CHECK(seen("one\ntwo\n", {.line_octets = 2, .entries = 2}) ==
          " " +
              expected(identity_fault::malformed, "list",
                       "line 1 has more than 2 octets; correct it, or put a # before it"));
    CHECK(seen("one\ntwo\n", {.line_octets = 3, .entries = 1}) ==
          "one " + expected(identity_fault::too_large, "list", "it has more than 1 entries"));
    const std::string longer(hc::files::most_line_octets + 1, 'x');
    CHECK(seen(longer, {.line_octets = 2 * hc::files::most_line_octets, .entries = 1}) == longer + " (nothing thrown)");
}

TEST_CASE("a file that is too much is refused") {
    const test::scratch place;
    const auto octets = place.write("octets", std::string((1U << 20) + 1, '\n'));
    CHECK(listing(octets).starts_with(expected(identity_fault::too_large, octets, "it has more than 1048576 octets")));
    std::string many;
    for (int i = 0; i < 10'001; ++i) many += "h:1 " + a + "\n";
    const auto entries = place.write("entries", many);
    CHECK(listing(entries) == expected(identity_fault::too_large, entries, "it has more than 10000 entries"));
    const auto enough = place.write("enough", many.substr(0, many.size() - 69));
    CHECK(hc::known_servers(enough).list().size() == 10'000U);
    // Nothing is written that would be refused afterwards.
    CHECK(seen_of([&] {
              hc::known_servers(enough).add("x:1", fingerprint_of('b'));
          }).starts_with(expected(identity_fault::too_large, enough, "")));
    CHECK(hc::known_servers(enough).list().size() == 10'000U);
    const auto full = place.write("full", std::string((1U << 20) - 60, '\n'));
    CHECK(seen_of([&] { hc::known_servers(full).add("x:1", fingerprint_of('b')); }) ==
          expected(identity_fault::too_large, full, "there is no room for another line in it"));
    CHECK(listing(full) == "(nothing thrown)");
}

TEST_CASE("a line is added behind the others, and nothing else changes") {
    const test::scratch place;
    const std::string before = "# mine\r\n\n  host:1   " + a + "  x\t\n#end";
    const hc::known_servers file(place.write("known", before, 0640));
    CHECK(file.add("HOST:1", fingerprint_of('b'), "a comment"));
    CHECK_FALSE(file.add("host:1", fingerprint_of('a')));
    CHECK_FALSE(file.add("host:1", fingerprint_of('b')));
    CHECK(file.add("[0::1]:1", fingerprint_of('b')));
    CHECK(content_of(place / "known") == before + "\nhost:1 " + b + " a comment\n[::1]:1 " + b + "\n");
    CHECK(test::mode_of(place / "known") == 0640U);
    CHECK(seen_of([&] { file.add("host", fingerprint_of('a')); }) ==
          std::to_string(static_cast<int>(identity_fault::malformed)) +
              " not a server: host; write host:port, and an IPv6 address as [address]:port");
    for (const auto& [comment, reason] : {std::pair(std::string("two\nlines"), "has control characters"),
                                          {std::string("\x9b"
                                                       "2J"),
                                           "is not UTF-8"},
                                          {std::string("\u202e"
                                                       "drawkcab"),
                                           "has invisible characters"},
                                          {std::string(1000, 'x'), "is too long"}}) {
        CHECK(seen_of([&, &text = comment] { file.add("other:1", fingerprint_of('a'), text); }) ==
              std::to_string(static_cast<int>(identity_fault::malformed)) + " the comment " + reason);
    }
    CHECK(file.list().size() == 3U);
    CHECK(file.add("other:1", fingerprint_of('a'), "Gr\u00fc\u00dfe\tund \U0001f600"));
    CHECK(file.remove("other:1") == 1U);
    CHECK(file.list().size() == 3U);
}

TEST_CASE("lines are taken away, and nothing else changes") {
    const test::scratch place;
    const std::string mine = "# mine\r\n\n", first = " host:1   " + a + "  x\t\r\n",
                      more = "#host:1\nhost:2 " + a + "\n", second = "HOST:1 " + b + "\n", third = "host:1 " + b,
                      end = "# end";
    const auto name = place.write("known", mine + first + more + second + end + "\n" + third);
    const hc::known_servers file(name);
    SECTION("of one fingerprint") {
        CHECK(file.remove("host:1", fingerprint_of('b')) == 2U);
        CHECK(content_of(name) == mine + first + more + end + "\n");
    }
    SECTION("all of a server") {
        CHECK(file.remove("Host:1") == 3U);
        CHECK(content_of(name) == mine + more + end + "\n");
    }
    SECTION("none") {
        CHECK(file.remove("host:3") == 0U);
        CHECK(file.remove("host:2", fingerprint_of('c')) == 0U);
        CHECK(content_of(name) == mine + first + more + second + end + "\n" + third);
        CHECK(hc::known_servers(place / "none").remove("host:1") == 0U);
        CHECK_FALSE(std::filesystem::exists(place / "none"));
    }
}

TEST_CASE("a file with an error in it is not changed") {
    const test::scratch place;
    const auto name = place.write("known", "host:1 " + a + "\nhost:2\n");
    const hc::known_servers file(name);
    for (const auto& seen :
         {seen_of([&] { file.add("host:3", fingerprint_of('a')); }), seen_of([&] { file.remove("host:1"); }),
          seen_of([&] { static_cast<void>(file.learn("host:3", fingerprint_of('a'))); })})
        CHECK(seen.starts_with(expected(identity_fault::malformed, name, "line 2 has no fingerprint")));
    CHECK(content_of(name) == "host:1 " + a + "\nhost:2\n");
}

TEST_CASE("a known server is accepted with each of its keys, under every policy") {
    const test::scratch place;
    const auto file = place.write("known", "host:1 " + a + "\nother:1 " + c + "\nhost:1 " + b + "\n");
    for (const auto unknown : {unknown_server::refuse, unknown_server::accept, unknown_server::ask}) {
        const hc::trust::known_servers trust(file, "HOST:1", unknown, says_yes);
        CHECK(trust.accept(peer('a')).has_value());
        CHECK(trust.accept(peer('b')).has_value());
    }
    CHECK(place.names() == "known");  // and nothing was locked for it
}

TEST_CASE("a known server with another key is refused under every policy") {
    const test::scratch place;
    const std::string content = "host:1 " + a + "\nother:1 " + c + "\nhost:1 " + b + "\n";
    const auto file = place.write("known", content);
    for (const auto unknown : {unknown_server::refuse, unknown_server::accept, unknown_server::ask}) {
        const hc::trust::known_servers trust(file, "host:1", unknown, says_yes);
        CHECK(
            verdict(trust, peer('c')) ==
            file.string() + ": the key of host:1 has changed: known is " + a + " (line 1), " + b +
                " (line 3), and the server has proved " + c +
                "; the same key is known as other:1; somebody may be in between; only if whoever runs the server "
                "confirms its new fingerprint, put it into the file in place of the old one: `handclasp known remove " +
                file.string() + " host:1 " + a + "`, `handclasp known remove " + file.string() + " host:1 " + b +
                "`, `handclasp known add " + file.string() + " host:1 " + c + "`");
    }
    CHECK(content_of(file) == content);
    const auto odd = place.write("what's mine", "host:1 " + a + "\n");
    CHECK(verdict(hc::trust::known_servers(odd, "host:1", unknown_server::refuse), peer('b'))
              .ends_with("in place of the old one: `handclasp known remove -- '" + place.folder().string() +
                         "/what'\\''s mine' host:1 " + a + "`, `handclasp known add -- '" + place.folder().string() +
                         "/what'\\''s mine' host:1 " + b + "`"));
}

TEST_CASE("the port belongs to the name") {
    const test::scratch place;
    const auto file = place.write("known", "host:1 " + a + "\n");
    const hc::trust::known_servers trust(file, "host:11", unknown_server::refuse);
    CHECK_FALSE(trust.accept(peer('a')).has_value());
}

TEST_CASE("an unknown server is refused where the policy says so") {
    const test::scratch place;
    const hc::trust::known_servers trust(place / "known", "host:1", unknown_server::refuse);
    CHECK(verdict(trust, peer('a')) ==
          (place / "known").string() + ": host:1 is not known; it has proved the fingerprint " + a +
              "; if whoever runs it confirms that, add the line: host:1 " + a);
    CHECK(place.names().empty());
}

TEST_CASE("the names of file and server stand in a refusal as plain text") {
    const test::scratch place;
    const hc::trust::known_servers trust(place / "a\x1b[31mEVIL\n", "host:1", unknown_server::refuse);
    CHECK(verdict(trust, peer('a')).starts_with((place / "a\\x1b[31mEVIL\\x0a: host:1 is not known").string()));
    CHECK(seen_of([&] {
              static_cast<void>(hc::known_servers(place / "known").find("h\x1b[31m\n"));
          }).find("not a server: h\\x1b[31m\\x0a; write host:port") != std::string::npos);
}

TEST_CASE("a server that is unknown under this name, and known under others, is refused with them") {
    const test::scratch place;
    const auto file =
        place.write("known", "name:1 " + a + "\n192.0.2.1:1 " + a + "\nname:1 " + a + "\nother:1 " + b + "\n");
    CHECK(hc::known_servers(file).hosts_of(fingerprint_of('a')) == std::vector<std::string>{"name:1", "192.0.2.1:1"});
    const hc::trust::known_servers trust(file, "host:1", unknown_server::refuse);
    CHECK(
        verdict(trust, peer('a')) ==
        file.string() + ": host:1 is not known; it has proved the fingerprint " + a +
            "; the same key is known as name:1, 192.0.2.1:1; if whoever runs it confirms that, add the line: host:1 " +
            a);
    const hc::trust::known_servers asking(file, "host:1", unknown_server::ask,
                                          [](const std::string&, const hc::fingerprint&) { return false; });
    CHECK(verdict(asking, peer('b')) ==
          file.string() + ": host:1 is not known, and its fingerprint " + b +
              " was not accepted; the same key is known as other:1");
}

TEST_CASE("an unknown server is accepted and written down where the policy says so") {
    const test::scratch place;
    const hc::trust::known_servers trust(place / "known", "Host:1", unknown_server::accept);
    CHECK(verdict(trust, peer('a')).empty());
    CHECK(content_of(place / "known") == "host:1 " + a + "\n");
    CHECK(verdict(trust, peer('a')).empty());
    CHECK(verdict(trust, peer('b')).starts_with((place / "known").string() + ": the key of host:1 has changed"));
    CHECK(content_of(place / "known") == "host:1 " + a + "\n");
    CHECK(verdict(trust, peer('a')).empty());  // and the text of the refusal is gone
}

TEST_CASE("somebody is asked about an unknown server, and about no other") {
    const test::scratch place;
    std::string asked;
    bool answer = false;
    const hc::trust::known_servers trust(place / "known", "host:1", unknown_server::ask,
                                         [&](const std::string& host, const hc::fingerprint& met) {
                                             asked += host + " " + met.text() + "\n";
                                             return answer;
                                         });
    CHECK(verdict(trust, peer('a')) ==
          (place / "known").string() + ": host:1 is not known, and its fingerprint " + a + " was not accepted");
    CHECK(place.names().empty());
    answer = true;
    CHECK(verdict(trust, peer('a')).empty());
    CHECK(asked == "host:1 " + a + "\nhost:1 " + a + "\n");
    CHECK(content_of(place / "known") == "host:1 " + a + "\n");
    CHECK(verdict(trust, peer('a')).empty());
    CHECK_FALSE(verdict(trust, peer('b')).empty());
    CHECK(asked == "host:1 " + a + "\nhost:1 " + a + "\n");

    using trust_type = hc::trust::known_servers;
    CHECK_THROWS_AS(trust_type(place / "known", "host:1", unknown_server::ask), std::invalid_argument);
    CHECK(seen_of([&] { const trust_type bad(place / "known", "host", unknown_server::refuse); }) !=
          "(nothing thrown)");
}

TEST_CASE("what happens while somebody is asked counts") {
    const test::scratch place;
    const auto trust_with = [&](char learnt_meanwhile) {
        return hc::trust::known_servers(
            place / "known", "host:1", unknown_server::ask,
            [&place, learnt_meanwhile](const std::string& host, const hc::fingerprint&) {
                return hc::known_servers(place / "known").add(host, fingerprint_of(learnt_meanwhile));
            });
    };
    CHECK(verdict(trust_with('b'), peer('a'))
              .starts_with((place / "known").string() + ": the key of host:1 has changed"));
    CHECK(content_of(place / "known") == "host:1 " + b + "\n");
    std::filesystem::remove(place / "known");
    CHECK(verdict(trust_with('a'), peer('a')).empty());
    CHECK(content_of(place / "known") == "host:1 " + a + "\n");
}

TEST_CASE("a server that proves nothing is refused under every policy") {
    const test::scratch place;
    for (const auto unknown : {unknown_server::refuse, unknown_server::accept, unknown_server::ask}) {
        const hc::trust::known_servers trust(place / "known", "host:1", unknown, says_yes);
        CHECK(verdict(trust, {hc::proof_kind::none, {}, {}}) ==
              (place / "known").string() + ": host:1 proves no identity, and so cannot be told from anybody else");
    }
    // Nor does a line of zeros help it.
    place.write("known", "host:1 " + std::string(64, '0') + "\n");
    const hc::trust::known_servers trust(place / "known", "host:1", unknown_server::accept);
    CHECK_FALSE(trust.accept({hc::proof_kind::none, {}, {}}).has_value());
}

TEST_CASE("what goes wrong in reading, writing or asking is a refusal with its reason") {
    const test::scratch place;
    const auto bad = place.write("bad", "host:1\n");
    CHECK(verdict({bad, "other:1", unknown_server::accept}, peer('a'))
              .starts_with(bad.string() + ": line 1 has no fingerprint"));
    const auto nowhere = place / "none" / "known";
    CHECK(verdict({nowhere, "host:1", unknown_server::accept}, peer('a'))
              .starts_with(nowhere.string() + ": its folder "));
    CHECK(verdict({place.folder(), "host:1", unknown_server::accept}, peer('a')) ==
          place.folder().string() + ": it is a folder");
    using asked_type = hc::trust::known_servers::question;
    CHECK(verdict({place / "known", "host:1", unknown_server::ask,
                   asked_type([](const std::string&, const hc::fingerprint&) -> bool {
                       throw std::runtime_error("no terminal");
                   })},
                  peer('a')) == "no terminal");
    CHECK(verdict({place / "known", "host:1", unknown_server::ask,
                   asked_type([](const std::string&, const hc::fingerprint&) -> bool { throw 1; })},
                  peer('a')) == "the question about an unknown server failed");
}

TEST_CASE("copies and moved objects share one explanation") {
    const test::scratch place;
    hc::trust::known_servers trust(place / "known", "host:1", unknown_server::refuse);
    const auto kept = trust.why();
    const auto copied = trust;
    const auto moved = std::move(trust);
    CHECK(kept.text().empty());
    CHECK_FALSE(copied.accept(peer('a')).has_value());
    CHECK(kept.text().find(a) != std::string::npos);
    CHECK_FALSE(moved.accept(peer('b')).has_value());
    CHECK(kept.text().find(b) != std::string::npos);
}

TEST_CASE("clients that learn at the same time lose nothing, and one server has one key") {
    const test::scratch place;
    constexpr int threads = 4, times = 3;
    std::vector<int> accepted_first(threads);
    {
        std::vector<std::jthread> running;
        running.reserve(threads);
        for (int i = 0; i < threads; ++i) {
            running.emplace_back([&, i] {
                const auto index = static_cast<std::size_t>(i);
                const hc::trust::known_servers same(place / "known", "same:1", unknown_server::accept);
                accepted_first[index] += same.accept(peer("abcd"[index])).has_value();
                for (int n = 0; n < times; ++n) {
                    const auto host = "host-" + std::to_string(i) + ":" + std::to_string(n + 1);
                    const hc::trust::known_servers trust(place / "known", host, unknown_server::accept);
                    accepted_first[index] += 10 * int{trust.accept(peer('a')).has_value()};
                }
            });
        }
    }
    int won = 0;
    for (const int count : accepted_first) {
        CHECK(count / 10 == times);
        won += count % 10;
    }
    CHECK(won == 1);
    const hc::known_servers file(place / "known");
    CHECK(file.find("same:1").size() == 1U);
    CHECK(file.list().size() == std::size_t{threads * times + 1});
}
