#pragma once

#include <handclasp/handshake/trust.hpp>
#include <handclasp/identity/explanation.hpp>
#include <handclasp/identity/known_servers_file.hpp>

#include <functional>

namespace handclasp {

// What becomes of a server that the file does not know. One that it knows with another key is always refused.
enum class unknown_server {
    refuse,
    accept,  // and write it down: good against an attacker who comes later than the first connection
    ask,     // a function, and write it down where that says yes
};

namespace trust {

// Takes the server that a file of known servers (handclasp::known_servers) has with this key, and decides about an
// unknown one as it was told. The file is read at each handshake and changed under its lock, so that two programs
// which learn at the same time lose nothing. Of a refusal, errc::untrusted, why() says the reason and what to do.
class known_servers {
public:
    // Asked inside the handshake, whose deadline goes on.
    using question = std::function<bool(const std::string& host_and_port, const fingerprint& met)>;

    // host_and_port: whom the client means to reach, in any spelling of canonical_server_name. Throws identity_error
    // for another text, and std::invalid_argument for unknown_server::ask with nobody to ask. The file need not exist.
    known_servers(std::filesystem::path file, std::string_view host_and_port, unknown_server unknown, question ask = {})
        : file_(std::move(file)), host_(handclasp::known_servers::canonical(host_and_port)), unknown_(unknown),
          ask_(std::move(ask)) {
        if (unknown_ == unknown_server::ask && !ask_) throw std::invalid_argument("known_servers: nobody to ask");
    }

    // What is read or written goes wrong: refused, too. Nothing is thrown.
    [[nodiscard]] result<void> accept(const peer_identity& peer) const noexcept {
        try {
            return decide(peer);
        } catch (const std::exception& failure) {
            return refused(failure.what());
        } catch (...) {
            return refused("the question about an unknown server failed");
        }
    }

    // A copy that shares the text with this trust and its copies.
    [[nodiscard]] explanation why() const noexcept { return why_; }

private:
    [[nodiscard]] errc refused(const char* text) const noexcept {
        try {
            why_.set(text);
        } catch (...) {
            why_.set({});
        }
        return errc::untrusted;
    }
    [[nodiscard]] errc refused(const std::string& reason) const {
        return refused((text::printable(file_.file().string()) + ": " + reason).c_str());
    }

    [[nodiscard]] result<void> decide(const peer_identity& peer) const {
        why_.set({});
        if (peer.kind == proof_kind::none)
            return refused(host_ + " proves no identity, and so cannot be told from anybody else");
        if (const auto known = file_.find(host_); !known.empty()) return compared(known, peer.name);
        if (unknown_ == unknown_server::refuse) {
            return refused(host_ + " is not known; it has proved the fingerprint " + peer.name.text() +
                           also_known(peer.name) + "; if whoever runs it confirms that, add the line: " + host_ + " " +
                           peer.name.text());
        }
        if (unknown_ == unknown_server::ask && !ask_(host_, peer.name))
            return refused(host_ + " is not known, and its fingerprint " + peer.name.text() + " was not accepted" +
                           also_known(peer.name));
        const auto known = file_.learn(host_, peer.name);
        if (known.empty()) return {};
        return compared(known, peer.name);  // another program has learnt it meanwhile
    }

    // Of a server that has moved, or that has another name as well.
    [[nodiscard]] std::string also_known(const fingerprint& met) const {
        std::string others;
        for (const auto& host : file_.hosts_of(met))
            others += (others.empty() ? "; the same key is known as " : ", ") + host;
        return others;
    }

    [[nodiscard]] result<void> compared(const std::vector<known_server>& known, const fingerprint& met) const {
        const auto command = [&](std::string_view what, const fingerprint& name) {
            return "`" +
                files::shell_command("handclasp known " + std::string(what), file_.file(), {host_, name.text()}) + "`";
        };
        std::string fingerprints, removals;
        for (const auto& entry : known) {
            if (entry.name == met) return {};
            fingerprints +=
                (fingerprints.empty() ? "" : ", ") + entry.name.text() + " (line " + std::to_string(entry.line) + ")";
            removals += command("remove", entry.name) + ", ";
        }
        return refused("the key of " + host_ + " has changed: known is " + fingerprints +
                       ", and the server has proved " + met.text() + also_known(met) +
                       "; somebody may be in between; only if whoever runs the server confirms its new fingerprint, " +
                       "put it into the file in place of the old one: " + removals + command("add", met));
    }

    handclasp::known_servers file_;
    std::string host_;
    unknown_server unknown_;
    question ask_;
    explanation why_;
};

static_assert(trust_decision<known_servers>);

}  // namespace trust

}  // namespace handclasp
