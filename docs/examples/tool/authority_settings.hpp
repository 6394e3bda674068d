// What the commands of an authority are given, and the authority that they are about.
#pragma once

#include "shared/password_source.hpp"
#include "tool/authority_folder.hpp"
#include "tool/store.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace tool {

struct authority_settings {
    std::string folder, name, kind = "ed25519", request, certificate, reason = "unspecified";
    std::vector<std::string> servers, clients;
    int days = 3650, issued_days = 365, list_days = 365;
    password_source::settings password;
};

inline hc::x509::keyed_identity read_authority(const authority_settings& settings) {
    store_settings store{authority_folder::files(settings.folder).key_store.string(), authority_folder::alias,
                         settings.password};
    require_there(store.file);
    authority_folder::require_own(settings.folder);
    return read_store(store).find(store.alias);
}

inline std::chrono::seconds days(int count) {
    return std::chrono::days(count);
}

}  // namespace tool
