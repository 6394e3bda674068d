// What programs share of the options that say which server a client trusts: --trust anyone, --pin, --known-servers or
// --authority. One of them has to be given.
#pragma once

#include "shared/any_trust.hpp"
#include "shared/command_line.hpp"
#include "shared/failure_text.hpp"
#include "shared/terminal.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/identity/known_servers.hpp>
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
#include <handclasp/identity.hpp>
#include <handclasp/identity/plain_text.hpp>
#endif

#include <asio/ip/address.hpp>

#include <filesystem>

namespace trust_options {

namespace hc = handclasp;

struct settings {
    std::string trust, known_servers, unknown = "ask", authority, name;
    std::vector<std::string> pins, revocations;
};

constexpr auto whom_to_trust =
    "say whom to trust: --pin FINGERPRINT talks to that server alone; --known-servers FILE to those that the file "
    "lists, "
    "as ssh does; --authority FILE to those that have a certificate of that authority; --trust anyone to whoever "
    "answers, also to an attacker in the middle";

inline void add(CLI::App& app, settings& chosen) {
    const auto group = "Whom to trust (one of the first four)";
    app.add_option("--trust", chosen.trust, "`anyone`: talk to whoever answers, also to an attacker in the middle")
        ->check(CLI::IsMember({"anyone"}))
        ->group(group);
    app.add_option("--pin", chosen.pins, "A server's fingerprint: talk to no other; several times for several")
        ->check(command_line::check_fingerprint)
        ->type_name("FINGERPRINT")
        ->allow_extra_args(false)
        ->group(group);
    auto* const known_servers =
        app.add_option("--known-servers", chosen.known_servers,
                       "File of servers and their fingerprints; a server that is there with another one is refused")
            ->type_name("FILE")
            ->group(group);
    app.add_option("--authority", chosen.authority,
                   "PEM file of authorities whose certificates count, or `system` for those of this system")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--unknown", chosen.unknown,
                   "With --known-servers, of a server that is not there: refuse it, accept it from now on,\nor ask at "
                   "the terminal")
        ->check(CLI::IsMember({"refuse", "accept", "ask"}))
        ->capture_default_str()
        ->needs(known_servers)
        ->group(group);
    app.add_option("--crl", chosen.revocations,
                   "With --authority, a file with its revocation list; several times for several")
        ->type_name("FILE")
        ->allow_extra_args(false)
        ->group(group);
    app.add_option("--name", chosen.name,
                   "With --authority, the name that the certificate has to have, instead of ADDRESS")
        ->type_name("NAME")
        ->group(group);
}

// Whether any of them was given.
inline bool any(const settings& chosen) {
    return !chosen.trust.empty() || !chosen.pins.empty() || !chosen.known_servers.empty() || !chosen.authority.empty();
}

// Throws CLI::ValidationError where the options do not go together.
inline void check(const settings& chosen) {
    const int count = int{!chosen.trust.empty()} + int{!chosen.pins.empty()} + int{!chosen.known_servers.empty()} +
        int{!chosen.authority.empty()};
    if (count == 0) throw CLI::ValidationError(whom_to_trust);
    if (count > 1) throw CLI::ValidationError("give only one of --trust, --pin, --known-servers and --authority");
    if (chosen.authority.empty() && !chosen.revocations.empty())
        throw CLI::ValidationError("--crl goes with --authority");
    if (chosen.authority.empty() && !chosen.name.empty()) throw CLI::ValidationError("--name goes with --authority");
}

// The name that a file of known servers has for it.
inline std::string name_of(const command_line::endpoint& server) {
    const bool is_v6 = server.address.find(':') != std::string::npos;
    return (is_v6 ? "[" + server.address + "]" : server.address) + ":" + server.port;
}

// Of 010.0.0.1 and its like OpenSSL and the system make different addresses (10.0.0.1 and 8.0.0.1), and so the
// certificate of one server would count for another. No name of a host ends in a number (RFC 1123, section 2.1).
// CLI::ValidationError.
inline void require_one_reading(std::string name) {
    if (name.ends_with('.')) name.pop_back();
    const auto last = name.substr(name.rfind('.') + 1);
    const bool number = !last.empty() && last.find_first_not_of("0123456789") == std::string::npos;
    std::error_code none;
    if (number && name.find(':') == std::string::npos && (asio::ip::make_address_v4(name, none), none)) {
        throw CLI::ValidationError("with --authority, " + name +
                                   " is ambiguous: write an address as four numbers up to 255 without leading zeros");
    }
}

#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
inline hc::x509::anchors anchors_of(const std::string& authority, const std::vector<std::string>& revocations) {
    auto anchors = authority == "system" ? hc::x509::anchors::system() : hc::x509::anchors::from_pem_file(authority);
    for (const auto& file : revocations) anchors.add_revocations(file);
    return anchors;
}

// A trust by fingerprint takes certificates as well as bare keys.
template <class Trust>
using with_certificates = hc::trust::certified<Trust>;
using any_kind = any_trust<with_certificates<hc::trust::anyone>, with_certificates<hc::trust::pinned>,
                           with_certificates<hc::trust::known_servers>, hc::trust::authority>;
static_assert(hc::certificate_verifier<any_kind>);
#else
template <class Trust>
using with_certificates = Trust;
using any_kind = any_trust<hc::trust::anyone, hc::trust::pinned, hc::trust::known_servers>;
#endif

// What the user should know of a file before anything goes wrong; may be empty.
inline std::string remark(const settings& chosen) {
    std::error_code unknown;
    if (chosen.known_servers.empty() || !std::filesystem::exists(chosen.known_servers, unknown)) return {};
    if (!hc::known_servers(chosen.known_servers).list().empty()) return {};
    return chosen.known_servers + ": it lists nobody";
}

// What was chosen, as one type: it models trust_decision, and certificate_verifier where there is OpenSSL.
class server_trust : public any_kind {
public:
    // `server` is where the user connects to: the file of known servers has it under that name, and its certificate has
    // to be for that address. identity_error where a file cannot be read.
    server_trust(const settings& chosen, const command_line::endpoint& server)
        : any_kind(make(chosen, server)), pins_(chosen.pins) {}

    // After errc::untrusted, what was wrong with the server, for the user. All copies share it.
    [[nodiscard]] std::string why(const hc::fingerprint& met) const {
        if (auto text = any_kind::why(); !text.empty()) return text;
        std::string pinned;
        for (const auto& pin : pins_) pinned += (pinned.empty() ? "" : " or ") + pin;
        return failure_text::of_untrusted(met, pinned);
    }

private:
    static kinds make(const settings& chosen, const command_line::endpoint& server) {
        if (!chosen.authority.empty()) return authority_of(chosen, server);
        if (!chosen.known_servers.empty()) {
            // Whoever asks a person inside the handshake is too late for its deadline: see known_from_now_on().
            const auto unknown = chosen.unknown == "accept" ? hc::unknown_server::accept : hc::unknown_server::refuse;
            return with_certificates<hc::trust::known_servers>(
                hc::trust::known_servers(chosen.known_servers, name_of(server), unknown));
        }
        if (chosen.pins.empty()) return with_certificates<hc::trust::anyone>(hc::trust::anyone());
        std::vector<hc::fingerprint> pinned;
        for (const auto& text : chosen.pins) pinned.push_back(hc::fingerprint::from_text(text).value());
        return with_certificates<hc::trust::pinned>(hc::trust::pinned(std::move(pinned)));
    }

    static kinds authority_of(const settings& chosen, const command_line::endpoint& server) {
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
        const auto& name = chosen.name.empty() ? server.address : chosen.name;
        require_one_reading(name);
        return hc::trust::authority(anchors_of(chosen.authority, chosen.revocations), name);
#else
        static_cast<void>(server);
        throw std::runtime_error(chosen.authority +
                                 ": this program was built without OpenSSL, and knows no authorities");
#endif
    }

    std::vector<std::string> pins_;
};
static_assert(hc::trust_decision<server_trust>);

enum class answer { known_from_now_on, no, nobody_to_ask };

// What nobody_to_ask adds to the refusal.
constexpr auto nobody_to_ask =
    "; there is no terminal to ask at: add it with `handclasp known add`, or give --pin, or --unknown accept";

// After errc::untrusted: with --unknown ask, asks at the terminal about a server that the file does not know, and
// writes it down where the answer is yes: connect again. The question stands between two connections because neither
// side's deadline waits for a person.
inline answer ask(const settings& chosen, const command_line::endpoint& server, const hc::fingerprint& met) {
    if (chosen.known_servers.empty() || chosen.unknown != "ask" || met == hc::fingerprint()) return answer::no;
    const auto name = name_of(server);
    hc::known_servers file(chosen.known_servers);
    if (!file.find(name).empty()) return answer::no;
    const terminal::device here;
    if (!here.is_open()) return answer::nobody_to_ask;
    here.say(name + " is not in " + handclasp::text::printable(chosen.known_servers) +
             ". It shows the fingerprint\n    " + met.text() +
             "\nWhoever runs the server knows whether that is its own; if it is not, somebody is in between.\n");
    if (!here.confirms("Trust it from now on")) return answer::no;
    // Another program may have learnt another key meanwhile.
    return file.learn(name, met).empty() ? answer::known_from_now_on : answer::no;
}

}  // namespace trust_options
