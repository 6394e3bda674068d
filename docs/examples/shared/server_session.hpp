// How programs come to a session with a server: they connect, shake hands, and where a person has to say first whether
// an unknown server is the right one, they connect again.
#pragma once

#include "shared/command_line.hpp"
#include "shared/context_option.hpp"
#include "shared/failure_text.hpp"
#include "shared/identity_options.hpp"
#include "shared/trust_options.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/net/asio.hpp>

#include <asio/connect.hpp>
#include <asio/io_context.hpp>

#include <stdexcept>
#include <string>

namespace server_session {

namespace hc = handclasp;
using tcp = asio::ip::tcp;

struct settings {
    std::string server, suite = "standard", context;  // ADDRESS:PORT, a name of a suite, and what both ends have
    trust_options::settings trust;
    identity_options::settings identity;
};

// What to say of a failure.
template <class Suite>
std::string text_of(const hc::net::connection<Suite>& session, const std::error_code& failure, const settings& chosen) {
    std::string text = failure_text::of(session, failure);
    if (failure == hc::errc::credential_demanded) text += failure_text::credential_wanted(chosen.identity.option);
#if !defined(HANDCLASP_WITH_OPENSSL) || !HANDCLASP_WITH_OPENSSL
    if (failure == hc::errc::bad_proof) text += " (without OpenSSL this program verifies no certificates)";
#endif
    if (failure_text::is_end(failure) && session.established() && !session.confirmed())
        text += failure_text::server_left(chosen.identity.chosen());
    return text;
}

// std::runtime_error, as all of these.
inline tcp::socket connect(asio::io_context& io, const std::string& server) {
    const auto [address, port] = command_line::split(server);
    tcp::socket socket(io);
    std::error_code failure;
    const auto addresses = tcp::resolver(io).resolve(address, port, failure);
    if (!failure) asio::connect(socket, addresses, failure);
    if (failure) throw std::runtime_error(server + ": " + failure.message());
    return socket;
}

// Sends the first message, of at most the suite's frame limit, with the keys. `say` gets what there is to know besides.
template <class Suite, class Say>
hc::net::connection<Suite> established(asio::io_context& io, const settings& chosen, hc::octets first, const Say& say) {
    const auto server = command_line::split(chosen.server);
    const trust_options::server_trust trust(chosen.trust, server);
    if (const auto remark = trust_options::remark(chosen.trust); !remark.empty()) say(remark);
    password_source::kept password;
    const auto identity = identity_options::load(chosen.identity, password);
    for (;;) {
        hc::net::connection<Suite> session(connect(io, chosen.server), context_option::options_of(chosen.context));
        std::error_code failure;
        session.handshake(trust, identity, first, failure);
        if (!failure) return session;
        if (failure != hc::errc::untrusted)
            throw std::runtime_error(chosen.server + ": " + text_of(session, failure, chosen));
        const auto answer = trust_options::ask(chosen.trust, server, session.server());
        if (answer == trust_options::answer::known_from_now_on) continue;
        throw std::runtime_error(chosen.server + ": " + trust.why(session.server()) +
                                 (answer == trust_options::answer::nobody_to_ask ? trust_options::nobody_to_ask : ""));
    }
}

}  // namespace server_session
