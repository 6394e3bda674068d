#include <handclasp/identity/x509/issuing.hpp>

#include <handclasp/identity/x509/authority.hpp>
#include <handclasp/identity/x509/client_authority.hpp>

#include "identity_x509/scratch.hpp"
#include "support/catch.hpp"

#include <functional>
#include <set>

namespace hc = handclasp;
using hc::as_octets;
using hc::identity_fault;
using hc::x509::certificate;
using hc::x509::certificate_use;
using hc::x509::key_kind;
using hc::x509::private_key;
using hc::x509::subject;
using hc::x509::validity;
using std::chrono::hours;
using names = std::vector<std::string>;

namespace {

private_key new_key(key_kind kind = key_kind::p256) {
    return private_key::generate(kind).value();
}

const validity this_year = validity::starting_now(hours(24 * 365)),
               ten_years = validity::starting_now(hours(24 * 3650));

struct authority {
    explicit authority(key_kind kind = key_kind::p256)
        : key(new_key(kind)), own(hc::x509::authority_certificate(key, "Authority", ten_years)) {}

    [[nodiscard]] certificate issue(const hc::x509::signing_request& request, const subject& granted,
                                    certificate_use use = certificate_use::server, validity when = this_year) const {
        return hc::x509::issue(key, own, request, granted, use, when);
    }

    private_key key;
    certificate own;
};

identity_fault fault_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const hc::identity_error& error) {
        return error.fault();
    }
    throw std::logic_error("nothing was refused");
}

std::error_code failure_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const std::system_error& error) {
        return error.code();
    }
    throw std::logic_error("nothing failed");
}

// `openssl verify` with all strictness.
bool openssl_takes(const certificate& root, const certificate& leaf, const std::string& more) {
    const test::scratch files;
    files.write("root.pem", root.pem());
    files.write("leaf.pem", leaf.pem());
    const bool taken =
        files.openssl("verify -no-CApath -no-CAstore -CAfile root.pem -x509_strict -check_ss_sig -auth_level 2 " +
                      more + " leaf.pem");
    UNSCOPED_INFO(files.said());
    return taken;
}

// How openssl shows it, for what nothing else says.
std::string shown(const certificate& what) {
    const test::scratch files;
    files.write("leaf.pem", what.pem());
    REQUIRE(files.openssl("x509 -in leaf.pem -noout -text"));
    return files.said();
}
bool has(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

hc::result<void> trusted(const hc::x509::anchors& anchors, const std::vector<certificate>& chain,
                         const std::string& host) {
    const hc::trust::authority trust(anchors, host);
    const auto encoded = hc::x509::chain::make(chain).value().encode();
    const auto accepted = trust.accept({hc::proof_kind::certificate, encoded, chain.front().fingerprint()});
    UNSCOPED_INFO(trust.why().text());
    return accepted;
}

}  // namespace

TEST_CASE("what an authority issues is taken by openssl and by a trust in it, with every kind of key") {
    for (const auto kind : {key_kind::ed25519, key_kind::p256, key_kind::rsa}) {
        const authority root(kind);
        const auto key = new_key(kind);
        const auto request = hc::x509::signing_request::make(
            key, {"server", {"server.example", "*.cluster.example", "192.0.2.7", "2001:db8::7"}},
            certificate_use::server);
        const auto read = hc::x509::signing_request::from_pem(as_octets(request.pem())).value();
        const auto leaf = root.issue(read, read.wanted());
        CAPTURE(static_cast<int>(kind));
        CHECK(leaf.fingerprint() == key.fingerprint());
        CHECK(leaf.subject() == "CN=server");
        CHECK(leaf.issuer() == "CN=Authority");
        CHECK(leaf.names() == names{"server.example", "*.cluster.example", "192.0.2.7", "2001:db8::7"});
        for (const char* const host : {"-verify_hostname server.example", "-verify_hostname a.cluster.example",
                                       "-verify_ip 192.0.2.7", "-verify_ip 2001:db8:0::7"}) {
            CHECK(openssl_takes(root.own, leaf, std::string("-purpose sslserver ") + host));
        }
        CHECK_FALSE(openssl_takes(root.own, leaf, "-purpose sslserver -verify_hostname other.example"));
        CHECK_FALSE(openssl_takes(root.own, leaf, "-purpose sslclient"));
        CHECK(trusted(hc::x509::anchors({root.own}), {leaf, root.own}, "server.example"));
        CHECK(trusted(hc::x509::anchors({root.own}), {leaf}, "2001:db8::7"));
        CHECK_FALSE(trusted(hc::x509::anchors({root.own}), {leaf}, "other.example"));
        CHECK_FALSE(trusted(hc::x509::anchors({authority(kind).own}), {leaf, root.own}, "server.example"));
        CHECK(ERR_peek_error() == 0);
    }
}

TEST_CASE("a leaf is for what it was issued for") {
    const authority root;
    const auto key = new_key();
    const auto request = hc::x509::signing_request::make(key, {"peer", {"peer.example"}}, certificate_use::both);
    const std::tuple<certificate_use, bool, bool> uses[] = {{certificate_use::server, true, false},
                                                            {certificate_use::client, false, true},
                                                            {certificate_use::both, true, true}};
    for (const auto& [use, server, client] : uses) {
        const auto leaf = root.issue(request, request.wanted(), use);
        CHECK(openssl_takes(root.own, leaf, "-purpose sslserver") == server);
        CHECK(openssl_takes(root.own, leaf, "-purpose sslclient") == client);
        const auto text = shown(leaf);
        CHECK(has(text, "X509v3 Basic Constraints: critical\n                CA:FALSE\n"));
        CHECK(has(text, "X509v3 Key Usage: critical\n                Digital Signature\n"));
        CHECK(has(text, "X509v3 Subject Key Identifier: \n"));
        CHECK(has(text, "X509v3 Authority Key Identifier: \n"));
    }
    const auto text = shown(root.own);
    CHECK(has(text, "X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0\n"));
    CHECK(has(text, "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n"));
}

TEST_CASE("a leaf signs no certificates, and an authority's certificate is no server's") {
    const authority root;
    const auto key = new_key(), below = new_key();
    const auto leaf = root.issue(hc::x509::signing_request::make(key, {"leaf", {"a.example"}}, certificate_use::server),
                                 {"leaf", {"a.example"}});
    const auto request = hc::x509::signing_request::make(below, {"below", {"b.example"}}, certificate_use::server);
    CHECK(fault_of([&] {
              static_cast<void>(
                  hc::x509::issue(key, leaf, request, request.wanted(), certificate_use::server, this_year));
          }) == identity_fault::certificate);
    CHECK_FALSE(trusted(hc::x509::anchors({root.own}), {root.own}, "Authority"));

    const auto other = new_key();
    CHECK(fault_of([&] {
              static_cast<void>(
                  hc::x509::issue(other, root.own, request, request.wanted(), certificate_use::server, this_year));
          }) == identity_fault::certificate);
}

// openssl takes it for its own authority; here a fingerprint stands for the same (see anchors).
TEST_CASE("a certificate of a key by itself says what others do, and makes nobody an authority") {
    const auto key = new_key(key_kind::ed25519);
    const auto own = hc::x509::self_signed(key, {"me", {"me.example", "127.0.0.1"}}, certificate_use::both, this_year);
    CHECK(own.names_as_issuer(own));
    CHECK(own.fingerprint() == key.fingerprint());
    CHECK(openssl_takes(own, own, "-purpose sslserver -verify_hostname me.example"));
    CHECK(openssl_takes(own, own, "-purpose sslclient -verify_ip 127.0.0.1"));
    CHECK(fault_of([&] { static_cast<void>(hc::x509::anchors({own})); }) == identity_fault::certificate);
    CHECK(own.not_before() == this_year.from);
    CHECK(own.not_after() == this_year.to);
}

TEST_CASE("serial numbers are random, positive and of up to 128 bits") {
    const auto key = new_key();
    std::set<std::vector<std::byte>> seen;
    std::size_t largest = 0;
    for (int i = 0; i < 64; ++i) {
        const auto made = hc::x509::self_signed(key, {"me", {}}, certificate_use::both, this_year);
        const auto serial = hc::x509::revocation::of(made, {}).serial;
        CHECK_FALSE(serial.empty());
        CHECK(serial.size() <= 16);
        CHECK(ASN1_STRING_type(X509_get0_serialNumber(made.handle())) == V_ASN1_INTEGER);
        largest = std::max(largest, serial.size());
        seen.insert(serial);
    }
    CHECK(seen.size() == 64);
    CHECK(largest == 16);
}

TEST_CASE("what an authority grants lies within its own validity") {
    const authority root;
    const auto key = new_key();
    const auto request = hc::x509::signing_request::make(key, {"a", {"a.example"}}, certificate_use::server);
    const auto issue = [&](validity when) {
        return root.issue(request, request.wanted(), certificate_use::server, when);
    };
    const auto from = root.own.not_before(), to = root.own.not_after();
    const auto longer = issue({from - hours(1), to + hours(1)});
    CHECK(longer.not_before() == from);
    CHECK(longer.not_after() == to);
    const auto shorter = issue({from + hours(1), to - hours(1)});
    CHECK(shorter.not_before() == from + hours(1));
    CHECK(shorter.not_after() == to - hours(1));
    CHECK(fault_of([&] { static_cast<void>(issue({to + hours(1), to + hours(2)})); }) == identity_fault::certificate);
    CHECK(fault_of([&] {
              static_cast<void>(issue({from + hours(2), from + hours(1)}));
          }) == identity_fault::certificate);
}

TEST_CASE("times that certificates cannot express are refused") {
    using namespace std::chrono;
    const auto key = new_key();
    const auto failure = [&](sys_seconds from, sys_seconds to) {
        return failure_of([&] {
            static_cast<void>(hc::x509::self_signed(key, {"me", {}}, certificate_use::both, {from, to}));
        });
    };
    const sys_seconds first = sys_days(January / 1 / 1950), behind = sys_days(January / 1 / 10000);
    CHECK(failure(first - 1s, first) == hc::errc::invalid_argument);
    CHECK(failure(first, behind) == hc::errc::invalid_argument);
    CHECK(failure(first + 1s, first) == hc::errc::invalid_argument);
    const auto widest = hc::x509::self_signed(key, {"me", {}}, certificate_use::both, {first, behind - 1s});
    CHECK(widest.not_before() == first);
    CHECK(widest.not_after() == behind - 1s);
}

TEST_CASE("names are DNS names and addresses, and nothing that says more than it seems to") {
    const auto key = new_key();
    const auto made = [&](const subject& who) {
        return hc::x509::self_signed(key, who, certificate_use::both, this_year);
    };
    const names bad = {"",
                       ".",
                       "a..b",
                       ".a",
                       "a.",
                       "-a",
                       "a-",
                       "a_b",
                       "a b",
                       "a,DNS:evil.example",
                       "email:a@b",
                       "a\nb",
                       std::string("good.example\0.evil.example", 26),
                       "*",
                       "*.example",
                       "a.*.example",
                       "w*.example.org",
                       "**.example.org",
                       "1.2.3",
                       "1.2.3.256",
                       "1.2.3.4.5",
                       "1234",
                       "host.123",
                       "1.2.3.4/8",
                       "::g",
                       "1:2",
                       ":",
                       "fe80::1%eth0",
                       "[::1]",
                       "b\u00fccher.example",
                       "\xff",
                       std::string(64, 'a') + ".example",
                       std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
                           std::string(62, 'd')};
    for (const auto& name : bad) {
        CAPTURE(name);
        CHECK(fault_of([&] {
                  static_cast<void>(made({"me", {"good.example", name}}));
              }) == identity_fault::certificate);
    }
    const names good = {
        "localhost", "a.b", "xn--bcher-kva.example", "*.example.org", "3com.example",
        "0.0.0.0",   "::",  "::ffff:192.0.2.1",      "fe80::1",       std::string(63, 'a') + ".example"};
    for (const auto& name : good) {
        CAPTURE(name);
        CHECK(made({"me", {name}}).names() == names{name});
    }
    CHECK(made({"me", {"MiXeD.Example"}}).names() == names{"mixed.example"});
    CHECK(made({"me", names(100, "a.example")}).names().size() == 100);
    CHECK(fault_of([&] { static_cast<void>(made({"me", names(101, "a.example")})); }) == identity_fault::certificate);
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("a common name is a text of 1 to 64 characters, whatever signs it may have elsewhere") {
    const auto key = new_key();
    const auto made = [&](const std::string& name) {
        return hc::x509::self_signed(key, {name, {}}, certificate_use::both, this_year);
    };
    for (const auto& name :
         {std::string(), std::string(65, 'a'), std::string("a\0b", 3), std::string("a\nb"), std::string("\xff"),
          std::string("\xed\xa0\x80"), std::string("\xc0\x80"), std::string("\xc2\x9b") + "2J"}) {
        CAPTURE(name);
        CHECK(fault_of([&] { static_cast<void>(made(name)); }) == identity_fault::certificate);
    }
    CHECK(made(std::string(64, 'a')).subject() == "CN=" + std::string(64, 'a'));
    std::string umlauts;
    for (int i = 0; i < 64; ++i) umlauts += "\u00fc";
    static_cast<void>(made(umlauts));
    CHECK(made("a, O=evil/CN=b").subject() == "CN=a\\, O=evil/CN=b");  // one name, escaped
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("a request says what is wanted, and only the caller's grant is issued") {
    const authority root;
    const auto key = new_key();
    const auto request =
        hc::x509::signing_request::make(key, {"wish", {"a.example", "b.example"}}, certificate_use::both);
    CHECK(request.wanted().common_name == "wish");
    CHECK(request.wanted().names == names{"a.example", "b.example"});
    CHECK(request.fingerprint().value() == key.fingerprint());
    const auto leaf = root.issue(request, {"granted", {"c.example"}}, certificate_use::client);
    CHECK(leaf.subject() == "CN=granted");
    CHECK(leaf.names() == names{"c.example"});
    CHECK_FALSE(openssl_takes(root.own, leaf, "-purpose sslserver"));
    CHECK(root.issue(request, {"no names", {}}, certificate_use::client).names().empty());
    CHECK(fault_of([&] {
              static_cast<void>(root.issue(request, {"no names", {}}, certificate_use::server));
          }) == identity_fault::certificate);
}

TEST_CASE("requests are those of openssl, both ways") {
    const test::scratch files;
    const auto key = new_key();
    files.write(
        "ours.csr",
        hc::x509::signing_request::make(key, {"w\u00fcnscher", {"a.example", "192.0.2.1"}}, certificate_use::server)
            .pem());
    REQUIRE(files.openssl("req -in ours.csr -verify -noout -text"));
    CHECK(has(files.said(), "DNS:a.example, IP Address:192.0.2.1"));
    CHECK(has(files.said(), "TLS Web Server Authentication"));

    REQUIRE(files.openssl("req -new -newkey rsa:2048 -nodes -keyout k.pem -out theirs.csr -subj /O=Acme/CN=theirs "
                          "-addext subjectAltName=DNS:x.example,IP:::1,email:a@b.example"));
    const auto text = hc::read_file(files / "theirs.csr", hc::x509::signing_request::max_size, hc::file_privacy::open);
    const auto theirs = hc::x509::signing_request::from_pem(text.expose()).value();
    CHECK(theirs.wanted().common_name == "theirs");
    CHECK(theirs.wanted().names == names{"x.example", "::1"});
    const authority root;
    CHECK(
        openssl_takes(root.own, root.issue(theirs, theirs.wanted()), "-purpose sslserver -verify_hostname x.example"));
}

TEST_CASE("a request that is damaged, not signed by its key, or has a weak key is refused") {
    using hc::x509::signing_request;
    const auto refusal = [](const std::string& text) { return signing_request::from_pem(as_octets(text)).error(); };
    const test::scratch files;
    const auto read = [&](const std::string& name) {
        return std::string(hc::as_text(hc::read_file(files / name, 1 << 20, hc::file_privacy::open).expose()));
    };
    CHECK(refusal("") == hc::errc::malformed);
    CHECK(refusal("-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n") ==
          hc::errc::malformed);
    CHECK(refusal(std::string(signing_request::max_size + 1, 'a')) == hc::errc::malformed);
    REQUIRE(files.openssl("req -new -newkey rsa:1024 -nodes -keyout k.pem -out weak.csr -subj /CN=weak"));
    CHECK(refusal(read("weak.csr")) == hc::errc::bad_public_key);
    REQUIRE(files.openssl(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout k.pem -out curve.csr -subj /CN=c"));
    CHECK(refusal(read("curve.csr")) == hc::errc::bad_public_key);

    // Another name under the same signature.
    const auto key = new_key();
    files.write("good.csr", signing_request::make(key, {"good", {}}, certificate_use::client).pem());
    REQUIRE(files.openssl("req -in good.csr -outform DER -out good.der"));
    auto der = test::copy_of(hc::read_file(files / "good.der", 1 << 20, hc::file_privacy::open).expose());
    const auto name = as_octets("good");
    const auto at = std::search(der.begin(), der.end(), name.begin(), name.end());
    REQUIRE(at != der.end());
    std::ranges::copy(as_octets("evil"), at);
    files.write("evil.der", der);
    const unsigned char* from = hc::openssl::bytes(der);
    const hc::x509::request_object evil(d2i_X509_REQ(nullptr, &from, static_cast<long>(der.size())));
    REQUIRE(evil);
    CHECK(refusal(hc::x509::pem_of<X509_REQ>(evil.get(), PEM_write_bio_X509_REQ)) == hc::errc::bad_proof);
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("what is revoked is refused, by openssl and by a trust that has the list") {
    const authority root;
    const auto issue = [&](const std::string& name) {
        const auto key = new_key();
        const auto request = hc::x509::signing_request::make(key, {name, {name}}, certificate_use::server);
        return root.issue(request, request.wanted());
    };
    const auto good = issue("good.example"), bad = issue("bad.example");
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto list = hc::x509::revocation_list::make(root.key, root.own, {hc::x509::revocation::of(bad, now)}, 7,
                                                      validity::starting_now(hours(24)));
    const test::scratch files;
    const auto crl = files.write("crl.pem", list.pem());
    const auto checked = "-crl_check -CRLfile " + crl.string() + " -purpose sslserver";
    CHECK(openssl_takes(root.own, good, checked));
    CHECK_FALSE(openssl_takes(root.own, bad, checked));
    CHECK(openssl_takes(root.own, bad, "-purpose sslserver"));
    REQUIRE(files.openssl("crl -in crl.pem -noout -text"));
    CHECK(has(files.said(), "Version 2 (0x1)"));
    CHECK(has(files.said(), "X509v3 CRL Number: \n                7\n"));
    CHECK(has(files.said(), "X509v3 Authority Key Identifier: \n"));

    hc::x509::anchors anchors({root.own});
    CHECK(trusted(anchors, {bad}, "bad.example"));
    anchors.add_revocations(crl);
    CHECK(trusted(anchors, {good}, "good.example"));
    CHECK_FALSE(trusted(anchors, {bad}, "bad.example"));
}

TEST_CASE("a list is read again, and the next one goes on from it") {
    const authority root;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto when = validity::starting_now(hours(24));
    const auto serial = [](std::size_t size) { return std::vector<std::byte>(size, std::byte{0x81}); };
    const auto list = hc::x509::revocation_list::make(
        root.key, root.own, {{serial(20), now}, {serial(1), now - hours(1)}}, 0xffffffffffffffff, when);
    const auto read = hc::x509::revocation_list::from_pem(as_octets(list.pem()), root.own).value();
    CHECK(read.number() == 0xffffffffffffffff);
    REQUIRE(read.revoked().size() == 2);
    CHECK(read.revoked()[0].serial == serial(1));
    CHECK(read.revoked()[0].when == now - hours(1));
    CHECK(read.revoked()[1].serial == serial(20));
    CHECK(read.revoked()[1].when == now);
    CHECK(hc::x509::revocation_list::make(root.key, root.own, {}, 1, when).revoked().empty());

    const authority other;
    CHECK(hc::x509::revocation_list::from_pem(as_octets(list.pem()), other.own).error() == hc::errc::bad_proof);
    CHECK(hc::x509::revocation_list::from_pem(as_octets("nothing"), root.own).error() == hc::errc::malformed);
    for (const std::size_t size : {0U, 21U}) {
        CHECK(
            failure_of([&] {
                static_cast<void>(hc::x509::revocation_list::make(root.key, root.own, {{serial(size), now}}, 1, when));
            }) == hc::errc::invalid_argument);
    }
    CHECK(failure_of([&] {
              static_cast<void>(hc::x509::revocation_list::make(root.key, root.own, {}, 1, {when.to, when.from}));
          }) == hc::errc::invalid_argument);
    CHECK(fault_of([&] { static_cast<void>(hc::x509::revocation_list::make(other.key, root.own, {}, 1, when)); }) ==
          identity_fault::certificate);
}

TEST_CASE("a list says why, goes on saying it, and a refusal does too") {
    using hc::x509::revocation_reason;
    const authority root;
    const auto key = new_key();
    const auto request = hc::x509::signing_request::make(key, {"stolen", {"a.example"}}, certificate_use::server);
    const auto stolen = root.issue(request, request.wanted());
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    std::vector<hc::x509::revocation> wanted{hc::x509::revocation::of(stolen, now, revocation_reason::key_compromise)};
    for (const auto& form : hc::x509::revocation_reasons) {
        wanted.push_back({std::vector<std::byte>(1, static_cast<std::byte>(form.code + 1)), now, form.reason});
    }
    const auto when = validity::starting_now(hours(24));
    const auto first = hc::x509::revocation_list::make(root.key, root.own, wanted, 1, when);
    const auto again = hc::x509::revocation_list::from_pem(as_octets(first.pem()), root.own).value();
    const auto next = hc::x509::revocation_list::make(root.key, root.own, again.revoked(), 2, when);
    CHECK(next.revoked().size() == wanted.size());
    for (const auto& each : wanted) {
        const auto kept = next.revoked();
        const auto found = std::ranges::find(kept, each.serial, &hc::x509::revocation::serial);
        REQUIRE(found != kept.end());
        CHECK(found->reason == each.reason);
    }

    const test::scratch files;
    const auto crl = files.write("crl.pem", next.pem());
    REQUIRE(files.openssl("crl -in crl.pem -noout -text"));
    for (const char* const shown : {"Key Compromise", "CA Compromise", "Affiliation Changed", "Superseded",
                                    "Cessation Of Operation", "Privilege Withdrawn"}) {
        CHECK(has(files.said(), shown));
    }
    CHECK_FALSE(has(files.said(), "Unspecified"));  // is left out (RFC 5280, section 5.3.1)

    hc::x509::anchors anchors({root.own});
    anchors.add_revocations(crl);
    const hc::trust::authority trust(anchors, "a.example");
    const auto encoded = hc::x509::chain::make({stolen}).value().encode();
    CHECK_FALSE(trust.accept({hc::proof_kind::certificate, encoded, stolen.fingerprint()}));
    CHECK(trust.why().text() ==
          "certificate \"CN=stolen\" was revoked by \"CN=Authority\" on " + hc::x509::wording::of(now) +
              " (keyCompromise)");
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("reasons of revocation have the names of the RFC") {
    using hc::x509::revocation_reason;
    for (const auto& form : hc::x509::revocation_reasons) {
        CHECK(hc::x509::name_of(form.reason) == form.name);
        CHECK(hc::x509::parse(form.name) == form.reason);
    }
    CHECK(hc::x509::parse("keyCompromise") == revocation_reason::key_compromise);
    CHECK(hc::x509::name_of(revocation_reason::authority_compromise) == "cACompromise");
    for (const char* const name : {"", "keycompromise", "certificateHold", "removeFromCRL", "keyCompromise "}) {
        CHECK_FALSE(hc::x509::parse(name));
    }
}
