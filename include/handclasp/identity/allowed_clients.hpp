#pragma once

#include <handclasp/handshake/trust.hpp>
#include <handclasp/identity/explanation.hpp>
#include <handclasp/identity/read_file.hpp>
#include <handclasp/identity/text_lines.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace handclasp {

// One line of a file of allowed clients.
struct allowed_client {
    fingerprint name;
    std::string label;  // what the server's people call it; may be empty
    std::size_t line;   // from 1
};

// Reads a file whose lines are `fingerprint [name]`; the name is the rest of the line, and `#` begins a line of
// comment. A fingerprint that stands there twice is an error, because one of its names would be wrong. Throws
// identity_error.
[[nodiscard]] inline std::vector<allowed_client> read_allowed_clients(const std::filesystem::path& file) {
    const auto content = read_file(file, files::most_text_octets, file_privacy::open);
    std::vector<allowed_client> all;
    std::map<decltype(fingerprint::octets), std::size_t> lines;
    files::for_each_entry(as_text(content.expose()), file, [&](const auto& line) {
        auto rest = line.text;
        const auto name = files::take_fingerprint(rest, file, line.number);
        const auto [first, is_new] = lines.emplace(name.octets, line.number);
        if (!is_new) {
            files::throw_malformed(file, line.number,
                                   "has the fingerprint of line " + std::to_string(first->second) + " again");
        }
        all.push_back({name, std::string(rest), line.number});
    });
    return all;
}

namespace trust {

// A server's trust in the clients that a file lists, and in nobody else. Copies share one list, so that reload()
// reaches the copies that connections hold. Safe to use from any thread.
class allowed_clients {
public:
    // Reads the file. Throws identity_error.
    explicit allowed_clients(std::filesystem::path file) : shared_(std::make_shared<state>(std::move(file))) {
        reload();
    }

    // A move is a copy, so that no object is ever without a list.
    allowed_clients(const allowed_clients&) noexcept = default;
    allowed_clients& operator=(const allowed_clients&) noexcept = default;
    ~allowed_clients() = default;

    // The same list with a text of its own: for one session of several that go on at a time. std::bad_alloc.
    [[nodiscard]] allowed_clients for_session() const {
        allowed_clients own(*this);
        own.why_ = explanation();
        return own;
    }

    // Reads the file again, for all copies. Throws identity_error, and the list stays as it was. Sessions go on.
    void reload() {
        auto names = std::make_shared<name_list>();
        for (auto& client : read_allowed_clients(shared_->file))
            names->emplace(client.name.octets, std::move(client.label));
        const std::lock_guard guard(shared_->mutex);
        shared_->names = std::move(names);
    }

    // What the file calls a client; none where it is not listed, and empty where it is without a name.
    [[nodiscard]] std::optional<std::string> name_of(const fingerprint& client) const {
        const auto names = current();
        const auto found = names->find(client.octets);
        if (found == names->end()) return std::nullopt;
        return found->second;
    }

    // Whether the file lists nobody.
    [[nodiscard]] bool empty() const noexcept { return current()->empty(); }

    // errc::untrusted, with the reason in why().
    [[nodiscard]] result<void> accept(const peer_identity& peer) const noexcept {
        const bool proved = peer.kind != proof_kind::none;
        if (proved && current()->contains(peer.name.octets)) {
            why_.set({});
            return {};
        }
        try {
            why_.set(text::printable(shared_->file.string()) +
                     (proved ? ": the client " + peer.name.text() +
                              " is not listed; to allow it, add a line of that fingerprint and a name"
                             : ": a client that proves no identity is not allowed"));
        } catch (...) {
            why_.set({});  // for want of memory
        }
        return errc::untrusted;
    }

    // A copy that shares the text with this trust and its copies.
    [[nodiscard]] explanation why() const noexcept { return why_; }

private:
    using name_list = std::map<decltype(fingerprint::octets), std::string>;

    struct state {
        explicit state(std::filesystem::path path) : file(std::move(path)) {}
        const std::filesystem::path file;
        std::mutex mutex;
        std::shared_ptr<const name_list> names;
    };

    [[nodiscard]] std::shared_ptr<const name_list> current() const noexcept {
        const std::lock_guard guard(shared_->mutex);
        return shared_->names;
    }

    std::shared_ptr<state> shared_;
    explanation why_;
};

static_assert(trust_decision<allowed_clients>);

}  // namespace trust

}  // namespace handclasp
