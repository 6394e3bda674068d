// handclasp authority sign: a certificate for whoever has asked for one.
#pragma once

#include "tool/authority_folder.hpp"
#include "tool/authority_settings.hpp"
#include "tool/identity.hpp"
#include "tool/say.hpp"
#include "tool/show.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace tool {

inline hc::x509::signing_request read_request(const std::string& file) {
    const auto text = hc::read_file(file, hc::x509::signing_request::max_size, hc::file_privacy::open);
    auto request = hc::x509::signing_request::from_pem(text.expose());
    if (request) return *std::move(request);
    const auto why = request.error() == hc::errc::bad_public_key ? "it is of a key that no identity may have"
        : request.error() == hc::errc::bad_proof                 ? "whoever made it did not have the key"
                                                                 : "it is no request (PKCS#10) in PEM";
    throw hc::identity_error(hc::identity_fault::malformed, file, why);
}

// Names are never taken over from a request without a word: whoever asks may ask for anything.
[[noreturn]] inline void refuse_without_names(const hc::x509::signing_request& request) {
    const auto wanted = request.wanted();
    std::string text = "say what to certify: --server NAME, --client NAME; the request asks for ";
    text += wanted.names.empty() ? "no names" : joined(wanted.names, ", ");
    throw CLI::ValidationError(text);
}

inline int sign_request(const authority_settings& settings) {
    if (!settings.servers.empty() && !settings.clients.empty()) {
        throw CLI::ValidationError(
            "give either --server or --client: a certificate has one use; sign twice for a key that needs both");
    }
    const auto request = read_request(settings.request);
    if (settings.servers.empty() && settings.clients.empty()) refuse_without_names(request);
    const bool is_server = !settings.servers.empty();
    hc::x509::subject granted;
    for (const auto& name : is_server ? settings.servers : settings.clients) {
        if (std::ranges::find(granted.names, name) == granted.names.end()) granted.names.push_back(name);
    }
    constexpr std::size_t most_characters = 64;
    granted.common_name = granted.names.front().substr(0, most_characters);

    using use = hc::x509::certificate_use;
    const auto authority = read_authority(settings);
    const auto wanted = valid_for(settings.issued_days);
    const auto issued = hc::x509::issue(authority.key(), authority.certificates().leaf(), request, granted,
                                        is_server ? use::server : use::client, wanted);
    const auto until = hc::x509::wording::of(issued.not_after());
    // First of all: no certificate shall be anywhere that cannot be revoked.
    authority_folder::remember(settings.folder,
                               {authority_folder::serial_of(issued), until.substr(0, until.find(' ')),
                                is_server ? "server" : "client", joined(issued.names(), ","),
                                issued.fingerprint().text()});
    std::cout << issued.pem() << std::flush;
    std::cerr << "  fingerprint  " << issued.fingerprint().text() << '\n';
    show(std::cerr, issued);
    if (issued.not_after() < wanted.to) {
        note("it is valid for less than --days " + std::to_string(settings.issued_days) +
             ": the authority's own certificate ends then");
    }
    return 0;
}

}  // namespace tool
