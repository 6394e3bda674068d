#pragma once

#include <handclasp/identity/guarded_file.hpp>
#include <handclasp/identity/server_name.hpp>
#include <handclasp/identity/text_lines.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace handclasp {

// One line of a file of known servers.
struct known_server {
    std::string host;  // `host:port`, as canonical_server_name spells it
    fingerprint name;
    std::string comment;  // nobody but people reads it
    std::size_t line;     // from 1
};

// A file of known servers, for whoever looks after it. Its lines are `host:port fingerprint [comment]`, with brackets
// around an IPv6 address; `#` begins a line of comment. A host with several lines has several keys, any of which is
// good: so a server's key changes without a day on which its clients refuse it. Nothing is kept in memory, and each
// change is a file_update, which leaves all other lines as they are, octet for octet. All functions throw
// identity_error; a file that does not exist has no lines.
class known_servers {
public:
    explicit known_servers(std::filesystem::path file) noexcept : file_(std::move(file)) {}

    [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }

    // canonical_server_name, for text that somebody typed: throws identity_error.
    [[nodiscard]] static std::string canonical(std::string_view host_and_port) {
        auto host = canonical_server_name(host_and_port);
        if (host) return *std::move(host);
        throw identity_error(identity_fault::malformed, {}, "not a server: " + text::printable(host_and_port),
                             "write host:port, and an IPv6 address as [address]:port");
    }

    // All lines, in order.
    [[nodiscard]] std::vector<known_server> list() const {
        const auto content = files::read_at(AT_FDCWD, file_, file_, files::most_text_octets, file_privacy::open);
        return content ? parsed(as_text(content->expose())) : std::vector<known_server>{};
    }

    // The lines of one server.
    [[nodiscard]] std::vector<known_server> find(std::string_view host_and_port) const {
        return of_host(list(), canonical(host_and_port));
    }

    // The servers that have this key, each once.
    [[nodiscard]] std::vector<std::string> hosts_of(const fingerprint& name) const {
        std::vector<std::string> hosts;
        for (const auto& known : list()) {
            if (known.name == name && std::ranges::find(hosts, known.host) == hosts.end()) hosts.push_back(known.host);
        }
        return hosts;
    }

    // Writes a line, beside those that the server has. False where the same server and fingerprint are there already.
    bool add(std::string_view host_and_port, const fingerprint& name, std::string_view comment = {}) const {
        const auto host = canonical(host_and_port);
        file_update update(file_, file_privacy::open);
        const auto content = text_of(update);
        for (const auto& known : of_host(parsed(content), host)) {
            if (known.name == name) return false;
        }
        append(update, content, host, name, comment);
        return true;
    }

    // Writes a line for a server that has none. For one that has, changes nothing and returns its lines, which
    // somebody else may have written a moment ago.
    [[nodiscard]] std::vector<known_server> learn(std::string_view host_and_port, const fingerprint& name) const {
        const auto host = canonical(host_and_port);
        file_update update(file_, file_privacy::open);
        const auto content = text_of(update);
        auto known = of_host(parsed(content), host);
        if (known.empty()) append(update, content, host, name, {});
        return known;
    }

    // Take away a server's lines, or those with one fingerprint. How many there were.
    std::size_t remove(std::string_view host_and_port) const { return remove_if(host_and_port, nullptr); }
    std::size_t remove(std::string_view host_and_port, const fingerprint& name) const {
        return remove_if(host_and_port, &name);
    }

private:
    [[nodiscard]] static std::string text_of(const file_update& update) {
        const auto content = update.current(files::most_text_octets);
        return content ? std::string(as_text(content->expose())) : std::string();
    }

    [[nodiscard]] known_server parsed(const files::text_line& line) const {
        auto rest = line.text;
        auto host = canonical_server_name(files::take_field(rest));
        if (!host) files::throw_malformed(file_, line.number, "does not begin with host:port or [IPv6 address]:port");
        const auto name = files::take_fingerprint(rest, file_, line.number);
        return {*std::move(host), name, std::string(rest), line.number};
    }

    [[nodiscard]] std::vector<known_server> parsed(std::string_view content) const {
        std::vector<known_server> all;
        files::for_each_entry(content, file_, [&](const auto& line) { all.push_back(parsed(line)); });
        return all;
    }

    [[nodiscard]] static std::vector<known_server> of_host(std::vector<known_server> all, const std::string& host) {
        std::erase_if(all, [&](const auto& known) { return known.host != host; });
        return all;
    }

    void append(file_update& update, std::string content, const std::string& host, const fingerprint& name,
                std::string_view comment) const {
        if (!content.empty() && !content.ends_with('\n')) content += '\n';
        const auto line = host + ' ' + name.text() + (comment.empty() ? "" : " ") + std::string(comment);
        if (const auto flaw = files::flaw_in_line(line)) {
            throw identity_error(identity_fault::malformed, {}, "the comment " + std::string(text::words_for(*flaw)));
        }
        if (line.size() > files::most_line_octets)
            throw identity_error(identity_fault::malformed, {}, "the comment is too long");
        content.append(line).append("\n");
        if (content.size() > files::most_text_octets)
            throw identity_error(identity_fault::too_large, file_, "there is no room for another line in it");
        static_cast<void>(parsed(content));  // never to write what would be refused afterwards
        update.commit(as_octets(content));
    }

    [[nodiscard]] std::size_t remove_if(std::string_view host_and_port, const fingerprint* name) const {
        const auto host = canonical(host_and_port);
        file_update update(file_, file_privacy::open);
        const auto content = text_of(update);
        std::string kept;
        std::size_t removed = 0, copied = 0;
        files::for_each_entry(content, file_, [&](const auto& line) {
            const auto known = parsed(line);
            if (known.host != host || (name != nullptr && known.name != *name)) return;
            kept.append(content, copied, line.begin - copied);
            copied = line.end;
            ++removed;
        });
        kept.append(content, copied);
        if (removed > 0) update.commit(as_octets(kept));
        return removed;
    }

    std::filesystem::path file_;
};

}  // namespace handclasp
