// Changes a file of allowed clients, one line at a time, and leaves all other lines as they are.
#pragma once

#include <handclasp/identity/allowed_clients.hpp>
#include <handclasp/identity/guarded_file.hpp>

#include <functional>
#include <optional>
#include <string>

namespace allowed_file {

namespace hc = handclasp;

// Where the client's line stands in the file.
inline std::optional<hc::files::text_line> line_of(std::string_view content, const std::string& file,
                                                   const hc::fingerprint& client) {
    std::optional<hc::files::text_line> found;
    hc::files::for_each_entry(content, file, [&](const hc::files::text_line& line) {
        auto rest = line.text;
        if (hc::files::take_fingerprint(rest, file, line.number) == client) found = line;
    });
    return found;
}

// Puts what `change` makes of the content, and of the client's line in it, in its place; nothing where that is nothing.
// identity_error.
inline bool update(
    const std::string& file, const hc::fingerprint& client,
    const std::function<std::optional<std::string>(std::string, const std::optional<hc::files::text_line>&)>& change) {
    hc::file_update update(file, hc::file_privacy::open);
    const auto content = update.current(hc::files::most_text_octets);
    const std::string text(content ? hc::as_text(content->expose()) : "");
    const auto changed = change(text, line_of(text, file, client));
    if (!changed) return false;
    if (changed->size() > hc::files::most_text_octets)
        throw hc::identity_error(hc::identity_fault::too_large, file, "there is no room for another line in it");
    static_cast<void>(line_of(*changed, file, client));  // never to write what could not be read again
    update.commit(hc::as_octets(*changed));
    return true;
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
    return update(file, client, [&](std::string text, const auto& found) -> std::optional<std::string> {
        if (found) return std::nullopt;
        if (!text.empty() && !text.ends_with('\n')) text += '\n';
        return text + line + '\n';
    });
}

// False where the client is not listed.
inline bool remove(const std::string& file, const hc::fingerprint& client) {
    return update(file, client, [&](std::string text, const auto& found) -> std::optional<std::string> {
        if (!found) return std::nullopt;
        return text.erase(found->begin, found->end - found->begin);
    });
}

}  // namespace allowed_file
