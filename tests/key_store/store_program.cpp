// Does one thing to a key store, for tests that look at it with other programs. Passwords are in the environment:
// PASSWORD, and NEW_PASSWORD where it changes.
//
//   store_program list FILE                       prints `fingerprint certificates alias` for each entry
//   store_program make FILE ALIAS                 adds a new key with a certificate of its own
//   store_program import FILE ALIAS PEM           adds the identity in a PEM file, whose password is the same
//   store_program export FILE ALIAS PEM           writes one
//   store_program remove FILE ALIAS
//   store_program renew FILE                      writes the file anew, under NEW_PASSWORD
//
// Ends with 0, or with 1 and the reason on standard error.
#include <handclasp/identity/key_store.hpp>
#include <handclasp/identity/pem_identity.hpp>
#include <handclasp/identity/x509/issuing.hpp>

#include <cstdlib>
#include <iostream>

namespace hc = handclasp;

namespace {

using words = std::vector<std::string>;

hc::octets password_of(const char* variable) {
    const char* const value = std::getenv(variable);
    return hc::as_octets(value ? value : "");
}

hc::x509::keyed_identity new_identity(const std::string& name) {
    auto key = hc::x509::private_key::generate(hc::x509::key_kind::p256).value();
    const auto certificate = hc::x509::self_signed(key, {name, {"localhost"}}, hc::x509::certificate_use::both,
                                                   hc::x509::validity::starting_now(std::chrono::hours(24 * 30)));
    return hc::x509::keyed_identity::make(std::move(key), hc::x509::chain::make({certificate}).value()).value();
}

void list(const words& given, hc::octets password) {
    const auto store = hc::key_store::read(given.at(0), password);
    for (const auto& alias : store.aliases()) {
        const auto identity = store.find(alias);
        std::cout << identity.fingerprint().text() << ' ' << identity.certificates().certificates().size() << ' '
                  << alias << '\n';
    }
}

void add(const words& given, hc::octets password, const hc::x509::keyed_identity& identity) {
    hc::key_store_update update(given.at(0), password);
    update.add(given.at(1), identity);
    update.commit();
}

void remove(const words& given, hc::octets password) {
    hc::key_store_update update(given.at(0), password);
    update.remove(given.at(1));
    update.commit();
}

void perform(const std::string& command, const words& given) {
    const auto password = password_of("PASSWORD");
    if (command == "list") return list(given, password);
    if (command == "make") return add(given, password, new_identity(given.at(1)));
    if (command == "import") return add(given, password, hc::pem_identity::read(given.at(2), password));
    if (command == "export") {
        return hc::pem_identity::write(given.at(2), hc::key_store::read(given.at(0), password).find(given.at(1)),
                                       password);
    }
    if (command == "remove") return remove(given, password);
    if (command == "renew") return hc::key_store_update(given.at(0), password).commit(password_of("NEW_PASSWORD"));
    throw std::invalid_argument("usage: see the beginning of store_program.cpp");
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const words all(argv + 1, argv + argc);
        perform(all.at(0), words(all.begin() + 1, all.end()));
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return 1;
    }
}
