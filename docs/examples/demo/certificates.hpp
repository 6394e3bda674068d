// The demonstration's second part, as far as it needs certificates, and so OpenSSL: an authority of one's own, and
// servers that have a certificate of it, or of somebody else, or had one.
#pragma once

#include "demo/meeting.hpp"

#include <handclasp/identity.hpp>

namespace demo {

using namespace std::chrono_literals;

inline hc::x509::validity today() {
    return hc::x509::validity::starting_now(24h);
}

// An authority since three days, with its key in memory; what clients get is its certificate.
class small_authority {
public:
    explicit small_authority(const std::string& name)
        : key_(hc::x509::private_key::generate(hc::x509::key_kind::p256).value()),
          certificate_(hc::x509::authority_certificate(key_, name, {today().from - 72h, today().to})) {}

    [[nodiscard]] const hc::x509::certificate& certificate() const { return certificate_; }

    // A server's key, and the certificate for it. The key does not leave the server: what the authority sees is a
    // request.
    [[nodiscard]] hc::x509::keyed_identity issue(const std::string& host, hc::x509::validity when) const {
        using namespace hc::x509;
        auto key = private_key::generate(key_kind::p256).value();
        const auto request = signing_request::make(key, {host, {host}}, certificate_use::server);
        auto leaf = hc::x509::issue(key_, certificate_, request, request.wanted(), certificate_use::server, when);
        return keyed_identity::make(std::move(key), chain::make({std::move(leaf)}).value()).value();
    }

private:
    hc::x509::private_key key_;
    hc::x509::certificate certificate_;
};

// A client that believes this file's authority about the name server.example.
class certificate_client {
public:
    explicit certificate_client(const std::filesystem::path& authority)
        : trust_(hc::x509::anchors::from_pem_file(authority), "server.example") {}

    [[nodiscard]] meeting visit(const hc::x509::keyed_identity& server) const {
        return meet(
            [&](meeting_end& end, std::error_code& failure) {
                return end.handshake(server, hc::fresh_keys<meeting_suite>(), failure);
            },
            [&](meeting_end& end, std::error_code& failure) {
                end.handshake(trust_, hc::as_octets("hello"), failure);
            });
    }

    // A server that has to be refused, with this in the text.
    void refuses(const hc::x509::keyed_identity& server, std::string_view reason, report& out) const {
        const auto seen = visit(server);
        const auto why = trust_.why().text();
        say(out, "client", why);
        out.expect(seen.client == hc::errc::untrusted && seen.heard.empty() && why.find(reason) != std::string::npos,
                   "the client refuses: " + std::string(reason));
    }

private:
    hc::trust::authority trust_;
};

inline void certificates(const temporary_folder& folder, report& out) {
    out.heading(
        "4. An authority of one's own: the server's certificate is the authority's word that it is server.example");
    const small_authority authority("Demo authority");
    write(folder / "authority.pem", authority.certificate().pem());

    const auto password = hc::as_octets("a password for the demonstration");
    hc::key_store_update update(folder / "server.p12", password);
    update.add("server", authority.issue("server.example", today()));
    update.commit();
    const auto server = hc::key_store::read(folder / "server.p12", password).only();
    const auto& leaf = server.certificates().leaf();
    say(out, "server", "from its key store: " + leaf.subject() + ", issued by " + leaf.issuer());

    const certificate_client client(folder / "authority.pem");
    const auto taken = client.visit(server);
    if (taken.good()) out.line("client", "takes it: \"" + taken.heard + "\" went there and came back");
    out.expect(taken.good(), "the client takes the server with a certificate");

    out.heading("5. An impostor: his own authority has the same name, and says that he is server.example");
    client.refuses(small_authority("Demo authority").issue("server.example", today()), "authority", out);

    out.heading("6. Another server of the same authority");
    client.refuses(authority.issue("other.example", today()), "other.example", out);

    out.heading("7. A certificate that has expired");
    client.refuses(authority.issue("server.example", {today().from - 48h, today().from - 24h}), "expired", out);
}

}  // namespace demo
