// Changes a file of allowed clients, one line at a time, and leaves all other lines as they are.
#pragma once

#include <handclasp/identity/allowed_clients.hpp>
#include <handclasp/identity/guarded_file.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace allowed_file {

namespace hc = handclasp;

// The text without the client's lines, of which a list that people have edited may have several. identity_error.
inline std::string without(std::string_view text, const std::string& file, const hc::fingerprint& client) {
    std::string kept;
    std::size_t copied = 0;
    hc::files::for_each_entry(text, file, [&](const hc::files::text_line& line) {
        auto rest = line.text;
        if (hc::files::take_fingerprint(rest, file, line.number) != client) return;
        kept.append(text, copied, line.begin - copied);
        copied = line.end;
    });
    return kept.append(text, copied);
}

inline std::string text_of(const hc::file_update& update) {
    const auto content = update.current(hc::files::most_text_octets);
    return std::string(content ? hc::as_text(content->expose()) : "");
}

// False where the client is listed already.
inline bool add(const std::string& file, const hc::fingerprint& client, const std::string& name) {
    const auto line = client.text() + (name.empty() ? "" : " ") + name;
    if (const auto flaw = hc::files::flaw_in_line(line)) {
        throw hc::identity_error(hc::identity_fault::malformed, {},
                                 "the name " + std::string(hc::text::words_for(*flaw)));
    }
    if (line.size() > hc::files::most_line_octets)
        throw hc::identity_error(hc::identity_fault::malformed, {}, "the name is too long");
    hc::file_update update(file, hc::file_privacy::open);
    auto text = text_of(update);
    // Read as a server does: what has a client twice is no list, and another line would not make it one.
    const auto listed = text.empty() ? std::vector<hc::allowed_client>() : hc::read_allowed_clients(file);
    if (std::ranges::find(listed, client, &hc::allowed_client::name) != listed.end()) return false;
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    text += line + '\n';
    if (listed.size() >= hc::files::most_entries || text.size() > hc::files::most_text_octets)
        throw hc::identity_error(hc::identity_fault::too_large, file, "there is no room for another line in it");
    update.commit(hc::as_octets(text));
    return true;
}

// False where the client is not listed.
inline bool remove(const std::string& file, const hc::fingerprint& client) {
    hc::file_update update(file, hc::file_privacy::open);
    const auto text = text_of(update);
    const auto kept = without(text, file, client);
    if (kept.size() == text.size()) return false;
    update.commit(hc::as_octets(kept));
    return true;
}

}  // namespace allowed_file
