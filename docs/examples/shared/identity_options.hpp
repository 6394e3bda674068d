// What programs share of the options that say who they are: --identity FILE[#ALIAS], and where its password comes from.
#pragma once

#include "shared/identity_file.hpp"
#include "shared/password_source.hpp"

#include <handclasp/handclasp.hpp>
#include <handclasp/identity/guarded_file.hpp>
#include <handclasp/identity/shell_command.hpp>
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
#include <handclasp/identity.hpp>
#endif

#include <CLI/CLI.hpp>

#include <filesystem>
#include <optional>
#include <variant>

namespace identity_options {

namespace hc = handclasp;

struct settings {
    std::string option = "--identity", identity;
    password_source::settings password;

    [[nodiscard]] bool chosen() const noexcept { return !identity.empty(); }
};

// FILE#ALIAS in its two parts.
struct place {
    std::string file, alias;
};

// A file's name may have a # as well: the alias is behind the last, unless that is part of the name of a file.
inline place split(const std::string& text) {
    const auto mark = text.rfind('#');
    std::error_code unknown;
    if (mark == std::string::npos || std::filesystem::exists(text, unknown)) return {text, {}};
    return {text.substr(0, mark), text.substr(mark + 1)};
}

// What is wrong with the argument, as far as its text tells; `maker` is the command that makes such a file.
inline std::string check_there(const std::string& file, const std::string& maker) {
    std::error_code unknown;
    if (std::filesystem::exists(file, unknown)) return {};
    return "there is no file " + file + "; " + maker + " makes one";
}

// A word as the value of an option in a command to paste; where it would need quotes, a placeholder.
inline std::string pasted(const std::string& word, const std::string& placeholder) {
    const bool plain = !word.empty() && hc::files::shell_command({}, word) == " " + word;
    return plain ? word : placeholder;
}

inline std::string check_file(const std::string& text) {
    const auto file = split(text).file;
    return check_there(file, "echo_server --new-identity " + pasted(file, "FILE"));
}

// Of a command of handclasp, which makes key stores.
inline std::string check_store(const std::string& text) {
    const auto [file, alias] = split(text);
    return check_there(file,
                       "handclasp identity new --store " + pasted(file, "FILE") + " --alias " + pasted(alias, "NAME"));
}

inline void add(CLI::App& app, settings& chosen) {
    const bool is_of_command = app.get_parent() != nullptr;  // of handclasp; the other programs have none
    app.add_option(chosen.option, chosen.identity, "Who this side is: a key store, a PEM file or a seed file")
        ->check(is_of_command ? check_store : check_file)
        ->type_name("FILE[#ALIAS]");
    password_source::add(app, chosen.password, chosen.option);
}

// An identity of one of the kinds that a file can have, or none; it models the concept `identity`. Which of them, shows
// at run time, so that a program has one type of handshake and not one for each kind.
class any_identity {
public:
    any_identity() = default;
    explicit any_identity(hc::ed25519_identity seed) : held_(std::move(seed)) {}
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    explicit any_identity(hc::x509::keyed_identity key) : held_(std::move(key)) {}
#endif

    [[nodiscard]] hc::proof_kind kind() const noexcept {
        return std::visit([](const auto& held) { return held.kind(); }, held_);
    }
    [[nodiscard]] hc::octets encoded() const noexcept {
        return std::visit([](const auto& held) -> hc::octets { return held.encoded(); }, held_);
    }
    [[nodiscard]] std::size_t signature_size() const noexcept {
        return std::visit([](const auto& held) { return held.signature_size(); }, held_);
    }
    [[nodiscard]] hc::result<void> sign(hc::octets message, hc::mutable_octets signature) const noexcept {
        return std::visit([&](const auto& held) { return held.sign(message, signature); }, held_);
    }

    [[nodiscard]] bool is_none() const noexcept { return std::holds_alternative<hc::no_identity>(held_); }

    // What a peer pins; none where there is no identity.
    [[nodiscard]] std::optional<hc::fingerprint> fingerprint() const {
        return std::visit(
            [](const auto& held) -> std::optional<hc::fingerprint> {
                if constexpr (requires { held.fingerprint(); }) return held.fingerprint();
                return std::nullopt;
            },
            held_);
    }

private:
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    std::variant<hc::no_identity, hc::ed25519_identity, hc::x509::keyed_identity> held_;
#else
    std::variant<hc::no_identity, hc::ed25519_identity> held_;
#endif
};
static_assert(hc::identity<any_identity>);

enum class file_kind { seed, pem, key_store };

constexpr std::size_t most_octets = std::size_t{1} << 20;

// Whether a PEM file has a private key that a password protects, in either of the two forms that there are (PKCS#8, and
// the older one, which is refused afterwards).
inline bool is_encrypted(const std::string& file) {
    const auto content = hc::read_file(file, most_octets, hc::file_privacy::secret);
    bool in_headers = false;  // of a part; what stands between the parts is for people
    for (auto rest = hc::as_text(content.expose()); !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----")) return true;
        if (in_headers && line.starts_with("Proc-Type:") && line.find("ENCRYPTED") != line.npos) return true;
        in_headers = line.starts_with("-----BEGIN ") || (in_headers && line.find(':') != line.npos);
    }
    return false;
}

// What a file with this content has; none where it is none of them.
inline std::optional<file_kind> kind_in(hc::octets content) {
    constexpr std::size_t seed_digits = 2 * hc::ed25519_identity::seed_size;
    constexpr std::byte sequence{0x30};  // what everything in DER begins with that is not a single value
    const auto text = hc::as_text(content);
    const auto digits = std::ranges::find_if(text, [](char c) { return hc::text::hex_digit(c) < 0; }) - text.begin();
    if (static_cast<std::size_t>(digits) == seed_digits && text.size() <= seed_digits + 1) return file_kind::seed;
    if (text.find("-----BEGIN ") != std::string_view::npos) return file_kind::pem;
    if (!content.empty() && content.front() == sequence) return file_kind::key_store;
    return std::nullopt;
}

// What judge(content) says of a file that should hold a secret. One that others can read is judged as well, before it
// is refused: judge() throws for what is no secret, which shall not be told to hide.
template <class Judge>
auto judged(const std::string& file, std::size_t most, const Judge& judge) {
    try {
        return judge(hc::read_file(file, most, hc::file_privacy::secret).expose());
    } catch (const hc::identity_error& error) {
        if (error.fault() != hc::identity_fault::exposed) throw;
        static_cast<void>(judge(hc::read_file(file, most, hc::file_privacy::open).expose()));
        throw;
    }
}

// Of a file for one's own identity. identity_error and std::runtime_error.
inline file_kind kind_of(const std::string& file) {
    return judged(file, most_octets, [&](hc::octets content) {
        const auto kind = kind_in(content);
        if (!kind) {
            throw std::runtime_error(
                file + ": no identity: neither a key store (PKCS#12), nor PEM, nor a seed of 64 hexadecimal digits");
        }
        if (kind == file_kind::pem && hc::as_text(content).find(" PRIVATE KEY-----") == std::string_view::npos)
            throw std::runtime_error(file + ": no identity: there is no private key in it");
        return *kind;
    });
}

#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
// identity_error: identity_fault::entry, with what to write in place of FILE.
inline void require_one_entry(const hc::key_store& store, const std::string& file) {
    const auto aliases = store.aliases();
    if (aliases.size() == 1) return;
    std::string choice;
    for (const auto& alias : aliases) choice += (choice.empty() ? "write " : " or ") + (file + "#" + alias);
    throw hc::identity_error(hc::identity_fault::entry, file, "it has several entries", choice);
}
#endif

// Reads what the option names; none where it names nothing. Exceptions say the file and what is wrong with it.
inline any_identity load(const settings& chosen, password_source::kept& password) {
    if (!chosen.chosen()) return any_identity();
    const auto [file, alias] = split(chosen.identity);
    const auto kind = kind_of(file);
    if (kind != file_kind::key_store && !alias.empty())
        throw std::runtime_error(file + ": only a key store has aliases; leave #" + alias + " away");
    if (kind == file_kind::seed) return any_identity(identity_file::load(file));
#if defined(HANDCLASP_WITH_OPENSSL) && HANDCLASP_WITH_OPENSSL
    const bool is_open = kind == file_kind::pem && !is_encrypted(file);
    const auto secret = is_open ? hc::octets() : password.of(chosen.password, file);
    if (kind == file_kind::pem) return any_identity(hc::pem_identity::read(file, secret));
    const auto store = hc::key_store::read(file, secret);
    if (alias.empty()) require_one_entry(store, file);
    return any_identity(alias.empty() ? store.only() : store.find(alias));
#else
    static_cast<void>(password);
    throw std::runtime_error(file + ": this program was built without OpenSSL, and reads seed files alone");
#endif
}

}  // namespace identity_options
