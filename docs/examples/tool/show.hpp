// Keys and certificates in words.
#pragma once

#include <handclasp/identity.hpp>
#include <handclasp/identity/plain_text.hpp>

#include <chrono>
#include <ostream>
#include <string>

namespace tool {

namespace hc = handclasp;

inline std::string text_of(hc::x509::key_kind kind) {
    switch (kind) {
        case hc::x509::key_kind::ed25519: return "Ed25519";
        case hc::x509::key_kind::p256: return "ECDSA on P-256";
        default: return "RSA";
    }
}

inline std::string text_of(const hc::x509::private_key& key) {
    const auto bits = " of " + std::to_string(8 * key.signature_size()) + " bits";
    return text_of(key.kind()) + (key.kind() == hc::x509::key_kind::rsa ? bits : "");
}

template <class Texts>
std::string joined(const Texts& texts, const std::string& between) {
    std::string all;
    for (const auto& text : texts) all += (all.empty() ? "" : between) + text;
    return all;
}

// When it is valid, and whether that is now.
inline std::string validity_of(const hc::x509::certificate& shown) {
    const auto now = std::chrono::system_clock::now();
    const auto* const state = now < shown.not_before() ? ": not yet valid" : now > shown.not_after() ? ": EXPIRED" : "";
    return hc::x509::wording::of(shown.not_before()) + " to " + hc::x509::wording::of(shown.not_after()) + state;
}

inline std::string serial_of(const hc::x509::certificate& shown) {
    return hc::text::to_hex(hc::x509::revocation::of(shown, {}).serial);
}

// All about a certificate that is not its key. What others have written in it comes escaped.
inline void show(std::ostream& to, const hc::x509::certificate& shown) {
    to << "  subject      " << shown.subject() << '\n';
    if (const auto names = shown.names(); !names.empty()) to << "  names        " << joined(names, ", ") << '\n';
    to << "  issuer       " << (shown.self_signed() ? "itself" : shown.issuer()) << '\n'
       << "  serial       " << serial_of(shown) << '\n'
       << "  valid        " << validity_of(shown) << '\n';
}

// An entry of a key store.
inline void show(std::ostream& to, const std::string& alias, const hc::x509::keyed_identity& entry) {
    to << handclasp::text::printable(alias) << '\n'
       << "  fingerprint  " << entry.fingerprint().text() << '\n'
       << "  key          " << text_of(entry.key()) << '\n';
    show(to, entry.certificates().leaf());
    const auto& chain = entry.certificates().certificates();
    for (std::size_t i = 1; i < chain.size(); ++i) to << "  chain " << i + 1 << "      " << chain[i].subject() << '\n';
}

}  // namespace tool
