#pragma once

#include <handclasp/identity/guarded_file.hpp>
#include <handclasp/identity/key_store/assembly.hpp>
#include <handclasp/identity/key_store/container_writer.hpp>

namespace handclasp {

// Changes a key store, or makes one, as one step: it holds the file's lock from the making to the destruction, and
// nothing of it is on the disk before commit(). Certificates in the file that belong to no entry stay in it.
class key_store_update {
public:
    // Waits for another update, for as long as `patience`, and reads the file where there is one. Throws identity_error
    // as key_store::read() does, but takes a file without keys; identity_fault::locked; identity_fault::entry for one
    // with secret keys of keytool's, which would be lost.
    key_store_update(const std::filesystem::path& file, octets password,
                     std::chrono::milliseconds patience = std::chrono::seconds(5))
        : file_(file), lock_(file, file_privacy::secret, patience), password_(password) {
        pkcs::concerning(file_, [&] {
            static_cast<void>(pkcs::password(password));  // before anything is derived from it
            const auto before = lock_.current(pkcs::most_file_size);
            if (before) held_ = pkcs::assembly::of(pkcs::container_reader::read(before->expose(), password));
            if (held_.secrets != 0) {
                throw identity_error(identity_fault::entry, {},
                                     "it holds secret keys besides private ones, which would be lost",
                                     "change it with keytool");
            }
        });
    }

    [[nodiscard]] std::vector<std::string> aliases() const { return held_.aliases(); }

    // The identity under an alias, also one that was added. Throws as key_store::find() does.
    [[nodiscard]] x509::keyed_identity find(std::string_view alias) const {
        return pkcs::concerning(file_, [&] {
            const auto found = held_.find(alias);
            if (found == held_.entries.end()) throw held_.no_entry(alias);
            return found->identity();
        });
    }

    // identity_fault::entry where the alias is there already, or is none: 1 to 128 octets of UTF-8, without # because
    // FILE#ALIAS names an entry, and without characters that are not seen or that a terminal obeys. A file that others
    // have written may have an alias with #.
    void add(std::string_view alias, const x509::keyed_identity& identity) {
        pkcs::concerning(file_, [&] {
            pkcs::entry::require_alias(alias);
            if (held_.find(alias) != held_.entries.end()) {
                throw identity_error(identity_fault::entry, {},
                                     "there is an entry '" + std::string(alias) + "' already");
            }
            held_.entries.push_back(pkcs::entry::of(alias, identity));
        });
    }

    // Puts another identity under an alias, such as the same key with a new certificate. identity_fault::entry where
    // there is no such alias.
    void replace(std::string_view alias, const x509::keyed_identity& identity) {
        const auto found = require(alias);
        *found = pkcs::entry::of(found->alias, identity);
    }

    // identity_fault::entry where there is no such alias.
    void remove(std::string_view alias) { held_.entries.erase(require(alias)); }

    // Writes the file, under the password that it was opened with. It takes a second or so, for the sake of whoever
    // guesses. identity_fault::entry where nothing is left in it; identity_fault::too_large for more than 32 entries;
    // what file_update::commit() throws, and then the file is as it was.
    void commit() { commit(password_.expose()); }

    // The same under a new password.
    void commit(octets new_password) {
        pkcs::concerning(file_, [&] {
            if (held_.entries.empty() && held_.others.empty()) {
                throw identity_error(identity_fault::entry, {}, "nothing would be left in it",
                                     "delete the file instead");
            }
            lock_.commit(pkcs::container_writer::write(held_, new_password));
        });
    }

private:
    [[nodiscard]] std::vector<pkcs::entry>::iterator require(std::string_view alias) {
        return pkcs::concerning(file_, [&] {
            const auto found = held_.find(alias);
            if (found == held_.entries.end()) throw held_.no_entry(alias);
            return found;
        });
    }

    std::filesystem::path file_;
    file_update lock_;
    secret_octets password_;
    pkcs::content held_;
};

}  // namespace handclasp
