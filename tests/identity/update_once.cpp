// Changes a file once, for tests that kill it or make its system calls fail:
//
//   update_once replace FILE open|secret TEXT     the content becomes TEXT, a thousand times
//   update_once learn FILE HOST:PORT FINGERPRINT  a client meets a server, and writes it down where it is unknown
//   update_once count FILE TIMES                  adds 1 to the number in the file, in TIMES updates
//
// Ends with 0, or with 1 and the reason on standard error.
#include <handclasp/identity/known_servers.hpp>

#include <iostream>

namespace hc = handclasp;

namespace {

void replace(const std::string& file, const std::string& privacy, const std::string& text) {
    std::string content;
    for (int i = 0; i < 1000; ++i) content += text;
    hc::file_update(file, privacy == "secret" ? hc::file_privacy::secret : hc::file_privacy::open)
        .commit(hc::as_octets(content));
}

void learn(const std::string& file, const std::string& server, const std::string& fingerprint) {
    const hc::trust::known_servers trust(file, server, hc::unknown_server::accept);
    const hc::peer_identity met{hc::proof_kind::ed25519, {}, hc::fingerprint::from_text(fingerprint).value()};
    if (!trust.accept(met)) throw std::runtime_error(trust.why().text());
}

void count(const std::string& file, int times) {
    for (int i = 0; i < times; ++i) {
        hc::file_update update(file, hc::file_privacy::open, std::chrono::minutes(10));
        const auto before = update.current(100);
        const int number = before ? std::stoi(std::string(hc::as_text(before->expose()))) : 0;
        update.commit(hc::as_octets(std::to_string(number + 1)));
    }
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        if (arguments.size() == 4 && arguments[0] == "replace") {
            replace(arguments[1], arguments[2], arguments[3]);
        } else if (arguments.size() == 4 && arguments[0] == "learn") {
            learn(arguments[1], arguments[2], arguments[3]);
        } else if (arguments.size() == 3 && arguments[0] == "count") {
            count(arguments[1], std::stoi(arguments[2]));
        } else {
            throw std::invalid_argument("usage: see the beginning of update_once.cpp");
        }
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return 1;
    }
}
